using Netshoot.Wire;

namespace Netshoot.Filters.Expressions;

/// <summary>
/// Parses Perl's regular expressions as pcre2pattern(3) describes them, over bytes. What cannot be matched in linear time (references
/// back, looking around, recursion, atomic groups) is refused by name; what is wrong is said in PCRE2's words, which people search for.
/// </summary>
internal ref partial struct ExpressionParser(ReadOnlySpan<byte> text, ExpressionOptions options)
{
    private const int DeepestGroup = 250, MostRepeats = 65_535, MostNodes = 20_000;

    private readonly ReadOnlySpan<byte> _text = text;
    private ExpressionOptions _options = options;
    private int _at;
    private int _depth;
    private int _groups;
    private int _nodes;
    private bool _quoting;

    public ExpressionNode Parse()
    {
        var node = Choice();
        return _at == _text.Length ? node : throw Wrong("unmatched closing parenthesis", _at);
    }

    private readonly bool Has(ExpressionOptions option) => (_options & option) != 0;

    private readonly int Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : -1;

    private static Failure Wrong(string what, int at) => new("", $"{what} (offset: {at})");

    /// <summary>An expression that others take and this one does not.</summary>
    private static Failure Refused(string what, int at) => new("", $"{what} not supported (offset: {at})", "what needs backtracking could be made to take forever by a packet; matching here takes time in proportion to the bytes");

    private ExpressionNode Choice()
    {
        var outer = _options;
        List<ExpressionNode>? choices = null;
        var first = Sequence();
        while (Peek() == '|')
        {
            _at++;
            (choices ??= [first]).Add(Sequence());
        }
        _options = outer;
        return choices is null ? first : new ChoiceNode(choices);
    }

    private ExpressionNode Sequence()
    {
        var parts = new List<ExpressionNode>();
        while (true)
        {
            SkipIgnored();
            int next = Peek();
            if (next < 0 || !_quoting && next is '|' or ')') break;
            if (++_nodes > MostNodes) throw Wrong("regular expression is too large", _at);
            var part = Item(out bool repeats);
            part = Quantified(part, repeats);
            if (part is SequenceNode inner) parts.AddRange(inner.Parts);
            else parts.Add(part);
        }
        return parts.Count == 1 ? parts[0] : parts.Count == 0 ? ExpressionNode.Empty : new SequenceNode(parts);
    }

    /// <summary>Passes over comments, over <c>\Q</c> and <c>\E</c>, and over white space where it does not count.</summary>
    private void SkipIgnored()
    {
        while (_at < _text.Length)
        {
            var rest = _text[_at..];
            if (_quoting)
            {
                if (!rest.StartsWith("\\E"u8)) return;
                _quoting = false;
                _at += 2;
            }
            else if (rest.StartsWith("\\Q"u8) || rest.StartsWith("\\E"u8))
            {
                _quoting = rest[1] == 'Q';
                _at += 2;
            }
            else if (rest.StartsWith("(?#"u8))
            {
                int end = rest.IndexOf((byte)')');
                if (end < 0) throw Wrong("missing ) after (?# comment", _text.Length);
                _at += end + 1;
            }
            else if (Has(ExpressionOptions.Extended) && ByteSet.Space.Contains(rest[0]))
            {
                _at++;
            }
            else if (Has(ExpressionOptions.Extended) && rest[0] == '#')
            {
                int end = rest.IndexOf((byte)'\n');
                _at = end < 0 ? _text.Length : _at + end + 1;
            }
            else
            {
                return;
            }
        }
    }

    /// <param name="repeats">Whether a quantifier may follow.</param>
    private ExpressionNode Item(out bool repeats)
    {
        repeats = true;
        byte next = _text[_at++];
        if (_quoting) return Literal(next);
        switch (next)
        {
            case (byte)'(':
                return Group(out repeats);
            case (byte)'[':
                return Class();
            case (byte)'\\':
                return Escape(out repeats);
            case (byte)'.':
                return new BytesNode(Has(ExpressionOptions.DotAll) ? ByteSet.All : ~ByteSet.Newline);
            case (byte)'^':
                repeats = false;
                return new ConditionNode(Has(ExpressionOptions.Multiline) ? Condition.LineStart : Condition.Start);
            case (byte)'$':
                repeats = false;
                return new ConditionNode(Has(ExpressionOptions.Multiline) ? Condition.LineEnd : Condition.EndOrLastLine);
            case (byte)'*' or (byte)'+' or (byte)'?':
                throw Wrong("quantifier does not follow a repeatable item", _at - 1);
            case (byte)'{':
                _at--;
                if (TryBraces(out _, out _)) throw Wrong("quantifier does not follow a repeatable item", _at - 1);
                _at++;
                return Literal(next);
            default:
                return Literal(next);
        }
    }

    private readonly BytesNode Literal(byte value)
    {
        var set = ByteSet.Of(value);
        return new(Has(ExpressionOptions.IgnoreCase) ? set.Folded() : set);
    }

    private ExpressionNode Quantified(ExpressionNode part, bool repeats)
    {
        SkipIgnored();
        if (_quoting || !TryQuantifier(out int least, out int most)) return part;
        if (!repeats) throw Wrong("quantifier does not follow a repeatable item", _at - 1);
        bool lazy = Has(ExpressionOptions.Ungreedy);
        if (Peek() == '?')
        {
            _at++;
            lazy = !lazy;
        }
        else if (Peek() == '+')
        {
            throw Refused("possessive quantifiers are", _at);
        }
        if (part.IsEmpty || most == 0) return ExpressionNode.Empty;
        return least == 1 && most == 1 ? part : new RepeatNode(part, least, most, lazy);
    }

    private bool TryQuantifier(out int least, out int most)
    {
        (least, most) = (0, -1);
        switch (Peek())
        {
            case '*':
                break;
            case '+':
                least = 1;
                break;
            case '?':
                most = 1;
                break;
            case '{':
                return TryBraces(out least, out most);
            default:
                return false;
        }
        _at++;
        return true;
    }

    /// <summary><c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; braces around anything else are literal.</summary>
    private bool TryBraces(out int least, out int most)
    {
        (least, most) = (0, -1);
        int at = _at + 1, digits = Digits(at);
        if (digits == 0) return false;
        int end = at + digits;
        bool open = end < _text.Length && _text[end] == ',';
        int more = open ? Digits(end + 1) : 0, close = end + (open ? 1 + more : 0);
        if (close >= _text.Length || _text[close] != '}') return false;
        least = Number(at, digits);
        most = !open ? least : more == 0 ? -1 : Number(end + 1, more);
        if (most >= 0 && most < least) throw Wrong("numbers out of order in {} quantifier", close);
        _at = close + 1;
        return true;
    }

    private readonly int Digits(int at)
    {
        int count = _text[Math.Min(at, _text.Length)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? Math.Max(0, _text.Length - at) : count;
    }

    private readonly int Number(int at, int digits)
    {
        int value = 0;
        for (int i = at; i < at + digits; i++)
        {
            value = value * 10 + _text[i] - '0';
            if (value > MostRepeats) throw Wrong("number too big in {} quantifier", i + 1);
        }
        return value;
    }

    private ExpressionNode Group(out bool repeats)
    {
        int start = _at - 1;
        repeats = true;
        if (_depth >= DeepestGroup) throw Wrong("parentheses are too deeply nested", _at);
        if (Peek() == '*') throw Refused("(*VERB) is", start);
        if (Peek() == '?')
        {
            _at++;
            if (Options(start) is { } changed)
            {
                if (Peek() == ')')
                {
                    // It holds to the end of the group around it.
                    _at++;
                    _options = changed;
                    repeats = false;
                    return ExpressionNode.Empty;
                }
                _at++;
                return Body(changed);
            }
        }
        _groups++;
        return Body(_options);
    }

    private ExpressionNode Body(ExpressionOptions options)
    {
        var outer = _options;
        _options = options;
        _depth++;
        var node = Choice();
        _depth--;
        _options = outer;
        if (Peek() != ')') throw Wrong("missing closing parenthesis", _text.Length);
        _at++;
        return node;
    }

    /// <summary>What stands behind <c>(?</c>.</summary>
    /// <returns>The options of the group, at its colon or its end; null when it is one with a name, behind that.</returns>
    private ExpressionOptions? Options(int start)
    {
        switch (Peek())
        {
            case '=' or '!':
                throw Refused("lookahead is", start);
            case '<' when Peek(1) is '=' or '!':
                throw Refused("lookbehind is", start);
            case '>':
                throw Refused("an atomic group is", start);
            case '(':
                throw Refused("a condition on a group is", start);
            case 'R' or '&' or '0' or (>= '1' and <= '9') or '+':
            case 'P' when Peek(1) == '>':
            case '-' when Peek(1) is >= '0' and <= '9':
                throw Refused("recursion is", start);
            case 'P' when Peek(1) == '=':
                throw Refused("a back reference is", start);
            case 'C':
                throw Refused("a callout is", start);
            case '|':
                // Groups counted anew in each branch: nothing here refers to their numbers.
                return _options;
            case '<' or '\'':
                Name(_at + 1, Peek() == '<' ? (byte)'>' : (byte)'\'');
                return null;
            case 'P' when Peek(1) == '<':
                Name(_at + 2, (byte)'>');
                return null;
            case 'P' when Peek(1) >= 0:
                throw Wrong("unrecognized character after (?P", _at + 1);
        }
        return Letters(start);
    }

    private ExpressionOptions Letters(int start)
    {
        var changed = _options;
        bool adds = true;
        if (Peek() == '^')
        {
            _at++;
            changed &= ExpressionOptions.Ungreedy;
        }
        while (Peek() is not (':' or ')'))
        {
            int letter = Peek();
            if (letter < 0) throw Wrong("missing closing parenthesis", _text.Length);
            if (letter == 'x' && Peek(1) == 'x') throw Refused("(?xx) is", start);
            ExpressionOptions? option = letter switch
            {
                'i' => ExpressionOptions.IgnoreCase,
                'm' => ExpressionOptions.Multiline,
                's' => ExpressionOptions.DotAll,
                'x' => ExpressionOptions.Extended,
                'U' => ExpressionOptions.Ungreedy,
                // What groups capture and how they are called makes no difference here.
                'n' or 'J' or '-' => ExpressionOptions.None,
                _ => null,
            };
            if (option is not { } known || letter == '-' && !adds) throw Wrong("unrecognized character after (? or (?-", _at);
            if (letter == '-') adds = false;
            changed = adds ? changed | known : changed & ~known;
            _at++;
        }
        return changed;
    }

    private void Name(int at, byte closing)
    {
        if (at >= _text.Length || !ByteSet.Word.Contains(_text[at])) throw Wrong("subpattern name expected", at);
        if (ByteSet.Digits.Contains(_text[at])) throw Wrong("subpattern name must start with a non-digit", at);
        while (at < _text.Length && ByteSet.Word.Contains(_text[at])) at++;
        if (at >= _text.Length || _text[at] != closing) throw Wrong("syntax error in subpattern name (missing terminator?)", at);
        _at = at + 1;
    }
}
