using System.Buffers.Binary;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Arp;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>How much of a packet a line shows.</summary>
internal enum PacketDetail
{
    /// <summary>Addresses and what matters most.</summary>
    Low,

    /// <summary>Checksums too.</summary>
    Medium,

    /// <summary>Every field.</summary>
    High,
}

/// <summary>A packet on one line, in the words of nping and of <c>nmap --packet-trace</c> (observed).</summary>
internal static class PacketLine
{
    public static void Write(TextBuffer to, in SeenPacket packet, PacketDetail detail, bool isNmap)
    {
        if (packet.IsArp)
        {
            WriteArp(to, packet.Bytes, isNmap);
            return;
        }
        bool hasBody = !packet.Body.IsEmpty;
        if (packet.Protocol == IpProtocols.Tcp && packet.Body.Length >= TcpHeader.Size) WriteTcp(to, in packet, detail);
        else if (packet.Protocol == IpProtocols.Udp && packet.Body.Length >= UdpHeader.Size) WriteUdp(to, in packet, detail);
        else if (packet.Protocol == IpProtocols.Sctp && packet.Body.Length >= SctpProbe.HeaderSize && isNmap)
        {
            to.Append($"SCTP {packet.Source}:{BinaryPrimitives.ReadUInt16BigEndian(packet.Body)} > {packet.Destination}:{BinaryPrimitives.ReadUInt16BigEndian(packet.Body[2..])} ");
            WriteIp(to, in packet, detail);
        }
        else if (packet.Protocol == IpProtocols.Icmp && packet.Body.Length >= IcmpHeader.Size) IcmpLine.Write(to, in packet, detail);
        else if (packet.Protocol == IpProtocols.Icmp6 && packet.Body.Length >= IcmpHeader.Size)
        {
            to.Append($"ICMPv6 (58) {packet.Source} > {packet.Destination} (type={packet.Body[0]}/code={packet.Body[1]}) ");
            WriteIp(to, in packet, detail);
        }
        else
        {
            to.Append($"{IpProtocols.Name(packet.Protocol) ?? "Unknown protocol"} ({packet.Protocol}) {packet.Source} > {packet.Destination}: ");
            WriteIp(to, in packet, detail);
            if (!hasBody) to.Append(" (incomplete)"u8);
        }
    }

    /// <summary>The fields of the IP header; what nping puts into brackets behind <c>IP</c>, and nmap stands bare.</summary>
    internal static void WriteIp(TextBuffer to, in SeenPacket packet, PacketDetail detail)
    {
        var bytes = packet.Bytes;
        if (packet.Source.Is6)
        {
            uint flow = BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0xf_ffff;
            ushort length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            to.Append($"hopl={packet.HopLimit} flow={flow:x} payloadlen={length} ");
            return;
        }
        var wire = new WireReader(bytes);
        var ip = Ipv4Header.Read(ref wire);
        int offset = (ip.Fragment & Ipv4Header.OffsetMask) * 8;
        bool isFragment = offset > 0 || (ip.Fragment & Ipv4Header.MoreFragments) != 0;
        var options = bytes[Ipv4Header.Size..Math.Min(ip.HeaderLength, bytes.Length)];
        if (detail == PacketDetail.High)
        {
            to.Append($"ver=4 ihl={ip.HeaderLength / 4} tos=0x{ip.TypeOfService:x2} iplen={ip.TotalLength} id={ip.Id} ");
            if (ip.Fragment >> 13 != 0) to.Append($"flg={((ip.Fragment & 0x8000) != 0 ? "x" : "")}{((ip.Fragment & Ipv4Header.DontFragment) != 0 ? "D" : "")}{((ip.Fragment & Ipv4Header.MoreFragments) != 0 ? "M" : "")} ");
            to.Append($"foff={offset} ttl={ip.Ttl} proto={ip.Protocol} csum=0x{ip.Checksum:x4}");
            if (options.IsEmpty) return;
            to.Append(" ipopts={"u8);
        }
        else
        {
            to.Append($"ttl={ip.Ttl} id={ip.Id} ");
            if (detail == PacketDetail.Medium) to.Append($"proto={ip.Protocol} csum=0x{ip.Checksum:x4} ");
            to.Append($"iplen={ip.TotalLength} ");
            if (isFragment) to.Append($"frag offset={offset}{((ip.Fragment & Ipv4Header.MoreFragments) != 0 ? "+" : "")} ");
            if (options.IsEmpty) return;
            to.Append("ipopts={"u8);
        }
        IpOptionLine.Write(to, options);
        to.Append("}"u8);
    }

