using System.Globalization;

namespace Netshoot.Wire;

/// <summary>An address, a port and, for link-local IPv6 addresses, the interface index that scopes it (RFC 4007).</summary>
public readonly record struct InternetEndpoint(InternetAddress Address, ushort Port, uint Scope = 0) : ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>The flow label that packets to an IPv6 address carry (RFC 6437), where the socket sends one.</summary>
    public uint FlowLabel { get; init; }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        bytesWritten = 0;
        int at = 0;
        if (utf8Destination.Length < 8) return false;
        if (Address.Is6) utf8Destination[at++] = (byte)'[';
        if (!Address.TryFormat(utf8Destination[at..], out int length)) return false;
        at += length;
        if (Scope != 0)
        {
            if (at + 12 > utf8Destination.Length) return false;
            utf8Destination[at++] = (byte)'%';
            if (!Scope.TryFormat(utf8Destination[at..], out int digits, default, CultureInfo.InvariantCulture)) return false;
            at += digits;
        }
        if (at + 7 > utf8Destination.Length) return false;
        if (Address.Is6) utf8Destination[at++] = (byte)']';
        utf8Destination[at++] = (byte)':';
        if (!Port.TryFormat(utf8Destination[at..], out int portDigits, default, CultureInfo.InvariantCulture)) return false;
        bytesWritten = at + portDigits;
        return true;
    }

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Utf8Text.TryFormat(this, destination, out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => Utf8Text.Format(this);
}
