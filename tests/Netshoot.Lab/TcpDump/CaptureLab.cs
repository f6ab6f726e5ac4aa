using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.TcpDump;

/// <summary>Two nodes on a cable and a TUN device, for captures in the left one.</summary>
public sealed class CaptureLab : IAsyncLifetime
{
    public const string Node = "left";

    public LabNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Network = await LabNetwork.CreateAsync(Node, "right");
        await Network.CableAsync(Node, "eth0", "10.0.1.1/24", "right", "eth0", "10.0.1.2/24");
        // What the kernel says of itself must not come between the packets of a test.
        foreach (string node in new[] { Node, "right" }) await Network.SysctlAsync(node, "net.ipv6.conf.all.disable_ipv6=1");
        await Network.IpAsync(Node, "tuntap add tun0 mode tun", "link set tun0 up", "link add down0 type veth peer name down1");
    }

    /// <summary>Sends two pings of the left node.</summary>
    public Task PingAsync(string target) => Network.RunAsync(Node, $"ping -n -c 2 -i 0.05 -W 2 {target}");

    /// <summary>Sends frames with a VLAN tag to the left node, whose kernel takes the tag off.</summary>
    public async Task SendTaggedAsync(int count)
    {
        const string Frame = "ffffffffffff020000000002" + "8100a005" + "08004500001c00010000401165cd0a0005020a0005010005000600080000";
        await Network.RunAsync("right", "python3", ["-c", $"""
            import socket
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            s.bind(("eth0", 0))
            for i in range({count}): s.send(bytes.fromhex("{Frame}"))
            """]);
    }

    public async ValueTask DisposeAsync() => await Network.DisposeAsync();
}
