using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.Handler.Abstractions;

namespace Netshoot.Host.Containers;

/// <summary>TLS to an engine elsewhere, as the docker client does it: <c>https</c>, or <c>tcp</c> with DOCKER_TLS_VERIFY; certificates in DOCKER_CERT_PATH or ~/.docker.</summary>
internal sealed class EngineCredentials(Uri address, Func<string, string?> environment) : IAuthProvider
{
    public bool TlsEnabled => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == "tcp" && environment("DOCKER_TLS_VERIFY") is { Length: > 0 });

    public HttpMessageHandler ConfigureHandler(HttpMessageHandler handler)
    {
        if (!TlsEnabled || handler is not SocketsHttpHandler sockets) return handler;
        string directory = environment("DOCKER_CERT_PATH") is { Length: > 0 } named ? named : Path.Combine(environment("HOME") ?? "/root", ".docker");
        string authority = Path.Combine(directory, "ca.pem"), certificate = Path.Combine(directory, "cert.pem"), key = Path.Combine(directory, "key.pem");
        if (File.Exists(certificate) && File.Exists(key)) sockets.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        if (File.Exists(authority)) sockets.SslOptions.RemoteCertificateValidationCallback = (_, presented, chain, errors) => Trusts(authority, presented, chain, errors);
        return new NegotiatingHandler(sockets);
    }

    /// <summary>Asks in HTTP/2 where the engine offers it: only then does the platform's handler name protocols in the handshake (RFC 7301), which engines behind a proxy choose by.</summary>
    private sealed class NegotiatingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Whether the authority of the file, and no other, vouches for the engine.</summary>
    private static bool Trusts(string authority, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        // A wrong name stays wrong, whoever signed it.
        if (presented is not X509Certificate2 certificate || chain is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
