namespace Netshoot.Filters.Expressions;

/// <summary>Escapes and classes of characters.</summary>
internal ref partial struct ExpressionParser
{
    /// <summary>Behind a backslash outside a class.</summary>
    private ExpressionNode Escape(out bool repeats)
    {
        int start = _at - 1;
        repeats = true;
        if (_at == _text.Length) throw Wrong("\\ at end of pattern", _at);
        switch (_text[_at])
        {
            case (byte)'A' or (byte)'G':
                return Between(Condition.Start, out repeats);
            case (byte)'z':
                return Between(Condition.End, out repeats);
            case (byte)'Z':
                return Between(Condition.EndOrLastLine, out repeats);
            case (byte)'b':
                return Between(Condition.WordBoundary, out repeats);
            case (byte)'B':
                return Between(Condition.NotWordBoundary, out repeats);
            case (byte)'C':
                _at++;
                return new BytesNode(ByteSet.All);
            case (byte)'R':
                throw Refused("\\R is", start);
            case (byte)'X':
                throw Refused("\\X is", start);
            case (byte)'K':
                throw Refused("\\K is", start);
            case (byte)'g' or (byte)'k':
                throw Refused("a back reference is", start);
            case >= (byte)'1' and <= (byte)'9' when IsReference():
                throw Refused("a back reference is", start);
        }
        if (TrySet(out var set)) return new BytesNode(set);
        return Literal(Character(start));
    }

    private ConditionNode Between(Condition condition, out bool repeats)
    {
        repeats = false;
        _at++;
        return new(condition);
    }

    /// <summary>Whether digits are the number of a group: below ten always, above where there are so many.</summary>
    private readonly bool IsReference()
    {
        int digits = Math.Min(Digits(_at), 6), number = 0;
        for (int i = 0; i < digits; i++) number = number * 10 + _text[_at + i] - '0';
        return number < 8 || number <= _groups || number is 8 or 9;
    }

    /// <summary>An escape that stands for several characters.</summary>
    private bool TrySet(out ByteSet set)
    {
        var horizontal = ByteSet.Of(9) | ByteSet.Of((byte)' ') | ByteSet.Of(0xa0);
        var vertical = ByteSet.Range(10, 13) | ByteSet.Of(0x85);
        set = _text[_at] switch
        {
            (byte)'d' => ByteSet.Digits,
            (byte)'D' => ~ByteSet.Digits,
            (byte)'w' => ByteSet.Word,
            (byte)'W' => ~ByteSet.Word,
            (byte)'s' => ByteSet.Space,
            (byte)'S' => ~ByteSet.Space,
            (byte)'h' => horizontal,
            (byte)'H' => ~horizontal,
            (byte)'v' => vertical,
            (byte)'V' => ~vertical,
            (byte)'N' when Peek(1) != '{' => ~ByteSet.Newline,
            _ => default,
        };
        if (set.IsEmpty) return false;
        _at++;
        return true;
    }

    /// <summary>An escape that stands for one character, in a class or outside.</summary>
    private byte Character(int start)
    {
        byte next = _text[_at++];
        switch (next)
        {
            case (byte)'a':
                return 7;
            case (byte)'e':
                return 27;
            case (byte)'f':
                return 12;
            case (byte)'n':
                return 10;
            case (byte)'r':
                return 13;
            case (byte)'t':
                return 9;
            case (byte)'x':
                return Hexadecimal();
            case (byte)'o':
                return Braced(start + 1, 8, "missing opening brace after \\o");
            case (byte)'c':
                if (_at == _text.Length) throw Wrong("\\c at end of pattern", _at);
                byte letter = _text[_at++];
                if (letter is < 32 or > 126) throw Wrong("\\c must be followed by a printable ASCII character", _at);
                return (byte)((letter is >= (byte)'a' and <= (byte)'z' ? letter - 32 : letter) ^ 64);
            case >= (byte)'0' and <= (byte)'7':
                return Octal(next - '0');
            case (byte)'p' or (byte)'P':
                throw Refused("\\p, Unicode's properties, are", start);
            case (byte)'F' or (byte)'L' or (byte)'l' or (byte)'U' or (byte)'u':
                throw Wrong("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", _at);
            case (byte)'N':
                throw Wrong("\\N{U+dddd} is supported only in Unicode (UTF) mode", _at);
            case var other when other is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z':
                throw Wrong("unrecognized character follows \\", _at - 1);
            default:
                return next;
        }
    }

    private byte Octal(int value)
    {
        for (int i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++) value = value * 8 + _text[_at++] - '0';
        return value <= 255 ? (byte)value : throw Wrong("octal value is greater than \\377 in 8-bit non-UTF-8 mode", _at);
    }

    private byte Hexadecimal()
    {
        if (Peek() == '{') return Braced(_at, 16, "");
        int value = 0;
        for (int i = 0; i < 2 && char.IsAsciiHexDigit((char)Math.Max(Peek(), 0)); i++) value = value * 16 + Digit(_text[_at++]);
        return (byte)value;
    }

    /// <summary>Digits between braces, of <c>\x{}</c> and <c>\o{}</c>.</summary>
    private byte Braced(int missing, int radix, string complaint)
    {
        const string TooLarge = "character code point value in \\x{} or \\o{} is too large";
        if (Peek() != '{') throw Wrong(complaint, missing);
        int value = 0;
        _at++;
        if (Peek() is -1 or '}') throw Wrong("digits missing in \\x{} or \\o{} or \\N{U+}", _at);
        while (Peek() != '}')
        {
            int digit = Peek() >= 0 && char.IsAsciiHexDigit((char)Peek()) ? Digit((byte)Peek()) : 99;
            if (digit >= radix) throw Wrong(radix == 16 ? "non-hex character in \\x{} (closing brace missing?)" : "non-octal character in \\o{} (closing brace missing?)", _at);
            value = value * radix + digit;
            _at++;
            if (value > 255) throw Wrong(TooLarge, _at);
        }
        _at++;
        return (byte)value;
    }

    private static int Digit(byte value) => value <= '9' ? value - '0' : (value | 32) - 'a' + 10;

    /// <summary>Behind the bracket that opens a class.</summary>
    private BytesNode Class()
    {
        int start = _at - 1;
        if (Peek() is ':' or '.' or '=' && _text[(_at + 1)..].IndexOf([(byte)Peek(), (byte)']']) is var closes and >= 0 && !_text.Slice(_at + 1, closes).Contains((byte)']'))
            throw Wrong("POSIX named classes are supported only within a class", start);
        bool negated = Peek() == '^';
        if (negated) _at++;
        var set = default(ByteSet);
        bool first = true;
        while (true)
        {
            SkipQuotes();
            if (_at >= _text.Length) throw Wrong("missing terminating ] for character class", _text.Length);
            if (_text[_at] == ']' && !first && !_quoting) break;
            first = false;
            var member = Member(out bool single);
            SkipQuotes();
            bool ranges = !_quoting && Peek() == '-' && Peek(1) is not (']' or -1);
            if (!ranges)
            {
                set |= member;
                continue;
            }
            if (!single) throw Wrong("invalid range in character class", _at);
            _at++;
            SkipQuotes();
            var end = Member(out bool ends);
            if (!ends) throw Wrong("invalid range in character class", _at);
            if (end.First() < member.First()) throw Wrong("range out of order in character class", _at - 1);
            set |= ByteSet.Range(member.First(), end.First());
        }
        _at++;
        if (Has(ExpressionOptions.IgnoreCase)) set = set.Folded();
        return new(negated ? ~set : set);
    }

    private void SkipQuotes()
    {
        while (_at + 1 < _text.Length && _text[_at] == '\\' && (_text[_at + 1] == 'E' || !_quoting && _text[_at + 1] == 'Q'))
        {
            _quoting = _text[_at + 1] == 'Q';
            _at += 2;
        }
    }

    /// <param name="single">Whether it is one character, at which a range can begin or end.</param>
    private ByteSet Member(out bool single)
    {
        int start = _at;
        single = true;
        byte next = _text[_at++];
        if (_quoting) return ByteSet.Of(next);
        if (next == '[' && Peek() is ':' or '.' or '=' && TryNamed(start, out var named))
        {
            single = false;
            return named;
        }
        if (next != '\\') return ByteSet.Of(next);
        if (_at == _text.Length) throw Wrong("\\ at end of pattern", _at);
        switch (_text[_at])
        {
            case (byte)'b':
                _at++;
                return ByteSet.Of(8);
            case (byte)'N':
                throw Wrong("\\N is not supported in a class", _at + 1);
            case (byte)'B' or (byte)'R' or (byte)'X':
                throw Wrong("escape sequence is invalid in character class", _at);
        }
        if (!TrySet(out var set)) return ByteSet.Of(Character(start));
        single = false;
        return set;
    }

    /// <summary><c>[:name:]</c> or <c>[:^name:]</c>, with the bracket behind us.</summary>
    private bool TryNamed(int start, out ByteSet set)
    {
        set = default;
        byte kind = _text[_at];
        int length = _text[(_at + 1)..].IndexOf([kind, (byte)']']);
        if (length < 0 || _text.Slice(_at + 1, length).Contains((byte)']')) return false;
        if (kind != ':') throw Wrong("POSIX collating elements are not supported", start);
        var name = _text.Slice(_at + 1, length);
        bool negated = name is [(byte)'^', ..];
        if (negated) name = name[1..];
        var graph = ByteSet.Range(33, 126);
        set = name switch
        {
            _ when name.SequenceEqual("alpha"u8) => ByteSet.Letters,
            _ when name.SequenceEqual("digit"u8) => ByteSet.Digits,
            _ when name.SequenceEqual("alnum"u8) => ByteSet.Letters | ByteSet.Digits,
            _ when name.SequenceEqual("upper"u8) => ByteSet.Upper,
            _ when name.SequenceEqual("lower"u8) => ByteSet.Lower,
            _ when name.SequenceEqual("space"u8) => ByteSet.Space,
            _ when name.SequenceEqual("blank"u8) => ByteSet.Of(9) | ByteSet.Of((byte)' '),
            _ when name.SequenceEqual("cntrl"u8) => ByteSet.Range(0, 31) | ByteSet.Of(127),
            _ when name.SequenceEqual("graph"u8) => graph,
            _ when name.SequenceEqual("print"u8) => ByteSet.Range(32, 126),
            _ when name.SequenceEqual("punct"u8) => graph & ~(ByteSet.Letters | ByteSet.Digits),
            _ when name.SequenceEqual("word"u8) => ByteSet.Word,
            _ when name.SequenceEqual("ascii"u8) => ByteSet.Range(0, 127),
            _ when name.SequenceEqual("xdigit"u8) => ByteSet.Digits | ByteSet.Range((byte)'a', (byte)'f') | ByteSet.Range((byte)'A', (byte)'F'),
            _ => default,
        };
        if (set.IsEmpty) throw Wrong("unknown POSIX class name", _at + 1 + (negated ? 1 : 0));
        if (negated) set = ~set;
        _at += length + 3;
        return true;
    }
}
