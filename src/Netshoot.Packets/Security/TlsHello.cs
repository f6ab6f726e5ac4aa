using System.Text;
using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>What a client offers (RFC 8446 section 4.1.2; RFC 5246 section 7.4.1.2). Reserved numbers that mean nothing (RFC 8701) are left out.</summary>
public sealed class TlsClientHello
{
    public List<ushort> Versions { get; } = [];

    public List<ushort> Suites { get; } = [];

    public List<ushort> Groups { get; } = [];

    public List<ushort> SignatureSchemes { get; } = [];

    public List<string> Protocols { get; } = [];

    public string? ServerName { get; private set; }

    /// <summary>Whether the client asks for a stapled OCSP response (RFC 6066 section 8).</summary>
    public bool AsksForStatus { get; private set; }

    /// <summary>Reads the body of the message; null when it is none or is cut.</summary>
    public static TlsClientHello? TryRead(ReadOnlySpan<byte> body)
    {
        var hello = new TlsClientHello();
        var reader = new WireReader(body);
        ushort legacy = reader.U16();
        reader.Skip(32);
        reader.Skip(reader.U8());
        TlsExtensions.Numbers(reader.Take(reader.U16()), hello.Suites);
        // Signals that stand among suites and are none (RFC 5746 section 3.3, RFC 7507).
        hello.Suites.RemoveAll(static suite => suite is 0x00ff or 0x5600);
        reader.Skip(reader.U8());
        if (reader.Truncated) return null;
        if (reader.Remaining > 0)
        {
            var extensions = new WireReader(reader.Take(reader.U16()));
            if (reader.Truncated) return null;
            while (extensions.Remaining > 0)
            {
                ushort type = extensions.U16();
                var data = extensions.Take(extensions.U16());
                if (extensions.Truncated) return null;
                hello.Extension(type, data);
            }
        }
        if (hello.Versions.Count == 0) hello.Versions.Add(legacy);
        return hello;
    }

    private void Extension(ushort type, ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        switch (type)
        {
            case TlsExtensions.ServerName:
                reader.Skip(3);
                ServerName = Encoding.Latin1.GetString(reader.Take(reader.U16()));
                break;
            case TlsExtensions.StatusRequest:
                AsksForStatus = true;
                break;
            case TlsExtensions.SupportedGroups:
                TlsExtensions.Numbers(reader.Take(reader.U16()), Groups);
                break;
            case TlsExtensions.SignatureAlgorithms:
                TlsExtensions.Numbers(reader.Take(reader.U16()), SignatureSchemes);
                break;
            case TlsExtensions.Protocols:
                TlsExtensions.Names(reader.Take(reader.U16()), Protocols);
                break;
            case TlsExtensions.SupportedVersions:
                TlsExtensions.Numbers(reader.Take(reader.U8()), Versions);
                break;
        }
    }
}

/// <summary>What a server chooses (RFC 8446 section 4.1.3), or that the client should try again (section 4.1.4).</summary>
public sealed class TlsServerHello
{
    public ushort Version { get; private set; }

    public ushort Suite { get; private set; }

    /// <summary>The group of the key exchange in TLS 1.3; 0 where it is not told.</summary>
    public ushort Group { get; private set; }

    /// <summary>The protocol that was chosen in the open, before TLS 1.3; null for none.</summary>
    public string? Protocol { get; private set; }

    /// <summary>Whether this asks for another hello with a key of <see cref="Group"/>.</summary>
    public bool IsRetry { get; private set; }

    /// <summary>Whether an earlier session goes on: no certificate is shown.</summary>
    public bool Resumes { get; private set; }

    /// <summary>SHA-256 of "HelloRetryRequest" stands where random bytes do (RFC 8446 section 4.1.3).</summary>
    private static ReadOnlySpan<byte> Retry =>
    [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ];

    /// <summary>Reads the body of the message; null when it is none or is cut.</summary>
    public static TlsServerHello? TryRead(ReadOnlySpan<byte> body)
    {
        var hello = new TlsServerHello();
        var reader = new WireReader(body);
        hello.Version = reader.U16();
        hello.IsRetry = reader.Take(32).SequenceEqual(Retry);
        reader.Skip(reader.U8());
        hello.Suite = reader.U16();
        reader.U8();
        if (reader.Truncated) return null;
        if (reader.Remaining == 0) return hello;
        var extensions = new WireReader(reader.Take(reader.U16()));
        if (reader.Truncated) return null;
        while (extensions.Remaining > 0)
        {
            ushort type = extensions.U16();
            var data = new WireReader(extensions.Take(extensions.U16()));
            if (extensions.Truncated) return null;
            switch (type)
            {
                case TlsExtensions.SupportedVersions:
                    hello.Version = data.U16();
                    break;
                case TlsExtensions.KeyShare:
                    hello.Group = data.U16();
                    break;
                case TlsExtensions.PreSharedKey:
                    hello.Resumes = true;
                    break;
                case TlsExtensions.Protocols:
                    data.U16();
                    hello.Protocol = Encoding.Latin1.GetString(data.Take(data.U8()));
                    break;
            }
        }
        return hello;
    }
}

/// <summary>How the keys are exchanged before TLS 1.3 (RFC 8422 section 5.4, RFC 5246 section 7.4.3).</summary>
public readonly record struct TlsKeyExchange(ushort Group, int PrimeBits, ushort SignatureScheme)
{
    /// <summary>Reads the body of a ServerKeyExchange.</summary>
    /// <param name="body">The message.</param>
    /// <param name="usesCurves">Whether the suite is one of elliptic curves; else one of Diffie and Hellman's.</param>
    public static TlsKeyExchange? TryRead(ReadOnlySpan<byte> body, bool usesCurves)
    {
        var reader = new WireReader(body);
        ushort group = 0;
        int bits = 0;
        if (usesCurves)
        {
            const byte NamedCurve = 3;
            if (reader.U8() != NamedCurve) return null;
            group = reader.U16();
            reader.Skip(reader.U8());
        }
        else
        {
            var prime = reader.Take(reader.U16()).TrimStart((byte)0);
            bits = prime.IsEmpty ? 0 : (8 * prime.Length) - byte.LeadingZeroCount(prime[0]);
            reader.Skip(reader.U16());
            reader.Skip(reader.U16());
        }
        ushort scheme = reader.U16();
        return reader.Truncated ? null : new TlsKeyExchange(group, bits, scheme);
    }
}

/// <summary>Numbers of extensions (IANA, "TLS ExtensionType Values"), and lists as they stand in them.</summary>
public static class TlsExtensions
{
    public const ushort ServerName = 0, StatusRequest = 5, SupportedGroups = 10, PointFormats = 11, SignatureAlgorithms = 13, Protocols = 16, ExtendedMasterSecret = 23,
        PreSharedKey = 41, SupportedVersions = 43, KeyShareModes = 45, KeyShare = 51, RenegotiationInfo = 0xff01;

    internal static void Numbers(ReadOnlySpan<byte> data, List<ushort> into)
    {
        var reader = new WireReader(data);
        while (reader.Remaining >= 2)
        {
            ushort number = reader.U16();
            // RFC 8701 section 2: both bytes the same and ending in a.
            if ((number & 0x0f0f) != 0x0a0a || number >> 8 != (number & 0xff)) into.Add(number);
        }
    }

    internal static void Names(ReadOnlySpan<byte> data, List<string> into)
    {
        var reader = new WireReader(data);
        while (reader.Remaining > 0)
        {
            var name = reader.Take(reader.U8());
            if (!reader.Truncated && !name.IsEmpty) into.Add(Encoding.Latin1.GetString(name));
        }
    }
}
