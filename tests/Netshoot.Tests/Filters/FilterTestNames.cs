using Netshoot.Filters;
using Netshoot.Wire;

namespace Netshoot.Tests.Filters;

/// <summary>The names that filter tests may use, and where the repository is.</summary>
internal static class FilterTestNames
{
    private const string Hosts = """
        10.20.30.40 noeth-ipv4-noipv6.host123.libpcap.test noeth-ipv4-ipv6.host123.libpcap.test eth-ipv4-noipv6.host123.libpcap.test eth-ipv4-ipv6.host123.libpcap.test web
        192.168.243.1 eth-ipv4x4-noipv6.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        192.168.242.4 eth-ipv4x4-noipv6.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        192.168.244.2 eth-ipv4x4-noipv6.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        192.168.241.3 eth-ipv4x4-noipv6.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        fd00:a1b2:c3d4::1020:3040:5060:7080 noeth-noipv4-ipv6.host123.libpcap.test noeth-ipv4-ipv6.host123.libpcap.test eth-noipv4-ipv6.host123.libpcap.test eth-ipv4-ipv6.host123.libpcap.test
        fd00:a1b2:c3d4::a0b0:c0d0:e0f0:1278 eth-noipv4-ipv6x2.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        fd00:a1b2:c3d4::a0b0:c0d0:e0f0:3456 eth-noipv4-ipv6x2.host357.libpcap.test eth-ipv4x4-ipv6x2.host357.libpcap.test
        """;

    public static IFilterNames Names { get; } = Create();

    private static FilterNameTables Create()
    {
        var names = new FilterNameTables(Resolve);
        names.AddServices("""
            ssh 22/tcp
            smtp 25/tcp mail
            domain 53/tcp
            domain 53/udp
            bootps 67/udp
            bootpc 68/udp # clients
            http 80/tcp www
            https 443/tcp
            https 443/udp
            ftp-data 20/tcp
            http-alt 8080/tcp webcache
            http-alt 8080/udp
            """);
        names.AddProtocols("icmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6-icmp 58\n");
        names.AddNetworks("net-10-0-0-0.libpcap.test 10.0.0.0\nnet-10-20-0-0.libpcap.test 10.20.0.0\nnet-10-20-30-0.libpcap.test 10.20.30.0\nten 10\n");
        names.AddEthers("""
            aa:00:04:00:14:0e eth-noipv4-noipv6.host123.libpcap.test
            aa:00:04:00:14:0e eth-ipv4-ipv6.host123.libpcap.test
            """);
        return names;
    }

    private static List<InternetAddress> Resolve(string name)
    {
        var found = new List<InternetAddress>();
        foreach (string line in Hosts.Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words.Skip(1).Contains(name, StringComparer.OrdinalIgnoreCase) && InternetAddress.TryParse(words[0], out var address)) found.Add(address);
        }
        return found;
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "netshoot.slnx"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("netshoot.slnx");
        return folder.FullName;
    }
}
