using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Executable;

/// <summary>The executable for linux-arm64, built across and run under qemu-aarch64-static.</summary>
public sealed class Arm64Tests
{
    private static string Emulator { get; } = Path.Combine(Repository.Root, "out/arm64-sysroot/qemu-aarch64-static");

    private static string Executable { get; } = Path.Combine(Repository.Root, "out/arm64/netshoot");

    private static Task<Outcome> NetshootAsync(string[] words, Dictionary<string, string>? environment = null)
        => Command.RunAsync(Emulator, [Executable, .. words], patience: TimeSpan.FromSeconds(60), environment: environment);

    [Fact]
    public async Task It_says_its_version() => Assert.StartsWith("netshoot ", (await NetshootAsync(["--version"])).Output, StringComparison.Ordinal);

    [Fact]
    public async Task It_explains_an_error() => Assert.Equal("netshoot: pid:4194305: no such process\n", (await NetshootAsync(["--net", "pid:4194305", "ip", "link"])).Error);

    [Fact]
    public async Task It_reads_the_links_of_a_namespace()
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        await lab.CableAsync("a", "eth0", "10.0.0.1/24", "b", "eth0", "10.0.0.2/24");
        var outcome = await lab.RunAsync("a", Emulator, [Executable, "ip", "-br", "link"]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"(?m)^eth0@if\d+ +UP ", outcome.Output);
    }

    [Fact]
    public async Task It_speaks_TLS_to_an_engine_elsewhere()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string trust = Path.Combine(Path.GetTempPath(), $"nst-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(trust, certificate.ExportCertificatePem());
        try
        {
            // A container engine behind TLS, as DOCKER_HOST may name one.
            var serving = ServeAsync(listener, certificate);
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            var outcome = await NetshootAsync(["targets", "--json"], new() { ["DOCKER_HOST"] = $"https://127.0.0.1:{port}", ["SSL_CERT_FILE"] = trust });
            Assert.Equal(0, outcome.ExitCode);
            var (version, chosen) = await serving.WaitAsync(Command.Patience);
            Assert.Equal(SslProtocols.Tls13, version);
            Assert.Equal("http/1.1", chosen);
            Assert.DoesNotContain("cannot be", outcome.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(trust);
        }
    }

    /// <summary>Answers the two questions of a listing, for containers and for networks, whether they come over one connection or two.</summary>
    /// <returns>The version of TLS and the protocol that both agreed on: the engine speaks only HTTP/1.1, and chooses it only if it was offered (RFC 7301).</returns>
    private static async Task<(SslProtocols Version, string Chosen)> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        (SslProtocols Version, string Chosen) agreed = default;
        var buffer = new byte[4096];
        for (int answered = 0; answered < 2;)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] });
            agreed = (tls.SslProtocol, tls.NegotiatedApplicationProtocol.ToString());
            for (; answered < 2 && await tls.ReadAsync(buffer) > 0; answered++)
                await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"u8.ToArray());
        }
        return agreed;
    }
}
