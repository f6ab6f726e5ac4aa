using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Netshoot.Probes.Http;

/// <summary>
/// SHA-512/256 (FIPS 180-4 sections 5.3.6 and 6.7), which the platform has not and Digest knows (RFC 7616 section 3.3). Its constants are
/// computed from the primes that the standard takes them from.
/// </summary>
public static class Sha512Part
{
    private const int Rounds = 80, Block = 128, Words = 8;

    private static ulong[]? s_constants;

    /// <summary>The 32 bytes of the digest.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> bytes)
    {
        // Section 5.3.6: the beginning is a digest of the algorithm's own name, by SHA-512 with another beginning.
        int[] primes = Primes();
        var start = new ulong[Words];
        for (int i = 0; i < Words; i++) start[i] = Fraction(primes[i], power: 2) ^ 0xa5a5a5a5a5a5a5a5;
        s_constants ??= Array.ConvertAll(primes, static p => Fraction(p, power: 3));
        Run(start, Encoding.ASCII.GetBytes("SHA-512/256"));
        Run(start, bytes);
        byte[] digest = new byte[32];
        for (int i = 0; i < digest.Length / sizeof(ulong); i++) BinaryPrimitives.WriteUInt64BigEndian(digest.AsSpan(i * sizeof(ulong)), start[i]);
        return digest;
    }

    private static int[] Primes()
    {
        var primes = new List<int>();
        for (int n = 2; primes.Count < Rounds; n++)
            if (primes.TrueForAll(p => n % p != 0)) primes.Add(n);
        return [.. primes];
    }

    /// <summary>The first 64 bits behind the point of a root.</summary>
    private static ulong Fraction(int prime, int power)
    {
        var wanted = new BigInteger(prime) << (64 * power);
        var root = BigInteger.Zero;
        for (int bit = 70; bit >= 0; bit--)
        {
            var more = root + (BigInteger.One << bit);
            if (BigInteger.Pow(more, power) <= wanted) root = more;
        }
        return (ulong)(root & ulong.MaxValue);
    }

    private static void Run(ulong[] state, ReadOnlySpan<byte> bytes)
    {
        byte[] padded = new byte[(bytes.Length + 1 + 16 + Block - 1) / Block * Block];
        bytes.CopyTo(padded);
        padded[bytes.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - sizeof(ulong)), (ulong)bytes.Length * 8);
        var schedule = new ulong[Rounds];
        for (int at = 0; at < padded.Length; at += Block)
        {
            for (int t = 0; t < Rounds; t++)
            {
                schedule[t] = t < 16
                    ? BinaryPrimitives.ReadUInt64BigEndian(padded.AsSpan(at + t * sizeof(ulong)))
                    : Small(schedule[t - 2], 19, 61, 6) + schedule[t - 7] + Small(schedule[t - 15], 1, 8, 7) + schedule[t - 16];
            }
            var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
            for (int t = 0; t < Rounds; t++)
            {
                ulong first = h + Large(e, 14, 18, 41) + ((e & f) ^ (~e & g)) + s_constants![t] + schedule[t];
                ulong second = Large(a, 28, 34, 39) + ((a & b) ^ (a & c) ^ (b & c));
                (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
            }
            ReadOnlySpan<ulong> more = [a, b, c, d, e, f, g, h];
            for (int i = 0; i < Words; i++) state[i] += more[i];
        }
    }

    private static ulong Large(ulong x, int one, int two, int three) => BitOperations.RotateRight(x, one) ^ BitOperations.RotateRight(x, two) ^ BitOperations.RotateRight(x, three);

    private static ulong Small(ulong x, int one, int two, int shift) => BitOperations.RotateRight(x, one) ^ BitOperations.RotateRight(x, two) ^ (x >> shift);
}
