using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Names;

/// <summary>
/// client — server, where BIND's named plays several at once: 10.0.9.1 and fd09::1 recurse and have zones of their own, also over TLS and
/// HTTPS; 10.0.9.3 is the root, 10.0.9.4 has <c>test.</c>, 10.0.9.5 <c>deep.test.</c>. Port 5301 answers badly, each name in its own way.
/// </summary>
public sealed class NamesLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("netshoot-names-");
    private RunningCommand? _named, _hostile;

    public LabNetwork Network { get; private set; } = null!;

    /// <summary>The certificate of the server, which nobody vouches for but itself.</summary>
    public string Certificate => FileOf("cert.pem");

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A program in the client, with a resolv.conf of the lab's over the machine's.</summary>
    public Task<Outcome> RunAsync(string program, IEnumerable<string> words, string? input = null, string resolver = "resolv.conf")
        => Network.RunAsync(Client, "unshare", ["-m", "sh", "-c", $"mount --bind {FileOf(resolver)} /etc/resolv.conf && exec \"$@\"", "sh", program, .. words], input);

    /// <summary>Runs the original and ours with the same words; what differs, or nothing.</summary>
    public async Task<string> CompareAsync(string tool, string line, string? input, params Normalization[] alike)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // Both at once: what a cache counts down is the same for both.
        var both = await Task.WhenAll(RunAsync($"/usr/bin/{tool}", words, input), RunAsync(Repository.Executable, [tool, .. words], input));
        return SideBySide.Differences($"{tool} {line}", both[0], both[1], alike) ?? "";
    }

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.0.9.2/24,fd09::2/64", Server, "eth0", "10.0.9.1/24,10.0.9.3/24,10.0.9.4/24,10.0.9.5/24,fd09::1/64");
        // Closed ports answer each time, not only now and then (icmp(7)).
        await Network.UnlimitIcmpAsync(Server);
        WriteCertificate();
        await File.WriteAllTextAsync(FileOf("resolv.conf"), "nameserver 10.0.9.1\nsearch small test\n");
        await File.WriteAllTextAsync(FileOf("dead.conf"), "nameserver 127.0.0.1\nnameserver 10.0.9.1\nsearch small test\n");
        await File.WriteAllTextAsync(FileOf("batch"), "small ns\n+nocomm @10.0.9.1 -x 192.0.2.30 +short\n");
        await File.WriteAllTextAsync(FileOf("key"), "key \"key1\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0c2VjcmV0c2VjcmV0\";\n};\n");
        await File.WriteAllTextAsync(FileOf("hints"), ". 3600000 NS a.root.\na.root. 3600000 A 10.0.9.3\n");
        await File.WriteAllTextAsync(FileOf("root.zone"), "$TTL 86400\n. SOA a.root. host.root. 7 1800 900 604800 86400\n. NS a.root.\na.root. A 10.0.9.3\nsmall. NS ns.small.\nns.small. A 10.0.9.1\ntest. NS ns.test.\nns.test. A 10.0.9.4\n");
        await File.WriteAllTextAsync(FileOf("test.zone"), "$TTL 3600\n@ SOA ns.test. host.test. 2024010100 7200 3600 1209600 300\n@ NS ns\nns A 10.0.9.4\nwww A 192.0.2.1\nwww AAAA 2001:db8::1\ndeep NS ns.deep\nns.deep A 10.0.9.5\n");
        await File.WriteAllTextAsync(FileOf("deep.zone"), "$TTL 3600\n@ SOA ns.deep.test. host.test. 5 7200 3600 1209600 300\n@ NS ns\nns A 10.0.9.5\nwww A 192.0.2.77\n");
        await File.WriteAllTextAsync(FileOf("reverse.zone"), "$TTL 300\n@ SOA ns.small. host.small. 1 2 3 4 5\n@ NS ns.small.\n30 PTR web.small.\n");
        await File.WriteAllTextAsync(FileOf("small.zone"), Zone());
        await File.WriteAllTextAsync(FileOf("named.conf"), Configuration());
        await SignAsync();
        await File.WriteAllTextAsync(FileOf("hostile.py"), HostileServer.Script);
        _hostile = Network.Start(Server, "python3", FileOf("hostile.py"), "10.0.9.1", "5301");
        _named = Network.Start(Server, "/usr/sbin/named", "-g", "-c", FileOf("named.conf"), "-n", "1");
        await Task.WhenAll(_named.LineAsync("all zones loaded"), _hostile.LineAsync("running"));
    }

    public async ValueTask DisposeAsync()
    {
        _named?.Dispose();
        _hostile?.Dispose();
        await Network.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Zone() => """
        $TTL 300
        @ SOA ns.small. host.small. 1 2 3 4 5
        @ NS ns.small.
        @ MX 10 mail
        @ MX 20 mail2
        @ A 192.0.2.10
        ns A 10.0.9.1
        ns AAAA fd09::1
        mail A 192.0.2.20
        text TXT "a \"quoted\" text" "second"
        www CNAME web
        web A 192.0.2.30
        web AAAA 2001:db8::30
        alias CNAME www
        _sip._tcp SRV 1 2 5060 web
        caa CAA 0 issue "ca.example.net"
        sshfp SSHFP 2 1 123456789abcdef67890123456789abcdef67890
        tlsa TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
        svcb HTTPS 1 . alpn="h2,h3" ipv4hint=192.0.2.30
        hinfo HINFO "PC" "Linux"
        weird TYPE65280 \# 4 0a000001
        long 1234567 A 192.0.2.51

        """ + string.Concat(Enumerable.Range(0, 40).Select(static i => string.Create(CultureInfo.InvariantCulture, $"large TXT \"{new string('a', 60)}{i:d2}\"\n")));

    private string Configuration() => $$"""
        key "key1" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };
        tls own { key-file "key.pem"; cert-file "cert.pem"; };
        options { directory "{{_folder.FullName}}"; pid-file none; dnssec-validation no; session-keyfile none; lock-file none; notify no; empty-zones-enable no;
          server-id "lab1"; rrset-order { order none; };
          listen-on { any; }; listen-on-v6 { any; };
          listen-on port 853 tls own { any; }; listen-on port 443 tls own http default { any; }; listen-on port 80 tls none http default { any; }; };
        controls {};
        view root { match-destinations { 10.0.9.3; }; recursion no; zone "." { type primary; file "root.zone"; }; };
        view test { match-destinations { 10.0.9.4; }; recursion no; zone "test" { type primary; file "test.zone"; allow-transfer { any; }; }; };
        view deep { match-destinations { 10.0.9.5; }; recursion no; zone "deep.test" { type primary; file "deep.zone"; }; };
        view main { recursion yes; zone "." { type hint; file "hints"; };
          zone "small" { type primary; file "small.zone"; allow-transfer { any; }; };
          zone "closed" { type primary; file "small.zone"; allow-transfer { none; }; allow-query { key key1; }; check-integrity no; };
          zone "2.0.192.in-addr.arpa" { type primary; file "reverse.zone"; };
          zone "signed" { type primary; file "signed.signed"; }; };
        """;

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ns.small", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("ns.small");
        names.AddIpAddress(System.Net.IPAddress.Parse("10.0.9.1"));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(FileOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task SignAsync()
    {
        await File.WriteAllTextAsync(FileOf("signed.zone"), "$TTL 3600\n@ SOA ns.signed. host.signed. 5 7200 3600 1209600 300\n@ NS ns\nns A 10.0.9.1\nwww A 192.0.2.77\n@ MX 10 www\n");
        foreach (string kind in (string[])["-f KSK ", ""])
            await Command.MustAsync($"dnssec-keygen -q -K {_folder.FullName} -a ECDSAP256SHA256 {kind}signed");
        await Command.MustAsync($"dnssec-signzone -S -K {_folder.FullName} -d {_folder.FullName} -o signed -f {FileOf("signed.signed")} {FileOf("signed.zone")}");
    }
}
