using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Netshoot.Wire;

/// <summary>The Internet checksum: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071).</summary>
/// <remarks>Parts are added one after another; each but the last must have an even length.</remarks>
public struct InternetChecksum
{
    private ulong _sum;

    /// <summary>The checksum of what was added, as the number that stands in the header.</summary>
    public readonly ushort Value => (ushort)~Fold(_sum);

    /// <summary>Adds bytes in network order; an odd last byte counts as if a zero followed it (RFC 1071 section 4.1).</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        // RFC 1071 section 2: the sum may be taken in any word size and in the machine's byte order, and swapped once at the end.
        ulong sum = 0;
        if (Vector.IsHardwareAccelerated && bytes.Length >= 4 * Vector<byte>.Count)
        {
            var words = MemoryMarshal.Cast<byte, uint>(bytes);
            var low = Vector<ulong>.Zero;
            int i = 0;
            for (; i <= words.Length - Vector<uint>.Count; i += Vector<uint>.Count)
            {
                Vector.Widen(new Vector<uint>(words[i..]), out var left, out var right);
                low += left + right;
            }
            sum = AddFolded(sum, Vector.Sum(low));
            bytes = bytes[(i * sizeof(uint))..];
        }
        while (bytes.Length >= sizeof(uint))
        {
            sum += MemoryMarshal.Read<uint>(bytes);
            bytes = bytes[sizeof(uint)..];
        }
        if (bytes.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(bytes);
            bytes = bytes[sizeof(ushort)..];
        }
        if (bytes is [var last]) sum += BitConverter.IsLittleEndian ? last : (uint)last << 8;
        ushort folded = Fold(sum);
        _sum += BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded;
    }

    /// <summary>Adds one 16-bit number.</summary>
    public void Add(ushort value) => _sum += value;

    /// <summary>Adds one 32-bit number, such as the length in a pseudo header.</summary>
    public void Add(uint value) => _sum += (value >> 16) + (value & 0xffff);

    /// <summary>Adds an address of a pseudo header (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    public void Add(InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        Add(bytes[..address.Size]);
    }

    /// <summary>The checksum of one run of bytes. Bytes that carry a right checksum give 0.</summary>
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var sum = new InternetChecksum();
        sum.Add(bytes);
        return sum.Value;
    }

    private static ulong AddFolded(ulong a, ulong b)
    {
        ulong sum = a + b;
        return sum < a ? sum + 1 : sum;
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum >> 32) + (sum & 0xffff_ffff);
        sum = (sum >> 32) + (sum & 0xffff_ffff);
        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        return (ushort)((sum >> 16) + sum);
    }
}
