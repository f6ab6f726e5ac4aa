using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netshoot.Host;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>
/// The authorities that a machine believes, of which only those are loaded that a chain needs. The platform loads all of them at its first
/// handshake, which takes longer than the rest of it; here the bundle is scanned for the names of the issuers, and a name is compared as bytes.
/// </summary>
public sealed class TlsAuthorities
{
    /// <summary>Where distributions keep them in one file.</summary>
    private static readonly string[] s_bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    private const int LargestBundle = 64 * 1024 * 1024;

    private readonly List<byte[]> _loaded = [];
    private readonly byte[] _text;

    private TlsAuthorities(byte[] text, string? file)
    {
        _text = text;
        File = file;
    }

    /// <summary>The file that they stand in; null when the user gave them, or there is none.</summary>
    public string? File { get; }

    /// <summary>Whether there is not a single authority.</summary>
    public bool IsEmpty => _text.AsSpan().IndexOf("-----BEGIN"u8) < 0;

    public static TlsAuthorities Of(string pem) => new(Encoding.Latin1.GetBytes(pem), null);

    /// <param name="machine">Whose authorities.</param>
    /// <param name="file">The file that the environment names; null for the distribution's.</param>
    public static TlsAuthorities OfMachine(IMachine machine, string? file = null)
    {
        foreach (string name in file is { Length: > 0 } ? [file] : s_bundles)
            if (TryRead(machine, name) is { } text) return new(text, name);
        return new([], null);
    }

    /// <summary>The certificates of those whose names are the issuers of these, and the issuers of those in turn.</summary>
    public X509Certificate2Collection IssuersOf(IEnumerable<X509Certificate2> certificates)
    {
        Load();
        var found = new X509Certificate2Collection();
        var taken = new HashSet<int>();
        var wanted = new List<byte[]>();
        foreach (var certificate in certificates) wanted.Add(certificate.IssuerName.RawData);
        for (int i = 0; i < wanted.Count && i < 64; i++)
        {
            for (int k = 0; k < _loaded.Count; k++)
            {
                if (!SubjectOf(_loaded[k]).Span.SequenceEqual(wanted[i]) || !taken.Add(k)) continue;
                try
                {
                    var authority = X509CertificateLoader.LoadCertificate(_loaded[k]);
                    found.Add(authority);
                    wanted.Add(authority.IssuerName.RawData);
                }
                catch (CryptographicException)
                {
                    // What cannot be read vouches for nobody.
                }
            }
        }
        return found;
    }

    private void Load()
    {
        if (_loaded.Count > 0) return;
        ReadOnlySpan<byte> rest = _text;
        while (true)
        {
            int start = rest.IndexOf("-----BEGIN "u8);
            if (start < 0) return;
            rest = rest[start..];
            int line = rest.IndexOf((byte)'\n'), end = rest.IndexOf("-----END "u8);
            if (line < 0 || end < line) return;
            // OpenSSL's "TRUSTED CERTIFICATE" has the same beginning and more behind it, which the platform leaves unread.
            bool isCertificate = rest[..line].IndexOf("CERTIFICATE"u8) > 0;
            byte[] der = new byte[Base64.GetMaxDecodedFromUtf8Length(end - line)];
            if (isCertificate && Base64.DecodeFromUtf8(rest[line..end], der, out _, out int written) == System.Buffers.OperationStatus.Done) _loaded.Add(der[..written]);
            rest = rest[(end + 9)..];
        }
    }

    /// <summary>The subject within a certificate (RFC 5280 section 4.1), with its tag; empty when there is none.</summary>
    private static ReadOnlyMemory<byte> SubjectOf(byte[] der)
    {
        try
        {
            var body = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            var version = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            if (body.PeekTag().HasSameClassAndValue(version)) body.ReadEncodedValue();
            for (int i = 0; i < 4; i++) body.ReadEncodedValue();
            return body.ReadEncodedValue();
        }
        catch (AsnContentException)
        {
            return default;
        }
    }

    private static byte[]? TryRead(IMachine machine, string name)
    {
        if (machine.TryOpenRead(name, out var stream) != Errno.None) return null;
        using (stream)
        {
            var all = new MemoryStream();
            byte[] buffer = new byte[128 * 1024];
            while (all.Length < LargestBundle && stream!.Read(buffer) is > 0 and var count) all.Write(buffer.AsSpan(0, count));
            return all.ToArray();
        }
    }
}
