namespace Netshoot.Testing.Simulation;

/// <summary>
/// A terminal as far as programs with a screen need one (ECMA-48 and what xterm has beyond it): a grid of characters, and which of them are
/// reversed. What it does not know it throws.
/// </summary>
public sealed class TerminalEmulator
{
    private readonly char[,] _characters;
    private readonly bool[,] _reversed;
    private int _row;
    private int _column;
    private int _top;
    private int _bottom;
    private bool _isReversed;
    private bool _drawsLines;
    private char _last = ' ';

    public TerminalEmulator(int columns, int rows)
    {
        (Columns, Rows) = (columns, rows);
        _characters = new char[rows, columns];
        _reversed = new bool[rows, columns];
        _bottom = rows - 1;
        Erase(0, 0, rows * columns);
    }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Whether the program has taken the other screen and not given it back.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Whether the cursor is seen.</summary>
    public bool HasCursor { get; private set; } = true;

    /// <summary>The text of each row, without the blanks at its end.</summary>
    public IReadOnlyList<string> Lines => [.. Enumerable.Range(0, Rows).Select(LineOf)];

    public string LineOf(int row) => new string([.. Enumerable.Range(0, Columns).Select(c => _characters[row, c])]).TrimEnd();

    /// <summary>How many characters at the beginning of a row are reversed.</summary>
    public int ReversedOf(int row) => Enumerable.Range(0, Columns).TakeWhile(c => _reversed[row, c]).Count();

    public override string ToString() => string.Join('\n', Lines);