    private static void WriteTcp(TextBuffer to, in SeenPacket packet, PacketDetail detail)
    {
        var wire = new WireReader(packet.Body);
        var tcp = TcpHeader.Read(ref wire);
        to.Append(detail == PacketDetail.Low ? "TCP "u8 : "TCP ["u8);
        to.Append($"{packet.Source}:{tcp.Source} > {packet.Destination}:{tcp.Destination} ");
        WriteFlags(to, tcp.Flags);
        to.Append(" "u8);
        if (detail == PacketDetail.Low)
        {
            WriteIp(to, in packet, detail);
            if (packet.Source.Is4) to.Append(" "u8);
        }
        to.Append($"seq={tcp.Sequence} ");
        if (detail == PacketDetail.High) to.Append($"ack={tcp.Acknowledgment} off={tcp.HeaderLength / 4} res={(packet.Body[12] >> 1) & 7} ");
        to.Append($"win={tcp.Window}");
        if (detail != PacketDetail.Low) to.Append($" csum=0x{tcp.Checksum:X4}");
        if (detail == PacketDetail.High) to.Append($" urp={tcp.Urgent}");
        bool hasOptions = tcp.HeaderLength > TcpHeader.Size && tcp.HeaderLength <= packet.Body.Length;
        if (detail == PacketDetail.Low || hasOptions) to.Append(" "u8);
        if (hasOptions) WriteTcpOptions(to, packet.Body[TcpHeader.Size..tcp.HeaderLength]);
        if (detail == PacketDetail.Low) return;
        to.Append("] IP ["u8);
        WriteIp(to, in packet, detail);
        to.Append("]"u8);
    }

    private static void WriteFlags(TextBuffer to, TcpFlags flags)
    {
        var letters = "SFRPAUEC"u8;
        ReadOnlySpan<TcpFlags> order = [TcpFlags.Syn, TcpFlags.Fin, TcpFlags.Reset, TcpFlags.Push, TcpFlags.Ack, TcpFlags.Urgent, TcpFlags.EcnEcho, TcpFlags.CongestionWindowReduced];
        for (int i = 0; i < order.Length; i++)
            if ((flags & order[i]) != 0) to.Append(letters[i]);
    }

    private static void WriteTcpOptions(TextBuffer to, ReadOnlySpan<byte> options)
    {
        to.Append("<"u8);
        var wire = new WireReader(options);
        bool isFirst = true;
        while (wire.Remaining > 0)
        {
            byte kind = wire.U8();
            if (!isFirst) to.Append(","u8);
            isFirst = false;
            if (kind <= 1)
            {
                to.Append(kind == 0 ? "eol"u8 : "nop"u8);
                continue;
            }
            byte length = wire.U8();
            var value = wire.Take(Math.Max(0, length - 2));
            if (wire.Truncated) break;
            switch (kind)
            {
                case 2 when value.Length == 2: to.Append($"mss {BinaryPrimitives.ReadUInt16BigEndian(value)}"); break;
                case 3 when value.Length == 1: to.Append($"wscale {value[0]}"); break;
                case 4: to.Append("sackOK"u8); break;
                case 8 when value.Length == 8: to.Append($"timestamp {BinaryPrimitives.ReadUInt32BigEndian(value)} {BinaryPrimitives.ReadUInt32BigEndian(value[4..])}"); break;
                default: to.Append($"opt-{kind}:{length}"); break;
            }
        }
        to.Append(">"u8);
    }

    private static void WriteUdp(TextBuffer to, in SeenPacket packet, PacketDetail detail)
    {
        var wire = new WireReader(packet.Body);
        var udp = UdpHeader.Read(ref wire);
        to.Append(detail == PacketDetail.Low ? "UDP "u8 : "UDP ["u8);
        to.Append($"{packet.Source}:{udp.Source} > {packet.Destination}:{udp.Destination} ");
        if (detail != PacketDetail.Low)
        {
            if (detail == PacketDetail.High) to.Append($"len={udp.Length} ");
            to.Append($"csum=0x{udp.Checksum:X4}] IP [");
        }
        WriteIp(to, in packet, detail);
        if (detail != PacketDetail.Low) to.Append("]"u8);
    }

    private static void WriteArp(TextBuffer to, ReadOnlySpan<byte> bytes, bool isNmap)
    {
        if (!ArpMessage.TryRead(bytes, out var arp)) return;
        switch ((int)arp.Operation)
        {
            case 1 when isNmap: to.Append($"ARP who-has {arp.Target} tell {arp.Sender}"); break;
            case 1: to.Append($"ARP who has {arp.Target}? Tell {arp.Sender}"); break;
            case 2 when isNmap:
                to.Append($"ARP reply {arp.Sender} is-at ");
                WriteMac(to, arp.SenderMac);
                break;
            case 2:
                to.Append($"ARP reply {arp.Sender} is at ");
                WriteMac(to, arp.SenderMac);
                break;
            case 3:
                to.Append("RARP who is "u8);
                WriteMac(to, arp.TargetMac);
                to.Append("? Tell "u8);
                WriteMac(to, arp.SenderMac);
                break;
            case 4:
                to.Append("RARP reply: "u8);
                WriteMac(to, arp.TargetMac);
                to.Append($" is at {arp.Target}");
                break;
            default:
                to.Append($"HTYPE:{1:X4} PTYPE:{0x800:X4} HLEN:6 PLEN:4 OP:{(ushort)arp.Operation:X4} SMAC:");
                WriteMac(to, arp.SenderMac);
                to.Append($" SIP:{arp.Sender} DMAC:");
                WriteMac(to, arp.TargetMac);
                to.Append($" DIP:{arp.Target}");
                break;
        }
    }

    /// <summary>A hardware address in capital letters.</summary>
    public static void WriteMac(TextBuffer to, MacAddress address)
    {
        for (int shift = 40; shift >= 0; shift -= 8) to.Append($"{(byte)(address.Value >> shift):X2}{(shift > 0 ? ":" : "")}");
    }
}
