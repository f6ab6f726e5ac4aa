using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>A link-layer address of any kind of hardware, at most <c>MAX_ADDR_LEN</c> bytes (include/linux/netdevice.h). Text is <c>02:42:ac:11:00:02</c>.</summary>
public readonly record struct HardwareAddress : ISpanFormattable, IUtf8SpanFormattable
{
    public const int LongestLength = 32;

    private readonly Storage _bytes;
    private readonly byte _length;

    public HardwareAddress(ReadOnlySpan<byte> bytes)
    {
        _length = (byte)Math.Min(bytes.Length, LongestLength);
        bytes[.._length].CopyTo(_bytes);
    }

    /// <summary>0 when there is none.</summary>
    public int Length => _length;

    public MacAddress Mac
    {
        get
        {
            Span<byte> bytes = stackalloc byte[LongestLength];
            CopyTo(bytes);
            return _length >= MacAddress.Size ? MacAddress.FromBytes(bytes[..MacAddress.Size]) : default;
        }
    }

    /// <summary>The same bytes as an Internet address, as links have them that tunnel over IP; null when they are none.</summary>
    public InternetAddress? Internet
    {
        get
        {
            Span<byte> bytes = stackalloc byte[LongestLength];
            CopyTo(bytes);
            return _length is 4 or 16 ? InternetAddress.FromBytes(bytes[.._length]) : null;
        }
    }

    public void CopyTo(Span<byte> to) => ((ReadOnlySpan<byte>)_bytes)[.._length].CopyTo(to);

    public bool Equals(HardwareAddress other) => _length == other._length && ((ReadOnlySpan<byte>)_bytes)[.._length].SequenceEqual(((ReadOnlySpan<byte>)other._bytes)[..other._length]);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(((ReadOnlySpan<byte>)_bytes)[.._length]);
        return hash.ToHashCode();
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        bytesWritten = 0;
        int needed = Math.Max(0, 3 * _length - 1);
        if (utf8Destination.Length < needed) return false;
        for (int i = 0; i < _length; i++)
        {
            Hex.Write(_bytes[i], utf8Destination[(3 * i)..]);
            if (i < _length - 1) utf8Destination[3 * i + 2] = (byte)':';
        }
        bytesWritten = needed;
        return true;
    }

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[3 * LongestLength];
        TryFormat(text, out int length);
        charsWritten = 0;
        return System.Text.Encoding.ASCII.TryGetChars(text[..length], destination, out charsWritten);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{this}");

    [InlineArray(LongestLength)]
    private struct Storage
    {
        private byte _first;
    }
}
