using System.Text;
using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>A fully qualified domain name: labels of 1 to 63 arbitrary bytes, at most 255 bytes on the wire (RFC 1035 sections 2.3.4, 3.1).</summary>
/// <remarks>
/// Kept as the bytes of the wire form, without compression and with the letters as they came. Comparing ignores the case of ASCII
/// letters (RFC 4343) and sorts in the canonical order of RFC 4034 section 6.1. The default value is the root.
/// </remarks>
public readonly struct DnsName : IEquatable<DnsName>, IComparable<DnsName>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>Bytes of the longest name on the wire, with the root's zero.</summary>
    public const int MaxLength = 255;

    public const int MaxLabelLength = 63;

    /// <summary>Characters of the longest text: three labels of 63 bytes and one of 61, every byte of them <c>\ddd</c>, and four dots.</summary>
    public const int MaxTextLength = (MaxLength - 5) * 4 + 4;

    /// <summary>Labels of the name with the most: 127 of one byte (and the root, which is not counted).</summary>
    public const int MaxLabels = 127;

    private readonly byte[]? _wire;

    private DnsName(byte[] wire) => _wire = wire;

    public static DnsName Root => default;

    /// <summary>The labels, each behind its length, and the root's zero.</summary>
    public ReadOnlySpan<byte> Wire => _wire ?? "\0"u8;

    public bool IsRoot => _wire is null;

    /// <summary>Labels without the root; <c>www.example.</c> has two.</summary>
    public int LabelCount
    {
        get
        {
            int count = 0;
            for (var rest = Wire; rest[0] != 0; rest = rest[(1 + rest[0])..]) count++;
            return count;
        }
    }

    /// <summary>The leftmost label; empty for the root.</summary>
    public ReadOnlySpan<byte> FirstLabel => Wire.Slice(1, Wire[0]);

    /// <summary>Whether the leftmost label is <c>*</c> (RFC 4592).</summary>
    public bool IsWildcard => Wire is [1, (byte)'*', ..];

    /// <summary>The name without its leftmost label; the root's parent is the root.</summary>
    public DnsName Parent => FromTrustedWire(Wire[Math.Min(1 + Wire[0], Wire.Length - 1)..]);

    /// <summary>The name's last <paramref name="count"/> labels; the name itself when it has no more.</summary>
    public DnsName Last(int count)
    {
        var rest = Wire;
        for (int skip = LabelCount - count; skip > 0; skip--) rest = rest[(1 + rest[0])..];
        return rest.Length == Wire.Length ? this : FromTrustedWire(rest);
    }

    /// <summary>The name with one more label on its left, or null when that is too long or the label is not 1 to 63 bytes.</summary>
    public DnsName? Child(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > MaxLabelLength || Wire.Length + 1 + label.Length > MaxLength) return null;
        var wire = new byte[1 + label.Length + Wire.Length];
        wire[0] = (byte)label.Length;
        label.CopyTo(wire.AsSpan(1));
        Wire.CopyTo(wire.AsSpan(1 + label.Length));
        return new(wire);
    }

    /// <summary>Whether this name is <paramref name="ancestor"/> or lies below it.</summary>
    public bool IsWithin(DnsName ancestor)
    {
        var rest = Wire;
        while (rest.Length > ancestor.Wire.Length) rest = rest[(1 + rest[0])..];
        return EqualIgnoreCase(rest, ancestor.Wire);
    }

    /// <summary>The name in lower case: the canonical form of RFC 4034 section 6.2.</summary>
    public DnsName ToLower()
    {
        if (_wire is null || !Wire.ContainsAnyInRange((byte)'A', (byte)'Z')) return this;
        var lower = (byte[])_wire.Clone();
        ToLower(lower);
        return new(lower);
    }

    /// <summary>A name from its uncompressed wire form, which must be all of <paramref name="wire"/>.</summary>
    public static bool TryFromWire(ReadOnlySpan<byte> wire, out DnsName name)
    {
        name = default;
        if (wire.Length is 0 or > MaxLength) return false;
        for (var rest = wire; ;)
        {
            if (rest[0] > MaxLabelLength || rest[0] >= rest.Length) return false;
            if (rest[0] == 0)
            {
                name = FromTrustedWire(wire);
                return rest.Length == 1;
            }
            rest = rest[(1 + rest[0])..];
        }
    }

    internal static DnsName FromTrustedWire(ReadOnlySpan<byte> wire) => wire.Length <= 1 ? default : new(wire.ToArray());

    /// <summary>Reads a name of a zone file or a command line; without a dot at its end it still counts from the root.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DnsName name) => DnsNameText.TryParse(text, Root, out name, out _);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out DnsName)"/>
    /// <param name="origin">Completes a name that does not end in a dot (RFC 1035 section 5.1).</param>
    /// <param name="problem">What is wrong with the text, or null.</param>
    public static bool TryParse(ReadOnlySpan<char> text, DnsName origin, out DnsName name, out string? problem) => DnsNameText.TryParse(text, origin, out name, out problem);

    /// <summary>The name of an address in <c>in-addr.arpa.</c> (RFC 1035 section 3.5) or <c>ip6.arpa.</c> (RFC 3596 section 2.5).</summary>
    public static DnsName Reverse(InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        Span<byte> wire = stackalloc byte[MaxLength];
        int at = 0;
        if (address.Is4)
        {
            for (int i = 3; i >= 0; i--)
            {
                bytes[i].TryFormat(wire[(at + 1)..], out int digits, default, null);
                wire[at] = (byte)digits;
                at += 1 + digits;
            }
            "\u0007in-addr\u0004arpa\0"u8.CopyTo(wire[at..]);
            return FromTrustedWire(wire[..(at + 14)]);
        }
        for (int i = 31; i >= 0; i--)
        {
            wire[at++] = 1;
            wire[at++] = Hex.Digits[bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
        }
        "\u0003ip6\u0004arpa\0"u8.CopyTo(wire[at..]);
        return FromTrustedWire(wire[..(at + 10)]);
    }

    public bool Equals(DnsName other) => EqualIgnoreCase(Wire, other.Wire);

    public override bool Equals(object? obj) => obj is DnsName other && Equals(other);

    public override int GetHashCode()
    {
        uint hash = 2166136261;
        foreach (byte b in Wire) hash = (hash ^ Lower(b)) * 16777619;
        return (int)hash;
    }

    public static bool operator ==(DnsName left, DnsName right) => left.Equals(right);

    public static bool operator !=(DnsName left, DnsName right) => !left.Equals(right);

    /// <summary>Canonical order (RFC 4034 section 6.1): labels from the right, as unsigned bytes in lower case.</summary>
    public int CompareTo(DnsName other)
    {
        Span<byte> left = stackalloc byte[MaxLabels], right = stackalloc byte[MaxLabels];
        int leftCount = Starts(Wire, left), rightCount = Starts(other.Wire, right);
        for (int i = 1; i <= Math.Min(leftCount, rightCount); i++)
        {
            int order = CompareLabels(Label(Wire, left[leftCount - i]), Label(other.Wire, right[rightCount - i]));
            if (order != 0) return order;
        }
        return leftCount.CompareTo(rightCount);
    }

    public static bool operator <(DnsName left, DnsName right) => left.CompareTo(right) < 0;

    public static bool operator >(DnsName left, DnsName right) => left.CompareTo(right) > 0;

    public static bool operator <=(DnsName left, DnsName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DnsName left, DnsName right) => left.CompareTo(right) >= 0;

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
        => DnsNameText.TryFormat(Wire, DnsNameText.Special, utf8Destination, out bytesWritten);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        charsWritten = 0;
        return DnsNameText.TryFormat(Wire, DnsNameText.Special, text, out int length) && Encoding.ASCII.TryGetChars(text[..length], destination, out charsWritten);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>The name with a dot at its end, as master files have it (RFC 1035 section 5.1).</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        DnsNameText.TryFormat(Wire, DnsNameText.Special, text, out int length);
        return Encoding.ASCII.GetString(text[..length]);
    }

    /// <summary>Lower case for the letters of wire form; label lengths are below the letters and stay.</summary>
    internal static void ToLower(Span<byte> wire)
    {
        foreach (ref byte b in wire) b = Lower(b);
    }

    private static bool EqualIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) return false;
        for (int i = 0; i < left.Length; i++)
            if (left[i] != right[i] && Lower(left[i]) != Lower(right[i])) return false;
        return true;
    }

    private static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    private static int Starts(ReadOnlySpan<byte> wire, Span<byte> starts)
    {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) starts[count++] = (byte)at;
        return count;
    }

    private static ReadOnlySpan<byte> Label(ReadOnlySpan<byte> wire, int start) => wire.Slice(start + 1, wire[start]);

    private static int CompareLabels(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
            if (Lower(left[i]) != Lower(right[i])) return Lower(left[i]).CompareTo(Lower(right[i]));
        return left.Length.CompareTo(right.Length);
    }
}
