using System.Globalization;

namespace Netshoot.Wire;

/// <summary>An IEEE 802 MAC address: 48 bits, the first byte on the wire the most significant. Text is <c>02:42:ac:11:00:02</c>.</summary>
public readonly record struct MacAddress(ulong Value) : ISpanFormattable, IUtf8SpanFormattable
{
    public const int Size = 6;

    public static MacAddress Broadcast => new(0xffff_ffff_ffff);

    public bool IsMulticast => (Value >> 40 & 1) != 0;

    public static MacAddress FromBytes(ReadOnlySpan<byte> bytes)
    {
        var wire = new WireReader(bytes);
        return wire.Mac();
    }

    public void CopyTo(Span<byte> bytes)
    {
        for (int i = 0; i < Size; i++) bytes[i] = (byte)(Value >> 8 * (Size - 1 - i));
    }

    /// <summary>Reads six hexadecimal bytes between colons or dashes, each of one or two digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        ulong value = 0;
        int bytes = 0;
        foreach (var range in text.SplitAny(':', '-'))
        {
            var part = text[range];
            if (++bytes > Size || part.Length is 0 or > 2 || !byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b)) return false;
            value = value << 8 | b;
        }
        if (bytes != Size) return false;
        address = new(value);
        return true;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        const int Length = 17;
        bytesWritten = 0;
        if (utf8Destination.Length < Length) return false;
        for (int i = 0; i < Size; i++)
        {
            var b = (byte)(Value >> 8 * (Size - 1 - i));
            Hex.Write(b, utf8Destination[(3 * i)..]);
            if (i < Size - 1) utf8Destination[3 * i + 2] = (byte)':';
        }
        bytesWritten = Length;
        return true;
    }

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Utf8Text.TryFormat(this, destination, out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => Utf8Text.Format(this);
}
