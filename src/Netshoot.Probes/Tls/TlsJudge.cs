using System.Security.Cryptography.X509Certificates;

namespace Netshoot.Probes.Tls;

/// <summary>Builds the chain from a server's certificate to an authority and says all that is wrong with it, not only the first.</summary>
public static class TlsJudge
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="leaf">The server's certificate.</param>
    /// <param name="sent">The others that it sent.</param>
    /// <param name="authorities">Who is believed.</param>
    /// <param name="now">The time at which the certificates must hold.</param>
    public static (IReadOnlyList<TlsCertificate> Chain, IReadOnlyList<TlsProblem> Problems) Judge(X509Certificate2 leaf, X509Certificate2Collection sent, TlsAuthorities authorities, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.IssuersOf([leaf, .. sent]));
        chain.Build(leaf);
        var certificates = new List<TlsCertificate>();
        TlsCertificate? last = null;
        var problems = new List<TlsProblem>();
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            last = TlsCertificate.TryRead(chain.ChainElements[i].Certificate.RawData);
            if (last is null) continue;
            certificates.Add(last);
            foreach (var status in chain.ChainElements[i].ChainElementStatus) Add(new(Kind(status.Status, last, i, now), i, status.StatusInformation));
        }
        foreach (var status in chain.ChainStatus)
        {
            // That an issuer is missing is said of the chain and of no certificate in it.
            if (status.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot && last is not null)
                Add(new(Kind(status.Status, last, certificates.Count - 1, now), certificates.Count - 1, status.StatusInformation));
        }
        return (certificates, problems);

        void Add(TlsProblem problem)
        {
            if (!problems.Exists(p => p.Kind == problem.Kind && p.Index == problem.Index)) problems.Add(problem.Kind == TlsProblemKind.Other ? problem : problem with { Detail = null });
        }
    }

    private static TlsProblemKind Kind(X509ChainStatusFlags status, TlsCertificate certificate, int index, DateTimeOffset now)
        => status switch
        {
            X509ChainStatusFlags.NotTimeValid => certificate.NotBefore > now ? TlsProblemKind.NotYetValid : TlsProblemKind.Expired,
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain when certificate.IsSelfIssued => index == 0 ? TlsProblemKind.SelfSigned : TlsProblemKind.UnknownAuthority,
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => TlsProblemKind.MissingIssuer,
            X509ChainStatusFlags.NotSignatureValid => TlsProblemKind.BadSignature,
            X509ChainStatusFlags.InvalidBasicConstraints => TlsProblemKind.NotAnAuthority,
            X509ChainStatusFlags.NotValidForUsage => TlsProblemKind.WrongPurpose,
            X509ChainStatusFlags.Revoked => TlsProblemKind.Revoked,
            _ => TlsProblemKind.Other,
        };
}
