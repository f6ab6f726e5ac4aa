using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>ICMP for IPv6 (RFC 4443) with neighbor discovery (RFC 4861), listener discovery (RFC 2710, RFC 3810) and mobility (RFC 6275).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Icmp6)]
public readonly struct Icmp6 : IDissector
{
    private const int ShortestV2Query = 28;

    public static string Name => "icmp6";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6) return IpProtocols.Requires(ref layer, "ICMPv6", 6);
        int length = layer.Length;
        var whole = layer.Bytes;
        if (length < 4)
        {
            layer.Text($"ICMP6, length {length}");
            return layer.Invalid();
        }
        if (!layer.Has(4)) layer.EndEarly();
        if (layer.Verbosity > 0 && !layer.Options.SkipChecksums && !layer.Flow.Fragmented && whole.Length >= length)
        {
            ushort sum = PseudoHeader.Checksum(layer.Flow, IpProtocols.Icmp6, whole[..length]);
            if (sum == 0) layer.Text("[icmp6 sum ok] "u8);
            else layer.Text($"[bad icmp6 cksum 0x{layer.PeekU16(2):x4} -> 0x{LayerText.Expected(layer.PeekU16(2), sum):x4}!] ");
        }
        byte type = layer.U8(), code = layer.U8();
        layer.U16();
        layer.Field("type", type);
        layer.Field("code", code);
        if (TypeName(type, length) is { } name) layer.Text($"ICMP6, {name}");
        else layer.Text($"ICMP6, unknown icmp6 type ({type})");
        bool verbose = layer.Verbosity > 0;
        if (verbose && type is (133 or 134 or 135 or 136 or 137 or 145 or 147)) layer.Text($", length {length}");
        switch (type)
        {
            case 1:
                if (!PrintUnreachable(ref layer, code)) return Next.Done;
                break;
            case 2:
                uint mtu = layer.U32();
                layer.Text($", mtu {mtu}");
                layer.Field("mtu", mtu);
                break;
            case 3:
                PrintTimeExceeded(ref layer, code);
                break;
            case 4:
                uint octet = layer.U32();
                switch (code)
                {
                    case 0: layer.Text($", erroneous - octet {octet}"); break;
                    case 1: layer.Text($", next header - octet {octet}"); break;
                    case 2: layer.Text($", option - octet {octet}"); break;
                    case 3: layer.Text($", incomplete header chain - octet {octet}"); break;
                    default: layer.Text($", code-#{code}"); break;
                }
                break;
            case 128 or 129:
                ushort id = layer.U16(), sequence = layer.U16();
                layer.Field("id", id);
                layer.Field("sequence", sequence);
                layer.Text($", id {id}, seq {sequence}");
                break;
            case 130 when length >= ShortestV2Query:
                MulticastListener.PrintQuery(ref layer, length);
                break;
            case 130 or 131 or 132:
                ushort delay = layer.U16();
                layer.Skip(2);
                var group = layer.Ip6();
                layer.Text($"max resp delay: {delay} addr: {layer.Host(group)}");
                break;
            case 143:
                MulticastListener.PrintReport(ref layer, length);
                break;
            case 133 or 134 or 135 or 136 or 137:
                PrintNeighborDiscovery(ref layer, type, length);
                if (verbose) return Next.Done;
                break;
            case 138:
                RouterRenumbering.Print(ref layer, code, length);
                break;
            case 139 or 140:
                NodeInformation.Print(ref layer, type, code, length);
                break;
            case 141 or 142:
                break;
            case 144 or 146:
                id = layer.U16();
                layer.Text($", id 0x{id:x4}");
                break;
            case 145 or 147:
                if (verbose)
                {
                    PrintMobile(ref layer, type, length);
                    return Next.Done;
                }
                break;
            case 155:
                Rpl.Print(ref layer, code, length);
                break;
            default:
                layer.Text($", length {length}");
                if (layer.Verbosity < 2) layer.Dump(whole[..Math.Min(length, whole.Length)], "\n\t"u8);
                return Next.Done;
        }
        if (!verbose) layer.Text($", length {length}");
        return Next.Done;
    }

    private static string? TypeName(byte type, int length) => type switch
    {
        1 => "destination unreachable",
        2 => "packet too big",
        3 => "time exceeded in-transit",
        4 => "parameter problem",
        128 => "echo request",
        129 => "echo reply",
        130 => length >= ShortestV2Query ? "multicast listener query v2" : "multicast listener query",
        131 => "multicast listener report",
        132 => "multicast listener done",
        133 => "router solicitation",
        134 => "router advertisement",
        135 => "neighbor solicitation",
        136 => "neighbor advertisement",
        137 => "redirect",
        138 => "router renumbering",
        139 => "who-are-you request",
        140 => "who-are-you reply",
        141 => "inverse neighbor solicitation",
        142 => "inverse neighbor advertisement",
        143 => "multicast listener report v2",
        144 => "ha discovery request",
        145 => "ha discovery reply",
        146 => "mobile router solicitation",
        147 => "mobile router advertisement",
        155 => "RPL",
        200 => "mtrace response",
        201 => "mtrace message",
        _ => null,
    };

    private static bool PrintUnreachable(ref Layer layer, byte code)
    {
        layer.Skip(4);
        if (code > 4)
        {
            layer.Text($", unknown unreach code ({code})");
            layer.Dump(layer.Bytes[..Math.Min(layer.Length, layer.Bytes.Length)], "\n\t"u8);
            return false;
        }
        if (code == 4) layer.Text(", unreachable port"u8);
        if (!layer.Has(Ipv6Header.Size)) layer.EndEarly();
        if (layer.Truncated) return false;
        var from = layer.Host(InternetAddress.FromBytes(layer.Rest.Slice(8, 16)));
        var to = layer.Host(InternetAddress.FromBytes(layer.Rest.Slice(24, 16)));
        switch (code)
        {
            case 0:
                layer.Text($", unreachable route {to}");
                break;
            case 1:
                layer.Text($",  unreachable prohibited {to}");
                break;
            case 2:
                layer.Text($", beyond scope {to}, source address {from}");
                break;
            case 3:
                layer.Text($", unreachable address {to}");
                break;
            default:
                int at = FindTransport(layer.Rest, out byte protocol);
                if (at < 0)
                {
                    layer.EndEarly();
                    return false;
                }
                ushort port = layer.PeekU16(at + 2);
                layer.Text($", {to}");
                if (protocol == IpProtocols.Tcp) layer.Text($" tcp port {layer.Port(port, true)}");
                else if (protocol == IpProtocols.Udp) layer.Text($" udp port {layer.Port(port)}");
                else layer.Text($" protocol {protocol} port {port} unreachable");
                break;
        }
        return true;
    }

    /// <summary>Where TCP or UDP begins in a quoted packet, behind its extension headers.</summary>
    private static int FindTransport(ReadOnlySpan<byte> packet, out byte protocol)
    {
        int at = Ipv6Header.Size;
        protocol = packet[6];
        while (at + 8 <= packet.Length)
        {
            switch (protocol)
            {
                case IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Dccp:
                    return at;
                case 0 or 60 or 43:
                    protocol = packet[at];
                    at += (packet[at + 1] + 1) * 8;
                    break;
                case 44 when (packet[at + 2] << 8 | packet[at + 3] & 0xf8) == 0:
                    protocol = packet[at];
                    at += 8;
                    break;
                default:
                    return -1;
            }
        }
        return -1;
    }

    private static void PrintTimeExceeded(ref Layer layer, byte code)
    {
        layer.Skip(4);
        if (!layer.Has(Ipv6Header.Size)) layer.EndEarly();
        if (layer.Truncated) return;
        switch (code)
        {
            case 0:
                layer.Text($" for {layer.Host(InternetAddress.FromBytes(layer.Rest.Slice(24, 16)))}");
                break;
            case 1:
                layer.Text(" (reassembly)"u8);
                break;
            default:
                layer.Text($", unknown code ({code})");
                break;
        }
    }

    private static void PrintNeighborDiscovery(ref Layer layer, byte type, int length)
    {
        bool verbose = layer.Verbosity > 0;
        switch (type)
        {
            case 133:
                layer.Skip(4);
                if (verbose) NeighborDiscoveryOptions.Print(ref layer, length - 8);
                break;
            case 134:
                if (!verbose) return;
                byte hopLimit = layer.U8(), flags = layer.U8();
                ushort lifetime = layer.U16();
                uint reachable = layer.U32(), retransmit = layer.U32();
                layer.Text($"\n\thop limit {hopLimit}, Flags [");
                layer.Bits(flags & 0xe7u, RouterFlag, highestFirst: true);
                layer.Text($"], pref {Preference(flags)}, router lifetime {lifetime}s, reachable time {reachable}ms, retrans timer {retransmit}ms");
                NeighborDiscoveryOptions.Print(ref layer, length - 16);
                break;
            case 135:
                layer.Skip(4);
                var target = layer.Ip6();
                layer.Field("target", target);
                layer.Text($", who has {layer.Host(target)}");
                if (verbose) NeighborDiscoveryOptions.Print(ref layer, length - 24);
                break;
            case 136:
                flags = layer.U8();
                layer.Skip(3);
                target = layer.Ip6();
                layer.Field("target", target);
                layer.Text($", tgt is {layer.Host(target)}");
                if (!verbose) return;
                layer.Text(", Flags ["u8);
                layer.Bits(flags, static bit => bit switch { 0x80 => "router", 0x40 => "solicited", 0x20 => "override", _ => null }, highestFirst: true);
                layer.Text("]"u8);
                NeighborDiscoveryOptions.Print(ref layer, length - 24);
                break;
            default:
                layer.Skip(4);
                target = layer.Ip6();
                var destination = layer.Ip6();
                layer.Text($", {layer.Host(destination)} to {layer.Host(target)}");
                if (verbose) NeighborDiscoveryOptions.Print(ref layer, length - 40);
                break;
        }
    }

    private static string? RouterFlag(uint bit) => bit switch
    {
        0x80 => "managed",
        0x40 => "other stateful",
        0x20 => "home agent",
        0x02 => "ipv6 only",
        _ => null,
    };

    internal static string Preference(byte flags) => (flags >> 3 & 3) switch
    {
        0 => "medium",
        1 => "high",
        3 => "low",
        _ => "rsv",
    };

    private static void PrintMobile(ref Layer layer, byte type, int length)
    {
        ushort id = layer.U16();
        layer.Text($", id 0x{id:x4}");
        if (type == 145)
        {
            layer.Skip(2);
            for (int at = 8; at + 16 <= length && !layer.Truncated; at += 16)
            {
                var agent = layer.Ip6();
                layer.Text($", {layer.Host(agent)}");
            }
            return;
        }
        byte flags = layer.U8();
        layer.Skip(1);
        if ((flags & 0xc0) != 0) layer.Text(" "u8);
        if ((flags & 0x80) != 0) layer.Text("M"u8);
        if ((flags & 0x40) != 0) layer.Text("O"u8);
        NeighborDiscoveryOptions.Print(ref layer, length - 8);
    }
}
