using System.Security.Cryptography;

namespace Netshoot.Dns.Security;

/// <summary>How a message's authentication code is made (RFC 8945 section 6).</summary>
public sealed class TsigAlgorithm
{
    private readonly int _size;
    private readonly HashFunction _hash;

    private delegate int HashFunction(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> mac);

    private TsigAlgorithm(string name, int size, HashFunction hash)
    {
        ShortName = name;
        _size = size;
        _hash = hash;
        // The oldest one has a name of its own (RFC 8945 section 6, table 3).
        Name = DnsName.TryParse(name == "hmac-md5" ? "hmac-md5.sig-alg.reg.int." : name, out var full) ? full : DnsName.Root;
    }

    // The protocol has these two, and old servers have nothing else.
#pragma warning disable CA5350, CA5351
    public static TsigAlgorithm HmacMd5 { get; } = new("hmac-md5", HMACMD5.HashSizeInBytes, static (key, data, mac) => HMACMD5.HashData(key, data, mac));

    public static TsigAlgorithm HmacSha1 { get; } = new("hmac-sha1", HMACSHA1.HashSizeInBytes, static (key, data, mac) => HMACSHA1.HashData(key, data, mac));
#pragma warning restore CA5350, CA5351

    public static TsigAlgorithm HmacSha256 { get; } = new("hmac-sha256", HMACSHA256.HashSizeInBytes, static (key, data, mac) => HMACSHA256.HashData(key, data, mac));

    public static TsigAlgorithm HmacSha384 { get; } = new("hmac-sha384", HMACSHA384.HashSizeInBytes, static (key, data, mac) => HMACSHA384.HashData(key, data, mac));

    public static TsigAlgorithm HmacSha512 { get; } = new("hmac-sha512", HMACSHA512.HashSizeInBytes, static (key, data, mac) => HMACSHA512.HashData(key, data, mac));

    public static IReadOnlyList<TsigAlgorithm> All { get; } = [HmacMd5, HmacSha1, HmacSha256, HmacSha384, HmacSha512];

    /// <summary>As it stands on the wire.</summary>
    public DnsName Name { get; }

    /// <summary>As people say it: <c>hmac-sha256</c>.</summary>
    public string ShortName { get; }

    /// <summary>Bytes of an authentication code that is not cut short.</summary>
    public int Size => _size;

    /// <summary>Finds an algorithm by the name in a message or on a command line, or null.</summary>
    public static TsigAlgorithm? Find(DnsName name)
    {
        foreach (var algorithm in All)
            if (algorithm.Name == name || DnsName.TryParse(algorithm.ShortName, out var shortName) && shortName == name) return algorithm;
        return null;
    }

    internal byte[] Hash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var mac = new byte[_size];
        _hash(key, data, mac);
        return mac;
    }
}

/// <summary>A secret that two parties share, and the name by which they call it (RFC 8945 section 2).</summary>
public sealed record TsigKey(DnsName Name, TsigAlgorithm Algorithm, ValueList<byte> Secret);
