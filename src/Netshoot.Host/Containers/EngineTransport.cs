using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Netshoot.Host.Containers;

/// <summary>
/// How an engine is reached: <c>unix://PATH</c>, <c>tcp://HOST:PORT</c>, <c>http://</c>, and with TLS <c>https://</c> or <c>tcp</c> with DOCKER_TLS_VERIFY;
/// certificates in DOCKER_CERT_PATH or ~/.docker, as the docker client finds them (docs.docker.com, "Protect the Docker daemon socket").
/// </summary>
internal sealed class EngineTransport(Uri address, Func<string, string?> environment)
{
    private bool IsTls => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == "tcp" && environment("DOCKER_TLS_VERIFY") is { Length: > 0 });

    /// <exception cref="NotSupportedException">Nobody here speaks the address's scheme.</exception>
    public HttpClient Connect()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        var start = address;
        switch (address.Scheme)
        {
            case "unix":
                handler.ConnectCallback = (_, stop) => ConnectAsync(address.LocalPath, stop);
                start = new("http://localhost");
                break;
            case "tcp" or "http" or "https":
                start = new UriBuilder(address) { Scheme = IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp }.Uri;
                if (IsTls) Secure(handler.SslOptions);
                break;
            default:
                throw new NotSupportedException($"{address.Scheme} is none of unix, tcp, http and https");
        }
        return new(handler)
        {
            BaseAddress = start,
            // Who asks has a clock of its own.
            Timeout = Timeout.InfiniteTimeSpan,
            // Only where the engine offers HTTP/2 does the handler name protocols in the handshake (RFC 7301), which engines behind a proxy choose by.
            DefaultRequestVersion = IsTls ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Secure(SslClientAuthenticationOptions options)
    {
        string directory = environment("DOCKER_CERT_PATH") is { Length: > 0 } named ? named : Path.Combine(environment("HOME") ?? "/root", ".docker");
        string authority = Path.Combine(directory, "ca.pem"), certificate = Path.Combine(directory, "cert.pem"), key = Path.Combine(directory, "key.pem");
        if (File.Exists(certificate) && File.Exists(key)) options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        if (File.Exists(authority)) options.RemoteCertificateValidationCallback = (_, presented, chain, errors) => Trusts(authority, presented, chain, errors);
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
