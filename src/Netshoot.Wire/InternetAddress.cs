using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Netshoot.Wire;

/// <summary>An IPv4 or IPv6 address as a value: comparing, reading and printing it allocates nothing.</summary>
/// <remarks>Text as inet_ntop(3) has it (RFC 5952). The scope of a link-local address is not part of it: see <see cref="InternetEndpoint"/>.</remarks>
public readonly record struct InternetAddress : ISpanFormattable, IUtf8SpanFormattable, IComparable<InternetAddress>
{
    /// <summary>Bytes of the longest text, <c>ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255</c>.</summary>
    internal const int MostText = 46;

    private static readonly SearchValues<char> s_characters6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly bool _is6;

    private InternetAddress(ulong high, ulong low, bool is6)
    {
        _high = high;
        _low = low;
        _is6 = is6;
    }

    public static InternetAddress Any4 => default;

    public static InternetAddress Any6 => new(0, 0, true);

    public static InternetAddress Loopback4 => From4(0x7f000001);

    public static InternetAddress Loopback6 => new(0, 1, true);

    public bool Is4 => !_is6;

    public bool Is6 => _is6;

    /// <summary>Bytes on the wire: 4 or 16.</summary>
    public int Size => _is6 ? 16 : 4;

    /// <summary>Bits of the address: 32 or 128.</summary>
    public int Bits => _is6 ? 128 : 32;

    /// <summary>The number of an IPv4 address, first byte most significant.</summary>
    public uint Value4 => (uint)_low;

    /// <summary>The upper half of an IPv6 address; 0 for IPv4.</summary>
    public ulong High => _high;

    /// <summary>The lower half of an IPv6 address, or the number of an IPv4 address.</summary>
    public ulong Low => _low;

    public bool IsAny => _high == 0 && _low == 0;

    public bool IsLoopback => _is6 ? _high == 0 && _low == 1 : Value4 >> 24 == 127;

    public bool IsMulticast => _is6 ? _high >> 56 == 0xff : Value4 >> 28 == 0xe;

    /// <summary>169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291).</summary>
    public bool IsLinkLocal => _is6 ? _high >> 54 == 0x3fa : Value4 >> 16 == 0xa9fe;

    /// <summary>Whether this is ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).</summary>
    public bool IsMapped4 => _is6 && _high == 0 && _low >> 32 == 0xffff;

    /// <summary>The IPv4 address inside ::ffff:a.b.c.d; any other address unchanged.</summary>
    public InternetAddress Unmapped => IsMapped4 ? From4((uint)_low) : this;

    /// <summary>The IPv6 form of an IPv4 address, ::ffff:a.b.c.d; an IPv6 address unchanged.</summary>
    public InternetAddress Mapped => _is6 ? this : new(0, 0xffff_0000_0000 | _low, true);

    public static InternetAddress From4(uint value) => new(0, value, false);

    public static InternetAddress From6(ulong high, ulong low) => new(high, low, true);

    /// <summary>From 4 or 16 bytes in network order.</summary>
    public static InternetAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => From4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), true),
        _ => throw new ArgumentException("an address has 4 or 16 bytes", nameof(bytes)),
    };

    public static InternetAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return FromBytes(bytes[..length]);
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        CopyTo(bytes);
        return new(bytes[..Size]);
    }

    /// <summary>Writes <see cref="Size"/> bytes in network order.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        if (!_is6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Value4);
            return;
        }
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
    }

    /// <summary>The address with all bits behind the first <paramref name="length"/> cleared.</summary>
    public InternetAddress Network(int length)
    {
        if (!_is6) return From4(length <= 0 ? 0 : Value4 & uint.MaxValue << (32 - length));
        ulong high = length >= 64 ? _high : length <= 0 ? 0 : _high & ulong.MaxValue << (64 - length);
        ulong low = length >= 128 ? _low : length <= 64 ? 0 : _low & ulong.MaxValue << (128 - length);
        return new(high, low, true);
    }

    /// <summary>The address with the bits cleared that a mask of the same family does not have.</summary>
    public InternetAddress Masked(in InternetAddress mask) => new(_high & mask._high, _low & mask._low, _is6);

    /// <summary>The address <paramref name="offset"/> further on, wrapping at the end.</summary>
    public InternetAddress Plus(ulong offset)
    {
        if (!_is6) return From4(Value4 + (uint)offset);
        ulong low = _low + offset;
        return new(low < _low ? _high + 1 : _high, low, true);
    }

    /// <summary>Reads dotted quads of exactly four decimal numbers, and IPv6 text without a scope.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InternetAddress address)
    {
        address = default;
        if (text.Contains(':'))
        {
            // IPAddress also takes brackets, scopes and prefixes; here an address is only an address.
            if (text.ContainsAnyExcept(s_characters6) || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6) return false;
            address = From(parsed);
            return true;
        }
        uint value = 0;
        int parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte b)) return false;
            value = value << 8 | b;
        }
        if (parts != 4) return false;
        address = From4(value);
        return true;
    }

    public int CompareTo(InternetAddress other)
        => _is6 != other._is6 ? (_is6 ? 1 : -1) : _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        bytesWritten = 0;
        if (utf8Destination.Length < MostText)
        {
            Span<byte> scratch = stackalloc byte[MostText];
            int needed = Format(scratch);
            if (needed > utf8Destination.Length) return false;
            scratch[..needed].CopyTo(utf8Destination);
            bytesWritten = needed;
            return true;
        }
        bytesWritten = Format(utf8Destination);
        return true;
    }

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Utf8Text.TryFormat(this, destination, out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => Utf8Text.Format(this);

    /// <summary>Writes the address into <see cref="MostText"/> bytes or more.</summary>
    /// <returns>How many it took.</returns>
    internal int Format(Span<byte> to) => _is6 ? Format6(to) : Format4(Value4, to);

    private static int Format4(uint value, Span<byte> to)
    {
        int at = Digits.Write((byte)(value >> 24), to);
        to[at++] = (byte)'.';
        at += Digits.Write((byte)(value >> 16), to[at..]);
        to[at++] = (byte)'.';
        at += Digits.Write((byte)(value >> 8), to[at..]);
        to[at++] = (byte)'.';
        return at + Digits.Write((byte)value, to[at..]);
    }

    private int Format6(Span<byte> to)
    {
        // The longest run of zero groups, at least two, the first of equals, becomes "::" (RFC 5952 section 4.2).
        int bestAt = -1, best = 1;
        for (int i = 0; i < 8; i++)
        {
            int run = 0;
            while (i + run < 8 && Group(i + run) == 0) run++;
            if (run > best) (bestAt, best) = (i, run);
            i += run;
        }

        int at = 0;
        for (int i = 0; i < 8; i++)
        {
            if (i == bestAt)
            {
                to[at++] = (byte)':';
                i += best - 1;
                if (i == 7) to[at++] = (byte)':';
                continue;
            }
            if (i > 0) to[at++] = (byte)':';
            // inet_ntop(3) ends IPv4-compatible and IPv4-mapped addresses in a dotted quad.
            if (i == 6 && bestAt == 0 && (best == 6 || best == 5 && Group(5) == 0xffff)) return at + Format4((uint)_low, to[at..]);
            at += FormatGroup(Group(i), to[at..]);
        }
        return at;
    }

    /// <summary>The sixteen bits of a group, 0 the first.</summary>
    private ushort Group(int index) => (ushort)((index < 4 ? _high : _low) >> 16 * (3 - (index & 3)));

    private static int FormatGroup(ushort group, Span<byte> to)
    {
        int digits = group switch { >= 0x1000 => 4, >= 0x100 => 3, >= 0x10 => 2, _ => 1 };
        for (int i = 0; i < digits; i++) to[i] = Hex.Digits[group >> 4 * (digits - 1 - i) & 15];
        return digits;
    }
}
