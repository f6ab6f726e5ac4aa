using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>How a cell of a screen looks.</summary>
public enum CellStyle : byte
{
    Plain,
    Bold,
    Reverse,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
    Cyan,
}

/// <summary>
/// A screen of cells, drawn as a whole each time; only what has changed since is sent to the terminal (ECMA-48: CUP, SGR). Whatever text is
/// put on it, a cell holds one visible character: no name can move a cursor.
/// </summary>
public sealed class ScreenGrid
{
    public const char Line = '─', LineUp = '┴', CornerUp = '└';

    private Cell[] _cells = [];
    private Cell[] _shown = [];

    private readonly record struct Cell(char Character, CellStyle Style);

    private static readonly Cell s_blank = new(' ', CellStyle.Plain);

    public ScreenGrid(int columns, int rows) => Resize(columns, rows);

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Sets the size; all of the screen is sent the next time.</summary>
    public void Resize(int columns, int rows)
    {
        const int Most = 1000;
        Columns = Math.Clamp(columns, 1, Most);
        Rows = Math.Clamp(rows, 1, Most);
        _cells = new Cell[Columns * Rows];
        _shown = new Cell[Columns * Rows];
        Clear();
    }

    public void Clear() => Array.Fill(_cells, s_blank);

    /// <summary>Puts a text on a row; what does not fit on it is left out.</summary>
    public void Put(int row, int column, ReadOnlySpan<char> text, CellStyle style = CellStyle.Plain)
    {
        if ((uint)row >= (uint)Rows) return;
        foreach (char character in text)
        {
            if ((uint)column < (uint)Columns) _cells[row * Columns + column] = new(Visible(character), style);
            column++;
        }
    }

    /// <summary>Puts a text so that it ends before a column.</summary>
    public void PutBefore(int row, int end, ReadOnlySpan<char> text, CellStyle style = CellStyle.Plain) => Put(row, end - text.Length, text, style);

    /// <summary>Puts one character on a part of a row.</summary>
    public void Fill(int row, int column, int count, char character)
    {
        for (int i = 0; i < count; i++) Put(row, column + i, [character]);
    }

    /// <summary>Changes how a part of a row looks, whatever stands there.</summary>
    public void Paint(int row, int column, int count, CellStyle style)
    {
        if ((uint)row >= (uint)Rows) return;
        for (int i = Math.Max(column, 0); i < Math.Min(column + count, Columns); i++) _cells[row * Columns + i] = _cells[row * Columns + i] with { Style = style };
    }

    /// <summary>The text of a row, without the blanks at its end.</summary>
    public string TextOf(int row)
    {
        var text = new char[Columns];
        for (int i = 0; i < Columns; i++) text[i] = _cells[row * Columns + i].Character;
        return new string(text).TrimEnd();
    }

    /// <summary>How many cells at the beginning of a row are reversed.</summary>
    public int ReversedOf(int row)
    {
        int count = 0;
        while (count < Columns && _cells[row * Columns + count].Style == CellStyle.Reverse) count++;
        return count;
    }

    /// <summary>Sends what has changed.</summary>
    public void Show(TextBuffer to)
    {
        var style = CellStyle.Plain;
        for (int row = 0; row < Rows; row++)
        {
            int cursor = -1;
            for (int column = 0; column < Columns; column++)
            {
                int at = row * Columns + column;
                if (_cells[at] == _shown[at]) continue;
                if (cursor != column) to.Append($"\e[{row + 1};{column + 1}H");
                if (_cells[at].Style != style) to.Append(Sequence(style = _cells[at].Style));
                to.Append([_cells[at].Character]);
                _shown[at] = _cells[at];
                cursor = column + 1;
            }
        }
        if (style != CellStyle.Plain) to.Append("\e[0m"u8);
    }

    /// <summary>Latin letters and the lines of boxes are one cell wide everywhere; of what else is, terminals do not agree.</summary>
    private static char Visible(char character) => character is >= ' ' and < '\x7f' or >= '\xa0' and < '\x300' or >= '\x2500' and < '\x2600' ? character : '?';

    private static ReadOnlySpan<byte> Sequence(CellStyle style) => style switch
    {
        CellStyle.Bold => "\e[0;1m"u8,
        CellStyle.Reverse => "\e[0;7m"u8,
        CellStyle.Red => "\e[0;31m"u8,
        CellStyle.Green => "\e[0;32m"u8,
        CellStyle.Yellow => "\e[0;33m"u8,
        CellStyle.Blue => "\e[0;34m"u8,
        CellStyle.Magenta => "\e[0;35m"u8,
        CellStyle.Cyan => "\e[0;36m"u8,
        _ => "\e[0m"u8,
    };
}
