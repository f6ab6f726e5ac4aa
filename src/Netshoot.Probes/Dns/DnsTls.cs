using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>How TLS is spoken to a server: whom to believe, and who we are.</summary>
public sealed record DnsTls
{
    /// <summary>Whether the server's certificate is checked at all; an opportunistic client does not (RFC 7858 section 4.1).</summary>
    public bool Verifies { get; init; }

    /// <summary>The name that the certificate must have; null for the server's address.</summary>
    public string? HostName { get; init; }

    /// <summary>The authorities to believe, PEM; null for those of the machine.</summary>
    public string? Authorities { get; init; }

    /// <summary>Our own certificate and key, PEM; null for none.</summary>
    public (string Certificate, string Key)? Client { get; init; }

    /// <summary>The settings for one connection.</summary>
    /// <param name="server">The server's address, as text.</param>
    /// <param name="protocol">What is spoken inside, by its ALPN name; null offers nothing.</param>
    /// <param name="refused">Takes the reason when the certificate is refused.</param>
    /// <exception cref="Failure">A certificate or key cannot be read.</exception>
    public SslClientAuthenticationOptions Options(string server, SslApplicationProtocol? protocol, Action<string> refused)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = HostName ?? server,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, _, chain, errors) => Judge(chain, errors, refused),
        };
        if (protocol is { } name) options.ApplicationProtocols = [name];
        try
        {
            // Where nothing is checked, the authorities of the machine need not be read, which takes longer than all the rest; and
            // nobody fetches what is missing of a chain over a network that is being looked into.
            bool usesMachine = Verifies && Authorities is null;
            var policy = new X509ChainPolicy
            {
                TrustMode = usesMachine ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            if (Authorities is not null) policy.CustomTrustStore.ImportFromPem(Authorities);
            options.CertificateChainPolicy = policy;
            if (Client is { } client) options.ClientCertificates = [X509Certificate2.CreateFromPem(client.Certificate, client.Key)];
        }
        catch (CryptographicException e)
        {
            throw new Failure("TLS context", e.Message);
        }
        return options;
    }

    private bool Judge(X509Chain? chain, SslPolicyErrors errors, Action<string> refused)
    {
        if (!Verifies || errors == SslPolicyErrors.None) return true;
        refused((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? "hostname mismatch"
            : (errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0 ? "no certificate"
            : Reason(chain));
        return false;
    }

    private static string Reason(X509Chain? chain)
    {
        if (chain is null) return "unknown";
        foreach (var status in chain.ChainStatus)
        {
            switch (status.Status)
            {
                case X509ChainStatusFlags.NotTimeValid:
                    return chain.ChainElements[0].Certificate.NotBefore > chain.ChainPolicy.VerificationTime ? "certificate is not yet valid" : "certificate has expired";
                case X509ChainStatusFlags.UntrustedRoot:
                    return chain.ChainElements.Count == 1 ? "self-signed certificate" : "self-signed certificate in certificate chain";
                case X509ChainStatusFlags.PartialChain:
                    var first = chain.ChainElements[0].Certificate;
                    return first.SubjectName.RawData.AsSpan().SequenceEqual(first.IssuerName.RawData) ? "self-signed certificate" : "unable to get local issuer certificate";
            }
        }
        return chain.ChainStatus.Length > 0 ? chain.ChainStatus[0].StatusInformation : "unknown";
    }
}
