using System.Text;
using Netshoot.Applets.Ss;
using Netshoot.Cli;
using Xunit;

namespace Netshoot.Tests.Applets.Ss;

/// <summary>The columns of ss where there are more sockets than the original keeps at a time.</summary>
public sealed class SsTableTests
{
    // What a row of these takes of a page of the original: 2 bytes, and 2 with an even number of bytes of text for each of 8 cells.
    private static readonly string[] s_row = ["ESTAB", "0     ", "0     ", "127.0.0.1", "58152", "127.0.0.1", "8000", " users:((\"python3\",pid=26475,fd=4))"];
    private const int RowSize = 2 + 8 * 2 + 6 + 6 + 6 + 10 + 6 + 10 + 4 + 36;

    [Fact]
    public void Widths_change_where_the_pages_of_the_original_are_full()
    {
        // Four pages hold as many whole rows as fit but for the cells at their ends, and the row that begins the fifth.
        const int Most = 4 * (1024 * 1024 - 16) / RowSize + 1;
        string[] lines = Lines(Most + 10, wideAt: Most + 5);
        int narrow = lines[0].Length;
        int change = Array.FindIndex(lines, line => line.Length != narrow);
        Assert.InRange(change, Most - 4, Most);
        Assert.All(lines[change..], line => Assert.Equal(narrow + 20, line.Length));
    }

    [Fact]
    public void What_fits_into_the_pages_has_one_width()
    {
        string[] lines = Lines(30_000, wideAt: 29_999);
        Assert.Equal(30_000, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[^1].Length, line.Length));
    }

    [Fact]
    public void Columns_never_become_narrower()
    {
        string[] lines = Lines(60_000, wideAt: 0);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
    }

    private static string[] Lines(int rows, int wideAt)
    {
        using var stream = new MemoryStream();
        using var output = new Output(stream);
        var table = new SsTable(output, hasHeader: false, hasTable: false, hasState: true);
        for (int row = 0; row < rows; row++)
        {
            table.Text.Append("tcp"u8);
            table.EndCell();
            for (int cell = 0; cell < s_row.Length; cell++)
            {
                table.Text.Append(s_row[cell]);
                if (row == wideAt && cell == 3) table.Text.Append("01234567890123456789"u8);
                table.EndCell(cell is 3 or 5 ? (byte)':' : (byte)' ');
            }
        }
        table.Write();
        output.Flush();
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }
}
