using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Netshoot.Probes.Tls;

/// <summary>What a certificate says (RFC 5280).</summary>
public sealed class TlsCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", Any = "2.5.29.37.0";

    private TlsCertificate(X509Certificate2 certificate)
    {
        Subject = certificate.SubjectName.Name;
        Issuer = certificate.IssuerName.Name;
        NotBefore = new DateTimeOffset(certificate.NotBefore).ToUniversalTime();
        NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime();
        IsSelfIssued = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        Serial = certificate.SerialNumber;
        Fingerprint = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        Key = KeyOf(certificate);
        Signature = SignatureOf(certificate.SignatureAlgorithm.Value);
        RawData = certificate.RawData;
        foreach (var extension in certificate.Extensions)
        {
            switch (extension)
            {
                case X509SubjectAlternativeNameExtension names:
                    foreach (string name in names.EnumerateDnsNames()) Names.Add(name);
                    foreach (var address in names.EnumerateIPAddresses()) Names.Add($"{address}");
                    break;
                case X509BasicConstraintsExtension constraints:
                    IsAuthority = constraints.CertificateAuthority;
                    break;
                case X509EnhancedKeyUsageExtension usage:
                    ServesServers = false;
                    foreach (var purpose in usage.EnhancedKeyUsages) ServesServers |= purpose.Value is ServerAuthentication or Any;
                    break;
            }
        }
    }

    public string Subject { get; }

    public string Issuer { get; }

    public List<string> Names { get; } = [];

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Subject and issuer are the same.</summary>
    public bool IsSelfIssued { get; }

    public bool IsAuthority { get; }

    /// <summary>Whether its purposes, where it names any, have that of servers.</summary>
    public bool ServesServers { get; } = true;

    public string Serial { get; }

    /// <summary>SHA-256 over all of it, in hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>The kind of key and its size.</summary>
    public string Key { get; }

    /// <summary>How its issuer signed it.</summary>
    public string Signature { get; }

    public byte[] RawData { get; }

    /// <summary>Reads one in DER; null when it is none.</summary>
    public static TlsCertificate? TryRead(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return new(certificate);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        string kind = certificate.PublicKey.Oid.Value ?? "";
        switch (kind)
        {
            case "1.2.840.113549.1.1.1" or "1.2.840.113549.1.1.10":
                using (var key = certificate.GetRSAPublicKey())
                    return key is null ? "RSA" : string.Create(CultureInfo.InvariantCulture, $"RSA {key.KeySize} bits");
            case "1.2.840.10045.2.1":
                // RFC 5480 section 2.1.1.1: the parameters are the curve's number.
                return Convert.ToHexString(certificate.PublicKey.EncodedParameters?.RawData ?? []) switch
                {
                    "06082A8648CE3D030107" => "ECDSA P-256",
                    "06052B81040022" => "ECDSA P-384",
                    "06052B81040023" => "ECDSA P-521",
                    _ => "ECDSA",
                };
            case "1.3.101.112":
                return "Ed25519";
            case "1.3.101.113":
                return "Ed448";
            default:
                return kind;
        }
    }

    /// <summary>RFC 8017 appendix A.2, RFC 5758 section 3.2, RFC 8410 section 3.</summary>
    private static string SignatureOf(string? number) => number switch
    {
        "1.2.840.113549.1.1.4" => "RSA with MD5",
        "1.2.840.113549.1.1.5" => "RSA with SHA-1",
        "1.2.840.113549.1.1.10" => "RSA-PSS",
        "1.2.840.113549.1.1.11" => "RSA with SHA-256",
        "1.2.840.113549.1.1.12" => "RSA with SHA-384",
        "1.2.840.113549.1.1.13" => "RSA with SHA-512",
        "1.2.840.10045.4.1" => "ECDSA with SHA-1",
        "1.2.840.10045.4.3.2" => "ECDSA with SHA-256",
        "1.2.840.10045.4.3.3" => "ECDSA with SHA-384",
        "1.2.840.10045.4.3.4" => "ECDSA with SHA-512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        null => "",
        _ => number,
    };
}
