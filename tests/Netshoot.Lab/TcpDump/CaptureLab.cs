using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.TcpDump;

/// <summary>Two nodes on a cable, with a VLAN on it and a TUN device beside it, for captures in the left one.</summary>
public sealed class CaptureLab : IAsyncLifetime
{
    public const string Node = "left";

    public LabNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Node, "right");
        await Network.CableAsync(Node, "eth0", "10.0.1.1/24", "right", "eth0", "10.0.1.2/24");
        foreach (string node in new[] { Node, "right" })
        {
            // What the kernel says of itself must not come between the packets of a test.
            await Network.SysctlAsync(node, "net.ipv6.conf.all.disable_ipv6=1");
            await Network.IpAsync(node, "link add link eth0 name eth0.5 type vlan id 5");
        }
        await Network.UpAsync(Node, "eth0.5", "10.0.5.1/24");
        await Network.UpAsync("right", "eth0.5", "10.0.5.2/24");
        await Network.IpAsync(Node, "tuntap add tun0 mode tun", "link set tun0 up", "link add down0 type veth peer name down1");
    }

    public async ValueTask DisposeAsync() => await Network.DisposeAsync();
}
