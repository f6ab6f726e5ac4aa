using Netshoot.Cli;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Arp;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>A packet as fields for programs.</summary>
internal static class PacketFields
{
    public static void Write(ReportWriter to, in SeenPacket packet)
    {
        if (to.IsText) return;
        to.Field("from", packet.Source);
        to.Field("to", packet.Destination);
        if (packet.IsArp)
        {
            to.Field("protocol", "arp");
            if (!ArpMessage.TryRead(packet.Bytes, out var arp)) return;
            to.Field("operation", (int)arp.Operation);
            to.Field("from_mac", arp.SenderMac);
            to.Field("to_mac", arp.TargetMac);
            return;
        }
        to.Field("protocol", IpProtocols.Name(packet.Protocol));
        to.Field("length", packet.Bytes.Length);
        to.Field("hop_limit", packet.HopLimit);
        var wire = new WireReader(packet.Body);
        if (packet.Protocol == IpProtocols.Tcp && packet.Body.Length >= TcpHeader.Size)
        {
            var tcp = TcpHeader.Read(ref wire);
            to.Field("from_port", tcp.Source);
            to.Field("to_port", tcp.Destination);
            to.Field("flags", (int)tcp.Flags);
            to.Field("sequence", tcp.Sequence);
            to.Field("window", tcp.Window);
        }
        else if (packet.Protocol == IpProtocols.Udp && packet.Body.Length >= UdpHeader.Size)
        {
            var udp = UdpHeader.Read(ref wire);
            to.Field("from_port", udp.Source);
            to.Field("to_port", udp.Destination);
        }
        else if (packet.Protocol is IpProtocols.Icmp or IpProtocols.Icmp6 && packet.Body.Length >= IcmpHeader.Size)
        {
            to.Field("icmp_type", packet.Body[0]);
            to.Field("icmp_code", packet.Body[1]);
        }
    }
}
