using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Drill;

/// <summary>client — server, with BIND's named at 10.0.9.1 and fd09::1: a zone that may be transferred, one that may not, and answers too large for UDP.</summary>
public sealed class NamedLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("netshoot-named-");
    private RunningCommand? _named;

    public LabNetwork Network { get; private set; } = null!;

    /// <summary>A resolv.conf(5) that names the server.</summary>
    public string ResolverFile => Path.Combine(_folder.FullName, "resolv.conf");

    /// <summary>A file that no test has written yet.</summary>
    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.0.9.2/24,fd09::2/64", Server, "eth0", "10.0.9.1/24,fd09::1/64");
        string large = string.Concat(Enumerable.Range(0, 60).Select(static i => $"large TXT \"{new string((char)('a' + i % 26), 100)}{i:d2}\"\n"));
        await File.WriteAllTextAsync(FileOf("zone"), $"""
            $TTL 300
            @ SOA ns.small. host.small. 1 2 3 4 5
            @ NS ns.small.
            @ DNSKEY 256 3 8 AwEAAcPbSvrtkmBNkTNwfJ5Ob3jPT1sBFMmVTsnPcd2PUeAH
            ns A 10.0.9.1
            ns AAAA fd09::1
            mail MX 10 ns.small.
            text TXT "a \"quoted\" text"
            {large}
            """);
        await File.WriteAllTextAsync(FileOf("named.conf"), $$"""
            options { directory "{{_folder.FullName}}"; recursion no; pid-file none; dnssec-validation no; session-keyfile none; lock-file none; notify no; rrset-order { order none; }; };
            controls {};
            key "key1" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };
            zone "small" { type primary; file "zone"; allow-transfer { any; }; };
            zone "closed" { type primary; file "zone"; allow-transfer { none; }; allow-query { key key1; }; check-integrity no; };
            """);
        await File.WriteAllTextAsync(ResolverFile, "nameserver 10.0.9.1\n");
        _named = Network.Start(Server, "/usr/sbin/named", "-g", "-c", FileOf("named.conf"), "-n", "1");
        await _named.LineAsync("all zones loaded");
    }

    public async ValueTask DisposeAsync()
    {
        _named?.Dispose();
        await Network.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
