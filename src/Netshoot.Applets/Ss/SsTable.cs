using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>The columns of ss(8): all rows are kept, because the widest cell of a column decides its width; on a terminal the columns share what is left of a line.</summary>
internal sealed class SsTable
{
    public const int ColumnCount = 9;

    private const int StateColumn = 1;
    private static readonly string[] s_headings = ["Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process"];
    private static readonly bool[] s_rightAligned = [false, false, false, false, true, false, true, false, false];

    private readonly bool[] _hidden = new bool[ColumnCount];
    private readonly int[] _widths = new int[ColumnCount];
    private readonly bool _hasHeader;
    private readonly TextBuffer _text = new(16 * 1024);
    private int[] _ends = new int[ColumnCount * 64];
    private byte[] _behind = new byte[ColumnCount * 64];
    private int _cells;

    /// <param name="hasHeader">Whether there is a line of headings.</param>
    /// <param name="hasTable">Whether the name of the table is shown.</param>
    /// <param name="hasState">Whether the state is shown.</param>
    public SsTable(bool hasHeader, bool hasTable, bool hasState)
    {
        _hasHeader = hasHeader;
        _hidden[0] = !hasTable;
        _hidden[StateColumn] = !hasState;
        if (!hasHeader) return;
        for (int i = 0; i < ColumnCount; i++)
        {
            _text.Append(s_headings[i]);
            EndCell(i is 4 or 6 ? (byte)':' : (byte)' ');
        }
    }

    /// <summary>What the present cell is written into.</summary>
    public TextBuffer Text => _text;

    /// <summary>Ends the present cell.</summary>
    /// <param name="behind">What separates it from the next; 0 for nothing.</param>
    public void EndCell(byte behind = (byte)' ')
    {
        if (_cells == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * _cells);
            Array.Resize(ref _behind, 2 * _cells);
        }
        int column = _cells % ColumnCount;
        _widths[column] = Math.Max(_widths[column], _text.Length - StartOf(_cells));
        _ends[_cells] = _text.Length;
        // The two last columns stand together: the cell of the last begins with its own space.
        _behind[_cells++] = column >= ColumnCount - 2 ? (byte)0 : behind;
    }

    /// <summary>Writes all rows that were not written yet. Columns stay as wide as they have become.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="written">Called behind each line.</param>
    /// <param name="screen">Columns of the terminal; 0 when it is none.</param>
    public void Write(TextBuffer to, Action written, int screen)
    {
        var widths = Layout(screen);
        for (int row = 0; row < _cells; row += ColumnCount)
        {
            for (int column = 0; column < ColumnCount; column++)
            {
                if (_hidden[column]) continue;
                int cell = row + column, start = StartOf(cell);
                var text = _text.Bytes[start.._ends[cell]];
                // Where nothing separates an address from what follows, it takes that place too.
                bool isJoined = s_rightAligned[column] && _behind[cell] == 0 && widths[column + 1] > 0;
                int missing = Math.Max(0, widths[column] + (isJoined ? 1 : 0) - text.Length);
                if (s_rightAligned[column]) to.Claim(missing).Fill((byte)' ');
                to.Append(text);
                if (!s_rightAligned[column]) to.Claim(missing).Fill((byte)' ');
                if (_behind[cell] != 0) to.Append(_behind[cell]);
            }
            to.Append((byte)'\n');
            written();
        }
        _text.Clear();
        _cells = 0;
    }

    private int StartOf(int cell) => cell == 0 ? 0 : _ends[cell - 1];

    /// <summary>Fills lines of the screen with as many columns as they have room for, and gives what is left of a line to its columns, to the last ones first.</summary>
    private int[] Layout(int screen)
    {
        int[] widths = [.. _widths];
        if (screen <= 0) return widths;
        int first = 0, used = 0, shown = 0;
        for (int column = 0; column <= ColumnCount; column++)
        {
            if (column < ColumnCount && _hidden[column]) continue;
            int size = column == ColumnCount ? 0 : widths[column] + (column < ColumnCount - 2 ? 1 : 0);
            if (column == ColumnCount || shown > 0 && used + size > screen)
            {
                int spare = Math.Max(0, screen - used);
                for (int i = first; i < column; i++)
                {
                    if (_hidden[i]) continue;
                    int share = spare / shown--;
                    widths[i] = Math.Min(widths[i] + share, screen);
                    spare -= share;
                }
                (first, used, shown) = (column, 0, 0);
            }
            used += size;
            shown++;
        }
        return widths;
    }
}
