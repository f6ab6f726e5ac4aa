using System.Text;
using Netshoot.Filters.Expressions;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>What payloads are searched for: nothing, bytes in hexadecimal, or a regular expression.</summary>
internal sealed class PayloadSearch
{
    private readonly LiteralSearch? _bytes;
    private readonly ByteExpression? _expression;

    /// <exception cref="Failure">In the words of the original.</exception>
    public PayloadSearch(NGrepOptions options, string? text)
    {
        if (text is null || text.Length == 0 && (options.IsHexadecimal || !options.WholeWord)) return;
        if (options.IsHexadecimal)
        {
            if (options.IgnoreCase || options.WholeWord) throw new Failure("", "fatal: regex switches are incompatible with binary matching");
            string digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
            if (digits.Length % 2 != 0 || digits.AsSpan().IndexOfAnyExcept(s_hexadecimal) >= 0) throw new Failure("", "fatal: invalid hex string specified");
            _bytes = new(Convert.FromHexString(digits));
            Text = $"0x{digits}";
            return;
        }
        Text = options.WholeWord ? $"((^{text}\\W)|(\\W{text}$)|(\\W{text}\\W))" : text;
        try
        {
            // The original's quantifiers are lazy, which shows in what it colors.
            _expression = new(Encoding.UTF8.GetBytes(Text), ExpressionOptions.Ungreedy | (options.IgnoreCase ? ExpressionOptions.IgnoreCase : 0) | (options.SingleLine ? 0 : ExpressionOptions.DotAll));
        }
        catch (Failure e)
        {
            throw new Failure("", $"regex compile failed: {e.Reason}", e.Hint);
        }
    }

    /// <summary>As the original says it; null when everything matches.</summary>
    public string? Text { get; }

    public bool IsExpression => _expression is not null;

    public bool IsMatch(ReadOnlySpan<byte> payload) => _expression?.IsMatch(payload) ?? _bytes is not { Length: > 0 } || _bytes.IndexIn(payload) >= 0;

    /// <summary>Where it matches; nothing where everything does.</summary>
    public Range Find(ReadOnlySpan<byte> payload)
    {
        if (_expression is not null) return _expression.TryFind(payload, out int start, out int length) ? start..(start + length) : default;
        return _bytes?.IndexIn(payload) is >= 0 and var at ? at..(at + _bytes.Length) : default;
    }

    private static readonly System.Buffers.SearchValues<char> s_hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
