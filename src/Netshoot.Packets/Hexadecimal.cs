namespace Netshoot.Packets;

/// <summary>A number printed in hexadecimal with a width that is known only at run time.</summary>
internal readonly record struct Hexadecimal(ulong Value, int Digits) : IUtf8SpanFormattable
{
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        int digits = Math.Max(Digits, Value == 0 ? 1 : 16 - (System.Numerics.BitOperations.LeadingZeroCount(Value) >> 2));
        bytesWritten = 0;
        if (utf8Destination.Length < digits) return false;
        for (int i = 0; i < digits; i++) utf8Destination[i] = Wire.Hex.Digits[(int)(Value >> 4 * (digits - 1 - i) & 15)];
        bytesWritten = digits;
        return true;
    }

    /// <summary>Two digits, for tables whose entries are text.</summary>
    public static string Of(uint value) => s_bytes[value & 0xff];

    private static readonly string[] s_bytes = [.. Enumerable.Range(0, 256).Select(static i => i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))];
}
