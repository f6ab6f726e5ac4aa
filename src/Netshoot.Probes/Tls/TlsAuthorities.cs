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
    private readonly List<ReadOnlyMemory<byte>> _subjects = [];
    private readonly IMachine? _machine;
    private string? _directory;

    private TlsAuthorities(byte[] text, string? file, IMachine? machine, string? directory)
    {
        File = file;
        _machine = machine;
        _directory = directory;
        Load(text);
    }

    /// <summary>The file that they stand in; null when the user gave them, or there is none.</summary>
    public string? File { get; }

    /// <summary>Whether there is not a single authority.</summary>
    public bool IsEmpty => _loaded.Count == 0;

    /// <summary>Whether something that says to be a certificate is none.</summary>
    public bool IsBroken { get; private set; }

    public static TlsAuthorities None { get; } = Of("");

    public static TlsAuthorities Of(string pem) => new(Encoding.Latin1.GetBytes(pem), null, null, null);

    /// <summary>Those of a machine: the file and the directory that its environment names, else those of its distribution (SSL_CTX_set_default_verify_paths(3)).</summary>
    public static TlsAuthorities OfMachine(IMachine machine)
    {
        const string Usual = "/etc/ssl/certs";
        var (named, directory) = machine.NamedAuthorities;
        foreach (string name in named is { Length: > 0 } ? [named] : s_bundles)
            if (TryRead(machine, name) is { } text) return new(text, name, machine, directory ?? Usual);
        return new([], null, machine, directory ?? Usual);
    }

    /// <summary>The certificates of those whose names are the issuers of these, and the issuers of those in turn.</summary>
    public X509Certificate2Collection IssuersOf(IEnumerable<X509Certificate2> certificates)
    {
        var found = new X509Certificate2Collection();
        var wanted = new List<byte[]>();
        foreach (var certificate in certificates) wanted.Add(certificate.IssuerName.RawData);
        int known = wanted.Count;
        Take(found, wanted);
        if (found.Count > 0 || _directory is null) return found;
        // The directory may have what the bundle has not; reading all of it is for chains that would be refused else.
        LoadDirectory();
        wanted.RemoveRange(known, wanted.Count - known);
        Take(found, wanted);
        return found;
    }

    private void Take(X509Certificate2Collection found, List<byte[]> wanted)
    {
        const int Longest = 64;
        var taken = new HashSet<int>();
        for (int i = 0; i < wanted.Count && i < Longest; i++)
        {
            for (int k = 0; k < _loaded.Count; k++)
            {
                if (!_subjects[k].Span.SequenceEqual(wanted[i]) || !taken.Add(k)) continue;
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
    }

    private void LoadDirectory()
    {
        const int Most = 10_000;
        string directory = _directory!;
        _directory = null;
        if (!Directory.Exists(directory)) return;
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            // The names that c_rehash(1) gives, eight digits and a number: only those count.
            string name = Path.GetFileName(path);
            if (name.Length < 10 || name[8] != '.' || !char.IsAsciiDigit(name[9]) || ++count > Most) continue;
            if (TryRead(_machine!, path) is { } text) Load(text);
        }
    }

    private void Load(ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            int start = rest.IndexOf("-----BEGIN "u8);
            if (start < 0) return;
            rest = rest[start..];
            int line = rest.IndexOf((byte)'\n'), end = rest.IndexOf("-----END "u8);
            if (line < 0 || end < line)
            {
                IsBroken = true;
                return;
            }
            // OpenSSL's "TRUSTED CERTIFICATE" has the same beginning and more behind it, which the platform leaves unread.
            if (rest[..line].IndexOf("CERTIFICATE"u8) > 0)
            {
                byte[] der = new byte[Base64.GetMaxDecodedFromUtf8Length(end - line)];
                if (Base64.DecodeFromUtf8(rest[line..end], der, out _, out int written) == System.Buffers.OperationStatus.Done && SubjectOf(der.AsMemory(0, written)) is { IsEmpty: false } subject)
                {
                    _loaded.Add(der[..written]);
                    _subjects.Add(subject);
                }
                else
                {
                    IsBroken = true;
                }
            }
            rest = rest[(end + 9)..];
        }
    }

    /// <summary>The subject within a certificate (RFC 5280 section 4.1), with its tag; empty when there is none.</summary>
    private static ReadOnlyMemory<byte> SubjectOf(ReadOnlyMemory<byte> der)
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