    /// <summary>Shows what a program has written; a sequence that is cut at the end does nothing.</summary>
    public TerminalEmulator Show(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '\e':
                    i = Escape(text, i + 1);
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    Feed();
                    break;
                case '\b':
                    _column = Math.Max(0, _column - 1);
                    break;
                case '\a' or '\x0f':
                    break;
                case '\t':
                    _column = Math.Min(Columns - 1, (_column / 8 + 1) * 8);
                    break;
                default:
                    Put(c);
                    break;
            }
        }
        return this;
    }

    private void Put(char c)
    {
        if (_drawsLines) c = c switch { 'q' => '─', 'm' => '└', 'v' => '┴', 'x' => '│', _ => c };
        if (_column == Columns)
        {
            _column = 0;
            Feed();
        }
        _characters[_row, _column] = _last = c;
        _reversed[_row, _column] = _isReversed;
        _column++;
    }

    private void Feed()
    {
        if (_row == _bottom) Scroll(_top, _bottom, 1);
        else if (_row < Rows - 1) _row++;
    }

    /// <summary>Moves rows up, or down where the count is negative, within a part of the screen.</summary>
    private void Scroll(int top, int bottom, int count)
    {
        int height = bottom - top + 1;
        var characters = (char[,])_characters.Clone();
        var reversed = (bool[,])_reversed.Clone();
        for (int row = 0; row < height; row++)
        {
            int from = row + count;
            if (from < 0 || from >= height)
            {
                Erase(top + row, 0, Columns);
                continue;
            }
            for (int column = 0; column < Columns; column++)
                (_characters[top + row, column], _reversed[top + row, column]) = (characters[top + from, column], reversed[top + from, column]);
        }
    }

    private int Escape(string text, int at)
    {
        if (at + 1 >= text.Length) return text.Length;
        switch (text[at])
        {
            case '(' or ')':
                _drawsLines = text[at] == '(' ? text[at + 1] == '0' : _drawsLines;
                return at + 1;
            case '>' or '=' or '7' or '8':
                return at;
            case 'M':
                if (_row == _top) Scroll(_top, _bottom, -1);
                else _row = Math.Max(0, _row - 1);
                return at;
            case '[':
                break;
            default:
                throw new NotSupportedException($"ESC {text[at]}");
        }
        int end = at + 1;
        while (end < text.Length && text[end] is >= ' ' and < '@') end++;
        if (end == text.Length) return end;
        string parameters = text[(at + 1)..end];
        if (parameters.StartsWith('?'))
        {
            foreach (string mode in parameters[1..].Split(';')) SetMode(mode, text[end] == 'h');
            return end;
        }
        int[] numbers = [.. parameters.Split(';').Select(static p => int.TryParse(p, out int n) ? n : -1)];
        Control(text[end], numbers, Math.Max(numbers[0], 1));
        return end;
    }

    private void SetMode(string mode, bool on)
    {
        if (mode == "1049") IsTaken = on;
        if (mode == "25") HasCursor = on;
        if (mode == "1049" && on) Erase(0, 0, Rows * Columns);
    }

    private void Control(char final, int[] numbers, int count)
    {
        _column = Math.Min(_column, final is 'm' or 'b' ? Columns : Columns - 1);
        switch (final)
        {
            case 'H' or 'f':
                _row = Math.Clamp(count - 1, 0, Rows - 1);
                _column = Math.Clamp((numbers.Length > 1 ? Math.Max(numbers[1], 1) : 1) - 1, 0, Columns - 1);
                break;
            case 'G':
                _column = Math.Clamp(count - 1, 0, Columns - 1);
                break;
            case 'd':
                _row = Math.Clamp(count - 1, 0, Rows - 1);
                break;
            case 'A':
                _row = Math.Max(0, _row - count);
                break;
            case 'B':
                _row = Math.Min(Rows - 1, _row + count);
                break;
            case 'C':
                _column = Math.Min(Columns - 1, _column + count);
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'J' when numbers[0] == 2:
                Erase(0, 0, Rows * Columns);
                break;
            case 'J' when numbers[0] <= 0:
                Erase(_row, _column, (Rows - _row) * Columns - _column);
                break;
            case 'K' when numbers[0] == 1:
                Erase(_row, 0, _column + 1);
                break;
            case 'K' when numbers[0] <= 0:
                Erase(_row, _column, Columns - _column);
                break;
            case 'X':
                Erase(_row, _column, Math.Min(count, Columns - _column));
                break;
            case 'b':
                for (int i = 0; i < count; i++) Again();
                break;
            case 'P':
                Shift(count);
                break;
            case '@':
                Shift(-count);
                break;
            case 'm':
                foreach (int number in numbers) _isReversed = number == 7 || number > 0 && _isReversed && number != 27;
                break;
            case 'L':
                Scroll(_row, _bottom, -count);
                break;
            case 'M':
                Scroll(_row, _bottom, count);
                break;
            case 'S':
                Scroll(_top, _bottom, count);
                break;
            case 'T':
                Scroll(_top, _bottom, -count);
                break;
            case 'r':
                (_top, _bottom) = (count - 1, numbers.Length > 1 && numbers[1] > 0 ? Math.Min(numbers[1], Rows) - 1 : Rows - 1);
                (_row, _column) = (0, 0);
                break;
            case 'l' or 'h' or 't':
                break;
            default:
                throw new NotSupportedException($"CSI {string.Join(';', numbers)} {final}");
        }
    }

    /// <summary>Takes characters out of the row at the cursor, or puts blanks in.</summary>
    private void Shift(int count)
    {
        int width = Columns - _column;
        var characters = new char[width];
        var reversed = new bool[width];
        for (int i = 0; i < width; i++)
        {
            int from = i + count;
            bool isThere = from >= 0 && from < width;
            characters[i] = isThere ? _characters[_row, _column + from] : ' ';
            reversed[i] = isThere && _reversed[_row, _column + from];
        }
        for (int i = 0; i < width; i++) (_characters[_row, _column + i], _reversed[_row, _column + i]) = (characters[i], reversed[i]);
    }

    private void Again()
    {
        bool draws = _drawsLines;
        _drawsLines = false;
        Put(_last);
        _drawsLines = draws;
    }

    private void Erase(int row, int column, int count)
    {
        for (int i = row * Columns + column; count > 0; i++, count--)
        {
            _characters[i / Columns, i % Columns] = ' ';
            _reversed[i / Columns, i % Columns] = false;
        }
    }
}
