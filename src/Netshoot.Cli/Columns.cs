using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>
/// A table of text without lines, its columns as wide as their widest cell: for results that people read and programs still cut apart.
/// Spectre.Console wraps at 80 columns where there is no terminal, and then cuts addresses in two.
/// </summary>
public sealed class Columns(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Adds a row; a cell that holds several lines makes the row that many lines high.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <param name="output">Where to.</param>
    /// <param name="color">Whether the headings are colored.</param>
    public void Write(Output output, bool color)
    {
        int[] widths = [.. headings.Select((h, i) => Math.Max(h.Length, _rows.Select(r => r[i].Split('\n').Max(static l => l.Length)).DefaultIfEmpty(0).Max()))];
        if (color) output.Buffer.Append(Palette.Start(Paint.Heading, dark: false));
        WriteLine(output.Buffer, headings, widths);
        if (color) output.Buffer.Append(Palette.Reset);
        output.Literal("\n");
        foreach (string[] row in _rows)
        {
            string[][] cells = [.. row.Select(static c => c.Split('\n'))];
            for (int line = 0; line < cells.Max(static c => c.Length); line++)
            {
                WriteLine(output.Buffer, [.. cells.Select(c => line < c.Length ? c[line] : "")], widths);
                output.Literal("\n");
            }
        }
    }

    private static void WriteLine(TextBuffer to, string[] cells, int[] widths)
    {
        int last = Array.FindLastIndex(cells, static c => c.Length > 0);
        for (int i = 0; i <= last; i++)
        {
            int start = to.Length;
            to.Foreign(cells[i]);
            if (i == last) break;
            to.Align(start, -widths[i]);
            to.Append(Gap);
        }
    }
}
