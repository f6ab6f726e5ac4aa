using System.Globalization;

namespace Netshoot.Wire;

/// <summary>An address with the length of its network part: <c>10.0.0.0/8</c>, <c>fe80::1/64</c>. Host bits are kept.</summary>
public readonly record struct InternetPrefix(InternetAddress Address, int Length) : ISpanFormattable, IUtf8SpanFormattable
{
    public bool Contains(InternetAddress other) => other.Is6 == Address.Is6 && other.Network(Length) == Address.Network(Length);

    /// <summary>Whether every address of <paramref name="other"/> is in this one.</summary>
    public bool Contains(InternetPrefix other) => other.Length >= Length && Contains(other.Address);

    /// <summary>Reads an address with an optional length; without one, the whole address counts.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InternetPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (!InternetAddress.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;
        int length = address.Bits;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > address.Bits)) return false;
        prefix = new(address, length);
        return true;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        bytesWritten = 0;
        if (!Address.TryFormat(utf8Destination, out int length) || utf8Destination.Length < length + 4) return false;
        utf8Destination[length++] = (byte)'/';
        if (!Length.TryFormat(utf8Destination[length..], out int digits, default, CultureInfo.InvariantCulture)) return false;
        bytesWritten = length + digits;
        return true;
    }

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Utf8Text.TryFormat(this, destination, out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => Utf8Text.Format(this);
}
