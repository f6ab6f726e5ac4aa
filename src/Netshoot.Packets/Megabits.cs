using System.Globalization;

namespace Netshoot.Packets;

/// <summary>A bandwidth as traffic engineering carries it, IEEE 754 bytes a second (RFC 3630, RFC 5305), printed in megabits a second.</summary>
internal readonly record struct Megabits(uint Bits) : IUtf8SpanFormattable
{
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        float value = BitConverter.UInt32BitsToSingle(Bits) * 8 / 1_000_000;
        if (float.IsFinite(value)) return ((double)value).TryFormat(utf8Destination, out bytesWritten, "F3", CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> text = float.IsNaN(value) ? (int)Bits < 0 ? "-nan"u8 : "nan"u8 : value < 0 ? "-inf"u8 : "inf"u8;
        bytesWritten = text.TryCopyTo(utf8Destination) ? text.Length : 0;
        return bytesWritten > 0;
    }
}
