using System.Buffers.Binary;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>An ICMP message on one line (RFC 792 and its successors), in the words of nping (observed).</summary>
internal static class IcmpLine
{
    public static void Write(TextBuffer to, in SeenPacket packet, PacketDetail detail)
    {
        byte type = packet.Body[0], code = packet.Body[1];
        bool isQuoting = packet.TryReadQuoted(out var quoted);
        if (type == IcmpForm.Unreachable && !isQuoting)
        {
            to.Append($"ICMP {packet.Source} > {packet.Destination} Destination unreachable (type={type}/code={code}) ");
            PacketLine.WriteIp(to, in packet, detail);
            return;
        }
        to.Append($"ICMP [{packet.Source} > {packet.Destination} ");
        Name(to, type, code, in quoted);
        to.Append($" (type={type}/code={code}) ");
        Fields(to, packet.Body, type, code);
        to.Append("] IP ["u8);
        PacketLine.WriteIp(to, in packet, detail);
        to.Append("]"u8);
    }

    private static void Fields(TextBuffer to, ReadOnlySpan<byte> body, byte type, byte code)
    {
        ushort first = BinaryPrimitives.ReadUInt16BigEndian(body[4..]), second = BinaryPrimitives.ReadUInt16BigEndian(body[6..]);
        switch (type)
        {
            case IcmpForm.Unreachable when code == 4:
                to.Append($"Next-Hop-MTU={second}");
                break;
            case IcmpForm.Redirect:
                to.Append($"addr={InternetAddress.FromBytes(body[4..8])}");
                break;
            case IcmpForm.RouterAdvertisement:
                to.Append($"addrs={body[4]} addrlen={body[5]} lifetime={second}");
                break;
            case IcmpForm.ParameterProblem:
                to.Append($"pointer={body[4]}");
                break;
            case IcmpForm.Echo or IcmpForm.EchoReply or IcmpForm.Information or IcmpForm.InformationReply:
                to.Append($"id={first} seq={second}");
                break;
            case IcmpForm.Timestamp or IcmpForm.TimestampReply when body.Length >= 20:
                to.Append($"id={first} seq={second} orig={BinaryPrimitives.ReadUInt32BigEndian(body[8..])} recv={BinaryPrimitives.ReadUInt32BigEndian(body[12..])} trans={BinaryPrimitives.ReadUInt32BigEndian(body[16..])}");
                break;
            case IcmpForm.Mask or IcmpForm.MaskReply when body.Length >= 12:
                to.Append($"id={first} seq={second} mask={InternetAddress.FromBytes(body[8..12])}");
                break;
        }
    }

    private static void Name(TextBuffer to, byte type, byte code, in SeenPacket quoted)
    {
        switch (type)
        {
            case IcmpForm.Unreachable: Unreachable(to, code, in quoted); break;
            case IcmpForm.Redirect: to.Append(code switch { 0 => "Network redirect"u8, 1 => "Host redirect"u8, _ => "Redirect (unknown code)"u8 }); break;
            case IcmpForm.TimeExceeded: to.Append(code switch { 0 => "TTL=0 during transit"u8, 1 => "TTL=0 during reassembly"u8, _ => "TTL exceeded (unknown code)"u8 }); break;
            case IcmpForm.ParameterProblem:
                to.Append(code switch { 0 => "Parameter problem (pointer indicates error)"u8, 1 => "Parameter problem (option missing)"u8, 2 => "Parameter problem (bad length)"u8, _ => "Parameter problem (unknown code)"u8 });
                break;
            case IcmpForm.RouterAdvertisement: to.Append(code == 16 ? "Router advertisement (Mobile Agent Only)"u8 : "Router advertisement"u8); break;
            default:
                to.Append(type switch
                {
                    IcmpForm.EchoReply => "Echo reply"u8,
                    4 => "Source quench"u8,
                    IcmpForm.Echo => "Echo request"u8,
                    IcmpForm.RouterSolicitation => "Router solicitation"u8,
                    IcmpForm.Timestamp => "Timestamp request"u8,
                    IcmpForm.TimestampReply => "Timestamp reply"u8,
                    IcmpForm.Information => "Information request"u8,
                    IcmpForm.InformationReply => "Information reply"u8,
                    IcmpForm.Mask => "Address mask request"u8,
                    IcmpForm.MaskReply => "Address mask reply"u8,
                    IcmpForm.Traceroute => "Traceroute"u8,
                    40 => "Security failures"u8,
                    _ => "Unknown type"u8,
                });
                break;
        }
    }

    private static void Unreachable(TextBuffer to, byte code, in SeenPacket quoted)
    {
        var host = quoted.Destination;
        switch (code)
        {
            case 0: to.Append($"Network {host} unreachable"); break;
            case 1: to.Append($"Host {host} unreachable"); break;
            case 2: to.Append($"Protocol {quoted.Protocol} unreachable"); break;
            // A port is named where the quotation goes beyond the eight bytes that every router quotes.
            case 3 when quoted.Body.Length > 8 && IpProtocols.HasPorts(quoted.Protocol): to.Append($"Port {BinaryPrimitives.ReadUInt16BigEndian(quoted.Body[2..])} unreachable"); break;
            case 3: to.Append("Port unreachable"u8); break;
            case 4: to.Append("Fragmentation required"u8); break;
            case 5: to.Append("Source route failed"u8); break;
            case 6: to.Append($"Destination network {host} unknown"); break;
            case 7: to.Append($"Destination host {host} unknown"); break;
            case 8: to.Append("Source host isolated"u8); break;
            case 9: to.Append($"Destination network {host} administratively prohibited"); break;
            case 10: to.Append($"Destination host {host} administratively prohibited"); break;
            case 11: to.Append($"Network {host} unreachable for TOS"); break;
            case 12: to.Append($"Host {host} unreachable for TOS"); break;
            case 13: to.Append("Communication administratively prohibited by filtering"u8); break;
            case 14: to.Append("Host precedence violation"u8); break;
            case 15: to.Append("Precedence cutoff in effect"u8); break;
            default: to.Append("Destination unreachable (unknown code)"u8); break;
        }
    }
}
