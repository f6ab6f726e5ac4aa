namespace Netshoot.Packets.Routing;

/// <summary>A number of an autonomous system, plain or with a dot (RFC 5396).</summary>
internal readonly record struct AsNumber(uint Value, bool Dotted) : IUtf8SpanFormattable
{
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Dotted && Value > ushort.MaxValue
            ? System.Text.Unicode.Utf8.TryWrite(utf8Destination, provider, $"{Value >> 16}.{Value & 0xffff}", out bytesWritten)
            : Value.TryFormat(utf8Destination, out bytesWritten, format, provider);
}
