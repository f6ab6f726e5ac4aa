using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Drill;

/// <summary>
/// client — server, where named plays a root, <c>test.</c> and zones below it, most of them signed, each with an address, and a resolver
/// that validates nothing (10.0.9.1). What is wrong with a zone is in its name.
/// </summary>
public sealed class SignedLab : IAsyncLifetime
{
    public const string Client = "client", Server = "server";

    private static readonly string[] s_zones = ["deep", "three", "plain", "expired", "wrong", "broken", "nods", "opt"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("netshoot-signed-");
    private RunningCommand? _named;

    public LabNetwork Network { get; private set; } = null!;

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        string addresses = string.Join(',', Enumerable.Range(1, 12).Where(static i => i != 2).Select(static i => $"10.0.9.{i}/24"));
        Network = await LabNetwork.CreateAsync(Client, Server);
        await Network.CableAsync(Client, "eth0", "10.0.9.2/24", Server, "eth0", addresses);
        await Network.UnlimitIcmpAsync(Server);
        await File.WriteAllTextAsync(FileOf("resolv.conf"), "nameserver 10.0.9.1\n");
        await File.WriteAllTextAsync(FileOf("hints"), ". 3600000 NS a.root.\na.root. 3600000 A 10.0.9.3\n");
        await File.WriteAllTextAsync(FileOf("dead"), ". 3600000 NS a.root.\na.root. 3600000 A 10.0.9.2\n");
        await File.WriteAllTextAsync(FileOf("garbage"), "hello\n");
        await File.WriteAllTextAsync(FileOf("empty"), "");
        await WriteZonesAsync();
        await File.WriteAllTextAsync(FileOf("named.conf"), Configuration());
        _named = Network.Start(Server, "/usr/sbin/named", "-g", "-c", FileOf("named.conf"), "-n", "1");
        await _named.LineAsync("all zones loaded");
    }

    public async ValueTask DisposeAsync()
    {
        _named?.Dispose();
        await Network.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task WriteZonesAsync()
    {
        string test = Zone("ns.test.") + "ns A 10.0.9.4\nwww A 192.0.2.1\nwww AAAA 2001:db8::1\n";
        int address = 5;
        foreach (string zone in s_zones)
        {
            test += $"{zone} NS ns.{zone}\nns.{zone} A 10.0.9.{address}\n";
            await WriteAsync($"{zone}.test", Zone($"ns.{zone}.test.") + $"""
                ns A 10.0.9.{address++}
                www A 192.0.2.77
                www A 192.0.2.78
                under.www A 192.0.2.79
                *.wild TXT "from a wildcard"
                alias CNAME www
                out CNAME www.test.
                ent.one A 192.0.2.9
                none NS ns.test.

                """);
        }
        await SignAsync("deep.test");
        await SignAsync("three.test", "-3 aabb -H 5");
        await SignAsync("expired.test", "-s 20240101000000 -e 20240201000000");
        await SignAsync("wrong.test");
        await SignAsync("broken.test");
        await SignAsync("nods.test");
        await SignAsync("opt.test", "-3 aabb -H 5 -A");
        // The parent's digest is of a key that the zone does not have; the records are not those that were signed; there is no digest.
        string digest = await File.ReadAllTextAsync(FileOf("dsset-deep.test."));
        await File.WriteAllTextAsync(FileOf("dsset-wrong.test."), digest.Replace("deep.test.", "wrong.test.", StringComparison.Ordinal));
        await File.WriteAllTextAsync(FileOf("broken.test.signed"), (await File.ReadAllTextAsync(FileOf("broken.test.signed"))).Replace("192.0.2.77", "192.0.2.99", StringComparison.Ordinal));
        File.Copy(FileOf("plain.test.zone"), FileOf("plain.test.signed"));
        foreach (string zone in s_zones.Except(["plain", "nods"])) test += await File.ReadAllTextAsync(FileOf($"dsset-{zone}.test."));
        await WriteAsync("test", test);
        await SignAsync("test");
        await WriteAsync("root", Zone("a.root.") + "a.root. A 10.0.9.3\ntest. NS ns.test.\nns.test. A 10.0.9.4\n" + await File.ReadAllTextAsync(FileOf("dsset-test.")));
        await SignAsync(".");
        File.Copy(FileOf("dsset-."), FileOf("root.ds"));
        await KeysAsync(".", "257", "root.key");
        await KeysAsync("deep.test", "256", "deep.zsk");
        await KeysAsync("expired.test", "256", "expired.zsk");
    }

    private static string Zone(string server) => $"$TTL 3600\n@ SOA {server} host.{server} 5 7200 3600 1209600 300\n@ NS {server}\n";

    private Task WriteAsync(string zone, string text) => File.WriteAllTextAsync(FileOf($"{zone}.zone"), text);

    private async Task SignAsync(string zone, string options = "")
    {
        string folder = _folder.FullName, file = zone == "." ? "root" : zone;
        foreach (string kind in (string[])["-f KSK ", ""]) await Command.MustAsync($"dnssec-keygen -q -K {folder} -a ECDSAP256SHA256 {kind}{zone}");
        await Command.MustAsync($"dnssec-signzone -P -q -S -K {folder} -d {folder} {options} -o {zone} -f {FileOf(file)}.signed {FileOf(file)}.zone");
    }

    /// <summary>Collects a zone's keys with some flags in a file.</summary>
    private async Task KeysAsync(string zone, string flags, string to)
    {
        var lines = new List<string>();
        foreach (string file in Directory.GetFiles(_folder.FullName, $"K{zone.TrimEnd('.')}.+*.key"))
            lines.AddRange((await File.ReadAllLinesAsync(file)).Where(l => l.Contains($"DNSKEY {flags}", StringComparison.Ordinal)));
        await File.WriteAllLinesAsync(FileOf(to), lines);
    }

    private string Configuration()
    {
        string views = string.Concat(s_zones.Prepend("").Select(static (zone, i) => View(i + 4, zone.Length == 0 ? "test" : $"{zone}.test", zone.Length == 0 ? "test" : $"{zone}.test")));
        return $$"""
            options { directory "{{_folder.FullName}}"; pid-file none; dnssec-validation no; session-keyfile none; lock-file none; notify no; empty-zones-enable no;
              rrset-order { order none; }; minimal-responses no; listen-on { any; }; listen-on-v6 { none; }; };
            controls {};
            {{View(3, ".", "root")}}
            {{views}}
            view main { recursion yes; zone "." { type hint; file "hints"; }; };
            """;
    }

    private static string View(int address, string zone, string file)
        => $"view v{address} {{ match-destinations {{ 10.0.9.{address}; }}; recursion no; zone \"{zone}\" {{ type primary; file \"{file}.signed\"; }}; }};\n";
}
