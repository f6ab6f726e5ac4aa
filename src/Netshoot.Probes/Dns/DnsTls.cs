using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Host;
using Netshoot.Probes.Tls;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>How TLS is spoken to a server: whom to believe, and who we are.</summary>
public sealed record DnsTls
{
    /// <summary>The reason where the chain is believed and the name is another.</summary>
    public const string NameMismatch = "hostname mismatch";

    /// <summary>Whether the server's certificate is checked at all; an opportunistic client does not (RFC 7858 section 4.1).</summary>
    public bool Verifies { get; init; }

    /// <summary>The name that the certificate must have; null for the server's address.</summary>
    public string? HostName { get; init; }

    /// <summary>The authorities to believe, PEM; null for those of the machine.</summary>
    public string? Authorities { get; init; }

    /// <summary>Our own certificate and key, PEM; null for none.</summary>
    public (string Certificate, string Key)? Client { get; init; }

    /// <summary>The settings for one connection.</summary>
    /// <param name="machine">Whose authorities are believed where none are named.</param>
    /// <param name="server">The server's address, as text.</param>
    /// <param name="protocol">What is spoken inside, by its ALPN name; null offers nothing.</param>
    /// <param name="refused">Takes the reason when the certificate is refused.</param>
    /// <exception cref="Failure">A certificate or key cannot be read.</exception>
    public SslClientAuthenticationOptions Options(IMachine machine, string server, SslApplicationProtocol? protocol, Action<string> refused)
    {
        // The platform would read all authorities of the machine, which takes longer than all the rest; they are looked for here, once the chain is known.
        // And nobody fetches what is missing of a chain over a network that is being looked into.
        machine.SkipAuthorities();
        var authorities = !Verifies ? null : Authorities is { } pem ? TlsAuthorities.Of(pem) : TlsAuthorities.OfMachine(machine);
        if (Authorities is not null && authorities is { IsBroken: true }) throw new Failure("TLS context", "a certificate of the authorities cannot be read");
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = HostName ?? server,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => authorities is null || Judge(certificate, chain, errors, authorities, machine.Clock.GetUtcNow(), refused),
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        };
        if (protocol is { } name) options.ApplicationProtocols = [name];
        try
        {
            if (Client is { } client) options.ClientCertificates = [X509Certificate2.CreateFromPem(client.Certificate, client.Key)];
        }
        catch (CryptographicException e)
        {
            throw new Failure("TLS context", e.Message);
        }
        return options;
    }

    private static bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, TlsAuthorities authorities, DateTimeOffset now, Action<string> refused)
    {
        string? reason = "no certificate";
        if (certificate is X509Certificate2 leaf)
            reason = Reason(TlsJudge.Judge(leaf, chain?.ChainPolicy.ExtraStore ?? [], authorities, now).Problems)?.Text ?? ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0 ? NameMismatch : null);
        if (reason is not null) refused(reason);
        return reason is null;
    }

    /// <summary>The worst of what is wrong, in the words of OpenSSL with its number (openssl-verification-options(1)); null for nothing.</summary>
    public static (string Text, int Number)? Reason(IReadOnlyList<TlsProblem> problems)
    {
        (string Text, int Number)? worst = null;
        int rank = int.MaxValue;
        foreach (var problem in problems)
        {
            // Chains are built before they are looked at: that one cannot be built comes first.
            var (at, text, number) = problem.Kind switch
            {
                TlsProblemKind.SelfSigned => (0, "self-signed certificate", 18),
                TlsProblemKind.UnknownAuthority => (0, "self-signed certificate in certificate chain", 19),
                TlsProblemKind.MissingIssuer => (1, "unable to get local issuer certificate", 20),
                TlsProblemKind.NotAnAuthority => (2, "invalid CA certificate", 79),
                TlsProblemKind.WrongPurpose => (3, "unsuitable certificate purpose", 26),
                TlsProblemKind.BadSignature => (4, "certificate signature failure", 7),
                TlsProblemKind.NotYetValid => (5, "certificate is not yet valid", 9),
                TlsProblemKind.Expired => (5, "certificate has expired", 10),
                TlsProblemKind.Revoked => (6, "certificate revoked", 23),
                _ => (7, problem.Detail ?? "unknown", 1),
            };
            if (at >= rank) continue;
            (rank, worst) = (at, (text, number));
        }
        return worst;
    }
}
