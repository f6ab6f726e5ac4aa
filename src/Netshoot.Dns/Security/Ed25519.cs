using System.Numerics;
using System.Security.Cryptography;

namespace Netshoot.Dns.Security;

/// <summary>Verifies signatures of Ed25519 (RFC 8032 section 5.1), which .NET's own cryptography does not have.</summary>
/// <remarks>Only public values are handled, so the time that numbers take gives nothing away. One check takes some milliseconds.</remarks>
internal static class Ed25519
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    private static readonly BigInteger s_prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger s_order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger s_d = Modulo(-121665 * Inverse(121666));
    private static readonly BigInteger s_rootOfMinusOne = BigInteger.ModPow(2, (s_prime - 1) / 4, s_prime);
    private static readonly Point s_base = Decode(Encoding(Modulo(4 * Inverse(5)), false))!.Value;

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeySize || signature.Length != SignatureSize || Decode(publicKey) is not { } key) return false;
        var s = new BigInteger(signature[32..], isUnsigned: true);
        if (s >= s_order) return false;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(signature[..32]);
        hash.AppendData(publicKey);
        hash.AppendData(message);
        var k = new BigInteger(hash.GetHashAndReset(), isUnsigned: true) % s_order;

        // S B = R + k A, so R must be the encoding of S B - k A.
        var negated = new Point(Modulo(-key.X), key.Y, key.Z, Modulo(-key.T));
        var r = Add(Multiply(s_base, s), Multiply(negated, k));
        var inverse = Inverse(r.Z);
        return Encoding(Modulo(r.Y * inverse), !Modulo(r.X * inverse).IsEven).AsSpan().SequenceEqual(signature[..32]);
    }

    /// <summary>A point in extended coordinates: x = X / Z, y = Y / Z, x y = T / Z.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);

    /// <summary>RFC 8032 section 5.1.4.</summary>
    private static Point Add(Point p, Point q)
    {
        var a = Modulo((p.Y - p.X) * (q.Y - q.X));
        var b = Modulo((p.Y + p.X) * (q.Y + q.X));
        var c = Modulo(2 * p.T * q.T * s_d);
        var d = Modulo(2 * p.Z * q.Z);
        BigInteger e = b - a, f = d - c, g = d + c, h = b + a;
        return new(Modulo(e * f), Modulo(g * h), Modulo(f * g), Modulo(e * h));
    }

    private static Point Multiply(Point point, BigInteger times)
    {
        var sum = new Point(0, 1, 1, 0);
        for (int bit = (int)times.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = Add(sum, sum);
            if (!(times >> bit).IsEven) sum = Add(sum, point);
        }
        return sum;
    }

    /// <summary>RFC 8032 section 5.1.3; null when the bytes are no point.</summary>
    private static Point? Decode(ReadOnlySpan<byte> bytes)
    {
        var y = new BigInteger(bytes, isUnsigned: true);
        bool odd = !(y >> 255).IsZero;
        y &= (BigInteger.One << 255) - 1;
        if (y >= s_prime) return null;

        BigInteger u = Modulo(y * y - 1), v = Modulo(s_d * y * y + 1);
        var x = Modulo(u * Power(v, 3) * BigInteger.ModPow(u * Power(v, 7), (s_prime - 5) / 8, s_prime));
        var check = Modulo(v * x * x);
        if (check == Modulo(-u)) x = Modulo(x * s_rootOfMinusOne);
        else if (check != u) return null;
        if (x.IsZero && odd) return null;
        if (x.IsEven == odd) x = s_prime - x;
        return new(x, y, 1, Modulo(x * y));
    }

    private static byte[] Encoding(BigInteger y, bool xIsOdd)
    {
        var bytes = new byte[KeySize];
        y.TryWriteBytes(bytes, out _, isUnsigned: true);
        if (xIsOdd) bytes[31] |= 0x80;
        return bytes;
    }

    private static BigInteger Power(BigInteger value, int exponent) => BigInteger.ModPow(value, exponent, s_prime);

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Modulo(value), s_prime - 2, s_prime);

    private static BigInteger Modulo(BigInteger value)
    {
        var rest = value % s_prime;
        return rest.Sign < 0 ? rest + s_prime : rest;
    }
}
