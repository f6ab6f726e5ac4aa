using System.Runtime.InteropServices;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>
/// The columns of ss(8). The widest cell of a column decides its width, so rows are kept: not all of them but as many as the original keeps,
/// which shows them when its pages are full and begins new ones. Columns never become narrower again; on a terminal they share what is left of a line.
/// </summary>
public sealed class SsTable
{
    public const int ColumnCount = 9;

    private const int StateColumn = 1, LocalColumn = 4, PeerColumn = 6, LastColumn = ColumnCount - 1;

    // What the original keeps is shown when the fifth of its pages of 1 MiB has been begun. A page has a head; a cell that is shown takes
    // two bytes and an even number of bytes of text, a row two more; a page keeps a byte free. (Seen from where widths change among 50,000 sockets.)
    private const int PageSize = 1024 * 1024 - 16, PageCount = 5;

    // Rows stand one behind the other in blocks: the lengths of their cells, what separates the two addresses from their ports, and their text.
    private const int BlockSize = 256 * 1024;
    private static readonly string[] s_headings = ["Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port", "Process"];

    private readonly Output _output;
    private readonly bool[] _hidden = new bool[ColumnCount];
    private readonly int[] _widths = new int[ColumnCount];
    private readonly bool _hasHeader;
    private readonly TextBuffer _text = new();
    private readonly List<byte[]> _blocks = [];
    private Head _head;
    private int _column, _start, _block, _used, _rows;
    private int _page = 1, _free = PageSize;

    /// <param name="output">What rows are written to.</param>
    /// <param name="hasHeader">Whether there is a line of headings.</param>
    /// <param name="hasTable">Whether the name of the table is shown.</param>
    /// <param name="hasState">Whether the state is shown.</param>
    public SsTable(Output output, bool hasHeader, bool hasTable, bool hasState)
    {
        _output = output;
        _hasHeader = hasHeader;
        _hidden[0] = !hasTable;
        _hidden[StateColumn] = !hasState;
        if (!hasHeader) return;
        for (int i = 0; i < ColumnCount; i++)
        {
            _text.Append(s_headings[i]);
            EndCell(i is LocalColumn or PeerColumn ? (byte)':' : (byte)' ');
        }
    }

    /// <summary>What the present cell is written into.</summary>
    public TextBuffer Text => _text;

    /// <summary>Ends the present cell, and with the last one the row.</summary>
    /// <param name="behind">What separates an address from the next cell; 0 for nothing.</param>
    public void EndCell(byte behind = (byte)' ')
    {
        int column = _column, length = _text.Length - _start;
        if (_hidden[column])
        {
            _text.CutTo(_start);
            length = 0;
        }
        else
        {
            Keep(sizeof(ushort) + (length + 1 & ~1));
        }
        if (length > _widths[column]) _widths[column] = length;
        _head[column] = length;
        if (column == LocalColumn) _head.BehindLocal = behind;
        else if (column == PeerColumn) _head.BehindPeer = behind;
        _start = _text.Length;
        if (column < LastColumn) _column++;
        else EndRow();
    }

    /// <summary>Writes all rows that were not written yet. Columns stay as wide as they have become.</summary>
    public void Write()
    {
        var widths = Layout(_output.IsTerminal ? _output.Columns : 0);
        int block = 0, at = 0;
        for (int row = 0; row < _rows; row++)
        {
            if (_blocks[block].Length - at < Head.Size || MemoryMarshal.Read<Head>(_blocks[block].AsSpan(at)) is { IsEnd: true }) (block, at) = (block + 1, 0);
            var rest = _blocks[block].AsSpan(at);
            ref readonly var head = ref MemoryMarshal.AsRef<Head>(rest);
            at += Head.Size + Write(_output.Buffer, in head, rest[Head.Size..], widths);
            _output.Written();
        }
        (_block, _used, _rows, _page, _free) = (0, 0, 0, 1, PageSize);
    }

    private void EndRow()
    {
        int size = Head.Size + _text.Length;
        if (_blocks.Count == 0) _blocks.Add(new byte[Math.Max(BlockSize, size)]);
        if (_blocks[_block].Length - _used < size)
        {
            if (_blocks[_block].Length - _used >= Head.Size) MemoryMarshal.Write(_blocks[_block].AsSpan(_used), Head.End);
            (_block, _used) = (_block + 1, 0);
            if (_block == _blocks.Count) _blocks.Add(new byte[Math.Max(BlockSize, size)]);
            else if (_blocks[_block].Length < size) _blocks[_block] = new byte[size];
        }
        var place = _blocks[_block].AsSpan(_used);
        MemoryMarshal.Write(place, _head);
        _text.Bytes.CopyTo(place[Head.Size..]);
        _used += size;
        _rows++;
        _text.Clear();
        _column = _start = 0;
        Keep(sizeof(ushort));
        if (_page >= PageCount) Write();
    }

    private void Keep(int bytes)
    {
        if (bytes >= _free) (_page, _free) = (_page + 1, PageSize);
        _free -= bytes;
    }

    /// <returns>The bytes of text that the row took.</returns>
    private int Write(TextBuffer to, in Head head, ReadOnlySpan<byte> text, ReadOnlySpan<int> widths)
    {
        int most = 1;
        for (int column = 0; column < ColumnCount; column++) most += Math.Max(widths[column], head[column]) + 2;
        int length = to.Length, at = 0, from = 0;
        var line = to.Claim(most);
        line.Fill((byte)' ');
        for (int column = 0; column < ColumnCount; column++)
        {
            if (_hidden[column]) continue;
            int size = head[column], width = widths[column];
            if (column is LocalColumn or PeerColumn)
            {
                byte behind = column == LocalColumn ? head.BehindLocal : head.BehindPeer;
                // Where nothing separates an address from what follows, it takes that place too.
                if (behind == 0 && widths[column + 1] > 0) width++;
                at += Math.Max(0, width - size);
                text.Slice(from, size).CopyTo(line[at..]);
                at += size;
                if (behind != 0) line[at++] = behind;
            }
            else
            {
                text.Slice(from, size).CopyTo(line[at..]);
                at += Math.Max(width, size);
                // The two last columns stand together: the cell of the last begins with its own space.
                if (column < LastColumn - 1) at++;
            }
            from += size;
        }
        line[at++] = (byte)'\n';
        to.CutTo(length + at);
        return from;
    }

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

    /// <summary>What stands before the text of a row.</summary>
    private struct Head
    {
        public const int Size = (ColumnCount + 1) * sizeof(int);

        private Lengths _lengths;
        public byte BehindLocal;
        public byte BehindPeer;
        private ushort _isEnd;

        /// <summary>Stands where a block has no room for the next row.</summary>
        public static Head End => new() { _isEnd = 1 };

        public readonly bool IsEnd => _isEnd != 0;

        public int this[int column]
        {
            readonly get => _lengths[column];
            set => _lengths[column] = value;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(ColumnCount)]
    private struct Lengths
    {
        private int _first;
    }
}
