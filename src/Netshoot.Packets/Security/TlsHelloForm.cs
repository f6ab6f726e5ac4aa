using System.Security.Cryptography;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>
/// A hello of our own making that asks what a server would choose and goes no further (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2,
/// RFC 6101 section 5.6.1.2). In TLS 1.3 it brings no key, so the server names its group and asks for another hello: version, suite and group are
/// known without any cryptography.
/// </summary>
public sealed record TlsHelloForm
{
    private const int Longest = 8192;

    /// <summary>The version that is asked for, and the only one.</summary>
    public required ushort Version { get; init; }

    public required IReadOnlyList<ushort> Suites { get; init; }

    /// <summary>The name of the server; null for none, as for addresses.</summary>
    public string? ServerName { get; init; }

    public IReadOnlyList<ushort> Groups { get; init; } = AllGroups;

    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Asks for a stapled OCSP response.</summary>
    public bool AsksForStatus { get; init; }

    public static IReadOnlyList<ushort> AllGroups { get; } = [0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x001a, 0x001b, 0x001c, 0x0016, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104, 0x11ec, 0x11eb, 0x11ed];

    private static ReadOnlySpan<ushort> Schemes => [0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603, 0x0808, 0x0809, 0x080a, 0x080b, 0x0201, 0x0203, 0x0402, 0x0202];

    /// <summary>The record, ready to be sent.</summary>
    public byte[] Build()
    {
        byte[] buffer = new byte[Longest];
        var to = new WireWriter(buffer);
        const byte Handshake = 22;
        to.U8(Handshake);
        to.U16(Version == TlsNames.Ssl30 ? TlsNames.Ssl30 : TlsNames.Tls10);
        var record = to.Claim(2);
        int recordStart = to.Written;
        to.U8(TlsMessage.ClientHello);
        var message = to.Claim(3);
        int messageStart = to.Written;
        to.U16(Math.Min(Version, TlsNames.Tls12));
        RandomNumberGenerator.Fill(to.Claim(32));
        if (Version == TlsNames.Tls13)
        {
            // A session that middle boxes may see (RFC 8446, appendix D.4).
            to.U8(32);
            RandomNumberGenerator.Fill(to.Claim(32));
        }
        else
        {
            to.U8(0);
        }
        to.U16((ushort)(2 * Suites.Count));
        foreach (ushort suite in Suites) to.U16(suite);
        to.U16(0x0100);
        if (Version != TlsNames.Ssl30) Extend(ref to);
        Length(record, to.Written - recordStart);
        Length(message, to.Written - messageStart);
        return to.Bytes.ToArray();
    }

    private void Extend(ref WireWriter to)
    {
        var all = to.Claim(2);
        int start = to.Written;
        if (ServerName is { Length: > 0 and < 256 } name)
        {
            to.U16(TlsExtensions.ServerName);
            to.U16((ushort)(name.Length + 5));
            to.U16((ushort)(name.Length + 3));
            to.U8(0);
            to.U16((ushort)name.Length);
            to.Put(Encoding.Latin1.GetBytes(name));
        }
        if (AsksForStatus)
        {
            const byte Ocsp = 1;
            to.U16(TlsExtensions.StatusRequest);
            to.U16(5);
            to.U8(Ocsp);
            to.U32(0);
        }
        to.U16(TlsExtensions.SupportedGroups);
        to.U16((ushort)((2 * Groups.Count) + 2));
        to.U16((ushort)(2 * Groups.Count));
        foreach (ushort group in Groups) to.U16(group);
        to.U16(TlsExtensions.PointFormats);
        to.U16(2);
        to.U16(0x0100);
        to.U16(TlsExtensions.SignatureAlgorithms);
        to.U16((ushort)((2 * Schemes.Length) + 2));
        to.U16((ushort)(2 * Schemes.Length));
        foreach (ushort scheme in Schemes) to.U16(scheme);
        if (Protocols.Count > 0)
        {
            to.U16(TlsExtensions.Protocols);
            var outer = to.Claim(2);
            var inner = to.Claim(2);
            int listStart = to.Written;
            foreach (string protocol in Protocols)
            {
                to.U8((byte)protocol.Length);
                to.Put(Encoding.Latin1.GetBytes(protocol));
            }
            Length(inner, to.Written - listStart);
            Length(outer, to.Written - listStart + 2);
        }
        to.U16(TlsExtensions.RenegotiationInfo);
        to.U16(1);
        to.U8(0);
        if (Version == TlsNames.Tls13)
        {
            to.U16(TlsExtensions.SupportedVersions);
            to.U16(3);
            to.U8(2);
            to.U16(Version);
            to.U16(TlsExtensions.KeyShare);
            to.U16(2);
            to.U16(0);
        }
        else
        {
            to.U16(TlsExtensions.ExtendedMasterSecret);
            to.U16(0);
        }
        Length(all, to.Written - start);
    }

    private static void Length(Span<byte> place, int length)
    {
        for (int i = place.Length - 1; i >= 0; i--, length >>= 8) place[i] = (byte)length;
    }
}
