using Netshoot.Cli;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>One interface as ifconfig(8) of net-tools 2 prints it.</summary>
internal readonly record struct IfConfigReport(IfConfigInterface Interface) : IReport
{
    private const ushort Ethernet = 1, Loopback = 772, Tunnel = 768, Sit = 776;

    private static readonly (LinkFlags Flag, string Name)[] s_flags =
    [
        (LinkFlags.Up, "UP"),
        (LinkFlags.Broadcast, "BROADCAST"),
        (LinkFlags.Debug, "DEBUG"),
        (LinkFlags.Loopback, "LOOPBACK"),
        (LinkFlags.PointToPoint, "POINTOPOINT"),
        (LinkFlags.NoTrailers, "NOTRAILERS"),
        (LinkFlags.Running, "RUNNING"),
        (LinkFlags.NoArp, "NOARP"),
        (LinkFlags.Promiscuous, "PROMISC"),
        (LinkFlags.AllMulticast, "ALLMULTI"),
        (LinkFlags.Slave, "SLAVE"),
        (LinkFlags.Master, "MASTER"),
        (LinkFlags.Multicast, "MULTICAST"),
        (LinkFlags.Dynamic, "DYNAMIC"),
    ];

    public void Write(ReportWriter to)
    {
        var link = Interface.Link;
        to.Field("ifname", Interface.Name, $"{Interface.Name}: flags={Interface.Flags}<");
        WriteFlags(to);
        uint mtu = link.Mtu ?? 0;
        to.Field("mtu", mtu, $">  mtu {mtu}\n");
        WriteAddresses(to);
        WriteHardware(to, link);
        if (!Interface.IsAlias && link.Statistics is { } statistics) WriteStatistics(to, statistics);
    }

    private void WriteFlags(ReportWriter to)
    {
        to.OpenArray("flags");
        bool any = false;
        foreach (var (flag, name) in s_flags)
        {
            if (!Interface.Has(flag)) continue;
            if (any) to.Text($",");
            to.Field(null, name, $"{name}");
            any = true;
        }
        to.CloseArray();
    }

    private void WriteAddresses(ReportWriter to)
    {
        if (Interface.Address is { } address)
        {
            var mask = InternetAddress.From4(uint.MaxValue).Network(address.PrefixLength);
            to.Field("inet", address.Local, $"        inet {address.Local}  ");
            to.Field("netmask", mask, $"netmask {mask}");
            if (Interface.Has(LinkFlags.PointToPoint))
            {
                var other = address.Peer ?? address.Local;
                to.Field("destination", other, $"  destination {other}");
            }
            if (Interface.Has(LinkFlags.Broadcast))
            {
                var broadcast = address.Broadcast ?? InternetAddress.Any4;
                to.Field("broadcast", broadcast, $"  broadcast {broadcast}");
            }
            to.Text($"\n");
        }
        if (Interface.Addresses6.Count == 0) return;
        to.OpenArray("inet6");
        foreach (var one in Interface.Addresses6)
        {
            to.OpenObject();
            to.Field("address", one.Address, $"        inet6 {one.Address}  ");
            to.Field("prefixlen", one.Length, $"prefixlen {one.Length}  ");
            to.Field("scope", one.ScopeName, $"scopeid 0x{one.Scope:x}<{one.ScopeName}>\n");
            to.CloseObject();
        }
        to.CloseArray();
    }

    private static void WriteHardware(ReportWriter to, Link link)
    {
        uint length = link.QueueLength ?? 0;
        var (name, description) = link.HardwareType switch
        {
            Ethernet => ("ether", "Ethernet"),
            Loopback => ("loop", "Local Loopback"),
            Tunnel => ("tunnel", "IPIP Tunnel"),
            Sit => ("sit", "IPv6-in-IPv4"),
            _ => ("unspec", "UNSPEC"),
        };
        to.Field("type", name, $"        {name}");
        if (link.HardwareType == Ethernet) to.Field("ether", link.Address, $" {link.Address}");
        else if (name == "unspec") to.Text($" {Unspecified(link)}");
        to.Field("txqueuelen", length, $"  txqueuelen {length}  ({description})\n");
    }

    // The whole room that an ifreq has for an address, whatever is in it.
    private static string Unspecified(Link link)
    {
        const int Room = 16;
        Span<byte> bytes = stackalloc byte[Netlink.HardwareAddress.LongestLength];
        bytes.Clear();
        link.Address.CopyTo(bytes);
        var parts = new string[Room];
        for (int i = 0; i < Room; i++) parts[i] = bytes[i].ToString("X2", System.Globalization.CultureInfo.InvariantCulture);
        return string.Join('-', parts);
    }

    private static void WriteStatistics(ReportWriter to, LinkStatistics counted)
    {
        var received = Counters.Received(counted);
        var sent = Counters.Sent(counted);
        to.OpenObject("rx");
        WritePackets(to, received, "RX");
        to.Field("errors", received.Errors, $"        RX errors {received.Errors}  ");
        to.Field("dropped", received.Dropped, $"dropped {received.Dropped}  ");
        to.Field("overruns", received.Overruns, $"overruns {received.Overruns}  ");
        to.Field("frame", received.Physical, $"frame {received.Physical}\n");
        to.CloseObject();
        to.OpenObject("tx");
        WritePackets(to, sent, "TX");
        to.Field("errors", sent.Errors, $"        TX errors {sent.Errors}  ");
        to.Field("dropped", sent.Dropped, $"dropped {sent.Dropped} ");
        to.Field("overruns", sent.Overruns, $"overruns {sent.Overruns}  ");
        to.Field("carrier", sent.Physical, $"carrier {sent.Physical}  ");
        to.Field("collisions", counted.Collisions, $"collisions {counted.Collisions}\n");
        to.CloseObject();
    }

    private static void WritePackets(ReportWriter to, Counters counters, string direction)
    {
        to.Field("packets", counters.Packets, $"        {direction} packets {counters.Packets}  ");
        to.Field("bytes", counters.Bytes, $"bytes {counters.Bytes} ({ByteCount.Text(counters.Bytes)})\n");
    }
}

/// <summary>The counters of one direction, summed as /proc/net/dev sums them (proc(5)).</summary>
internal readonly record struct Counters(ulong Packets, ulong Bytes, ulong Errors, ulong Dropped, ulong Overruns, ulong Physical)
{
    public static Counters Received(LinkStatistics counted) => new(counted.ReceivedPackets, counted.ReceivedBytes, counted.ReceiveErrors,
        counted.ReceiveDropped + counted.ReceiveMissed, counted.ReceiveFifoErrors,
        counted.ReceiveLengthErrors + counted.ReceiveOverErrors + counted.ReceiveCrcErrors + counted.ReceiveFrameErrors);

    public static Counters Sent(LinkStatistics counted) => new(counted.SentPackets, counted.SentBytes, counted.SendErrors, counted.SendDropped, counted.SendFifoErrors,
        counted.SendCarrierErrors + counted.SendAborted + counted.SendWindowErrors + counted.SendHeartbeatErrors);
}
