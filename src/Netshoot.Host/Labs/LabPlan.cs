using Netshoot.Wire;

namespace Netshoot.Host.Labs;

/// <summary>The lab of <c>netshoot lab</c>: three "containers" as network namespaces, cabled to a bridge in a namespace of its own, as Docker's overlay networks have one.</summary>
public static class LabPlan
{
    /// <summary>The namespace that the bridge stands in.</summary>
    public const string Network = "lab";

    public const string Bridge = "br0";

    /// <summary>The name of the interface inside each container.</summary>
    public const string Interface = "eth0";

    /// <summary>The port of the service in <see cref="Server"/>.</summary>
    public const ushort ServicePort = 5432;

    /// <summary>The container that has the service.</summary>
    public const string Server = "db";

    public static IReadOnlyList<string> Containers { get; } = ["web", "api", Server];

    /// <summary>Every namespace of the lab.</summary>
    public static IEnumerable<string> Namespaces => [Network, .. Containers];

    public static InternetPrefix Gateway4 => new(InternetAddress.From4(0x0a4d0001), 24); // 10.77.0.1

    public static InternetPrefix Gateway6 => new(InternetAddress.From6(0xfd00_0077_0000_0000, 1), 64); // fd00:77::1

    /// <summary>The addresses of a container: the gateway's, counted on.</summary>
    public static (InternetPrefix Address4, InternetPrefix Address6) AddressesOf(string container)
    {
        ulong offset = (ulong)(1 + Containers.ToList().IndexOf(container));
        return (Gateway4 with { Address = Gateway4.Address.Plus(offset) }, Gateway6 with { Address = Gateway6.Address.Plus(offset) });
    }

    /// <summary>The hosts file of every container: the names resolve among them.</summary>
    public static string HostsFile()
    {
        var lines = new List<string> { "127.0.0.1 localhost", "::1 localhost" };
        foreach (string container in Containers)
        {
            var (address4, address6) = AddressesOf(container);
            lines.Add($"{address4.Address} {container}");
            lines.Add($"{address6.Address} {container}");
        }
        return string.Join('\n', lines) + "\n";
    }
}
