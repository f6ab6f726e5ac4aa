using System.Security.Cryptography;
using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>Whether a signature belongs to a key and some bytes.</summary>
internal enum SignatureOutcome
{
    Good,
    Bad,
    MalformedKey,
    Unsupported,
}

/// <summary>The algorithms of DNSSEC that can be checked here (RFC 8624 section 3).</summary>
internal static class DnssecCryptography
{
    public static bool IsSupported(byte algorithm) => algorithm is 5 or 7 or 8 or 10 or 13 or 14 or 15;

    public static bool IsDigestSupported(byte digestType) => digestType is 1 or 2 or 4;

    /// <summary>The digest of a key as DS records have it (RFC 4034 section 5.1.4), or null when the digest type cannot be made here.</summary>
    public static byte[]? Digest(DnsName owner, Dnskey key, byte digestType)
    {
        var buffer = new byte[DnsName.MaxLength + 4 + key.PublicKey.Count];
        var wire = new DnsWriter(buffer) { Canonical = true };
        wire.FoldedName(owner);
        key.Write(ref wire);
        // Digest type 1 is SHA-1 by definition; that it is weak is for the reader of the verdict to judge.
#pragma warning disable CA5350
        return digestType switch { 1 => SHA1.HashData(wire.Bytes), 2 => SHA256.HashData(wire.Bytes), 4 => SHA384.HashData(wire.Bytes), _ => null };
#pragma warning restore CA5350
    }

    public static SignatureOutcome Verify(Dnskey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key.Algorithm switch
            {
                5 or 7 => VerifyRsa(key.PublicKey.Span, data, signature, HashAlgorithmName.SHA1),
                8 => VerifyRsa(key.PublicKey.Span, data, signature, HashAlgorithmName.SHA256),
                10 => VerifyRsa(key.PublicKey.Span, data, signature, HashAlgorithmName.SHA512),
                13 => VerifyEcdsa(key.PublicKey.Span, data, signature, ECCurve.NamedCurves.nistP256, 32, HashAlgorithmName.SHA256),
                14 => VerifyEcdsa(key.PublicKey.Span, data, signature, ECCurve.NamedCurves.nistP384, 48, HashAlgorithmName.SHA384),
                15 when key.PublicKey.Count != Ed25519.KeySize => SignatureOutcome.MalformedKey,
                15 => Ed25519.Verify(key.PublicKey.Span, data, signature) ? SignatureOutcome.Good : SignatureOutcome.Bad,
                _ => SignatureOutcome.Unsupported,
            };
        }
        catch (CryptographicException)
        {
            // The key's numbers are no key: a modulus of zero, a point beside the curve.
            return SignatureOutcome.MalformedKey;
        }
    }

    /// <summary>The key is the exponent behind its length, and the modulus (RFC 3110 section 2).</summary>
    private static SignatureOutcome VerifyRsa(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        // RFC 3110 section 2 bounds the modulus; larger exponents than 32 bits exist only to cost time.
        const int MostModulus = 512, MostExponent = 4;
        if (key.Length < 3) return SignatureOutcome.MalformedKey;
        int length = key[0] != 0 ? key[0] : key[1] << 8 | key[2];
        var rest = key[(key[0] != 0 ? 1 : 3)..];
        if (length == 0 || length >= rest.Length) return SignatureOutcome.MalformedKey;
        var exponent = rest[..length].TrimStart((byte)0);
        var modulus = rest[length..].TrimStart((byte)0);
        if (exponent.Length is 0 or > MostExponent || modulus.Length is 0 or > MostModulus) return SignatureOutcome.MalformedKey;
        using var rsa = RSA.Create(new RSAParameters { Exponent = exponent.ToArray(), Modulus = modulus.ToArray() });
        return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1) ? SignatureOutcome.Good : SignatureOutcome.Bad;
    }

    /// <summary>The key is x and y, the signature r and s (RFC 6605 section 4).</summary>
    private static SignatureOutcome VerifyEcdsa(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ECCurve curve, int size, HashAlgorithmName hash)
    {
        if (key.Length != 2 * size) return SignatureOutcome.MalformedKey;
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = key[..size].ToArray(), Y = key[size..].ToArray() } });
        return signature.Length == 2 * size && ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) ? SignatureOutcome.Good : SignatureOutcome.Bad;
    }
}
