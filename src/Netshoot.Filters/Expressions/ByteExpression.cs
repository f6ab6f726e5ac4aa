using Netshoot.Wire;

namespace Netshoot.Filters.Expressions;

/// <summary>
/// A regular expression over bytes in Perl's syntax, as pcre2pattern(3) describes it, that stays linear in the input whatever that is:
/// only ASCII letters have two cases and make words, and what needs backtracking is refused when it is compiled.
/// </summary>
/// <remarks>An instance keeps what it learned of its inputs and serves one thread.</remarks>
public sealed class ByteExpression
{
    private readonly LiteralSearch? _literal;
    private readonly bool _isLiteral;
    private readonly LazyAutomaton _automaton;
    private readonly PlaceSearch _places;

    /// <param name="text">The expression; other than ASCII counts byte by byte.</param>
    /// <param name="options">What its letters mean at its beginning.</param>
    /// <exception cref="Failure">It is wrong, asks for what is refused, or is too large; the reason ends with its place in bytes.</exception>
    public ByteExpression(ReadOnlySpan<byte> text, ExpressionOptions options = ExpressionOptions.None)
    {
        var root = new ExpressionParser(text, options).Parse();
        var program = new ExpressionProgram(root);
        _literal = LiteralSearch.In(root, out _isLiteral);
        _automaton = new(program);
        _places = new(program);
    }

    /// <summary>Instructions looked at since the beginning, beside one look at each byte.</summary>
    public long Work => _automaton.Work + _places.Work;

    /// <summary>Whether it matches somewhere.</summary>
    public bool IsMatch(ReadOnlySpan<byte> input)
    {
        if (_literal is not null)
        {
            bool has = _literal.IndexIn(input) >= 0;
            if (_isLiteral || !has) return has;
        }
        return _automaton.IsMatch(input);
    }

    /// <summary>Where it matches: leftmost, and of those the one that Perl would choose, but in a loop around what may be empty, which may end elsewhere.</summary>
    public bool TryFind(ReadOnlySpan<byte> input, out int start, out int length)
    {
        (start, length) = (0, 0);
        if (!_isLiteral) return IsMatch(input) && _places.TryFind(input, out start, out length);
        start = Math.Max(0, _literal!.IndexIn(input));
        length = _literal.Length;
        return IsMatch(input);
    }
}
