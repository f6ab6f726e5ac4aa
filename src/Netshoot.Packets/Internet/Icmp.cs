using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>Internet Control Message Protocol (RFC 792, RFC 950, RFC 1191, RFC 1256, RFC 4884).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Icmp)]
public readonly struct Icmp : IDissector
{
    private const byte EchoReply = 0;
    private const byte Unreachable = 3;
    private const byte Redirect = 5;
    private const byte Echo = 8;
    private const byte RouterAdvertisement = 9;
    private const byte TimeExceeded = 11;
    private const byte ParameterProblem = 12;
    private const byte Timestamp = 13;
    private const byte TimestampReply = 14;
    private const byte MaskReply = 18;

    public static string Name => "icmp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        var whole = layer.Bytes;
        byte type = layer.U8(), code = layer.U8();
        ushort checksum = layer.PeekU16();
        layer.Field("type", type);
        layer.Field("code", code);
        if (layer.Truncated) return Next.Done;
        switch (type)
        {
            case Echo or EchoReply:
                layer.Skip(2);
                ushort id = layer.U16(), sequence = layer.U16();
                layer.Field("id", id);
                layer.Field("sequence", sequence);
                layer.Text($"ICMP echo {(type == Echo ? "request" : "reply")}, id {id}, seq {sequence}, length {length}");
                break;
            case Unreachable:
                PrintUnreachable(ref layer, code);
                break;
            case Redirect:
                PrintRedirect(ref layer, code);
                break;
            case RouterAdvertisement:
                PrintRouterAdvertisement(ref layer);
                break;
            case TimeExceeded:
                if (code == 0) layer.Text("ICMP time exceeded in-transit"u8);
                else if (code == 1) layer.Text("ICMP ip reassembly time exceeded"u8);
                else layer.Text($"ICMP time exceeded-#{code}");
                break;
            case ParameterProblem when code != 0:
                layer.Text($"ICMP parameter problem - code {code}");
                break;
            case ParameterProblem:
                layer.Skip(2);
                byte octet = layer.U8();
                layer.Text($"ICMP parameter problem - octet {octet}");
                break;
            case Timestamp or TimestampReply:
                PrintTimestamp(ref layer, type);
                break;
            case MaskReply:
                layer.Skip(6);
                uint mask = layer.U32();
                layer.Text($"ICMP address mask is 0x{mask:x8}");
                break;
            default:
                if (TypeName(type) is { } name) layer.Text($"ICMP {name}");
                else layer.Text($"ICMP type-#{type}");
                break;
        }
        if (layer.Truncated) return Next.Done;
        if (type is not (Echo or EchoReply)) layer.Text($", length {length}");
        if (layer.Verbosity > 0) Verbose(ref layer, whole, type, checksum, length);
        return Next.Done;
    }

    private static string? TypeName(byte type) => type switch
    {
        4 => "source quench",
        10 => "router solicitation",
        15 => "information request",
        16 => "information reply",
        17 => "address mask request",
        36 => "mobile host redirect",
        _ => null,
    };

    private static void PrintUnreachable(ref Layer layer, byte code)
    {
        layer.Skip(4);
        ushort mtu = layer.U16();
        // The packet that could not be delivered.
        int headerLength = (layer.PeekU8() & 15) * 4;
        if (!layer.Has(Ipv4Header.Size)) layer.EndEarly();
        if (layer.Truncated) return;
        byte protocol = layer.PeekU8(9);
        var to = layer.Host(InternetAddress.FromBytes(layer.Rest.Slice(16, 4)));
        layer.Text("ICMP "u8);
        switch (code)
        {
            case 0: layer.Text($"net {to} unreachable"); break;
            case 1: layer.Text($"host {to} unreachable"); break;
            case 2: layer.Text($"{to} protocol {protocol} unreachable"); break;
            case 3:
                if (!layer.Has(headerLength + 4)) layer.EndEarly();
                ushort port = layer.PeekU16(headerLength + 2);
                if (protocol == IpProtocols.Tcp) layer.Text($"{to} tcp port {layer.Port(port, true)} unreachable");
                else if (protocol == IpProtocols.Udp) layer.Text($"{to} udp port {layer.Port(port)} unreachable");
                else layer.Text($"{to} protocol {protocol} port {port} unreachable");
                break;
            case 4:
                layer.Text($"{to} unreachable - need to frag");
                if (mtu != 0) layer.Text($" (mtu {mtu})");
                layer.Field("mtu", mtu);
                break;
            case 5: layer.Text($"{to} unreachable - source route failed"); break;
            case 6: layer.Text($"net {to} unreachable - unknown"); break;
            case 7: layer.Text($"host {to} unreachable - unknown"); break;
            case 8: layer.Text($"{to} unreachable - source host isolated"); break;
            case 9: layer.Text($"net {to} unreachable - admin prohibited"); break;
            case 10: layer.Text($"host {to} unreachable - admin prohibited"); break;
            case 11: layer.Text($"net {to} unreachable - tos prohibited"); break;
            case 12: layer.Text($"host {to} unreachable - tos prohibited"); break;
            case 13: layer.Text($"host {to} unreachable - admin prohibited filter"); break;
            case 14: layer.Text($"host {to} unreachable - host precedence violation"); break;
            case 15: layer.Text($"host {to} unreachable - precedence cutoff"); break;
            default: layer.Text($"{to} unreachable - #{code}"); break;
        }
    }

    private static void PrintRedirect(ref Layer layer, byte code)
    {
        layer.Skip(2);
        var gateway = layer.Ip4();
        if (!layer.Has(Ipv4Header.Size)) layer.EndEarly();
        if (layer.Truncated) return;
        var to = layer.Host(InternetAddress.FromBytes(layer.Rest.Slice(16, 4)));
        switch (code)
        {
            case 0: layer.Text($"ICMP redirect {to} to net {layer.Host(gateway)}"); break;
            case 1: layer.Text($"ICMP redirect {to} to host {layer.Host(gateway)}"); break;
            case 2: layer.Text($"ICMP redirect-tos {to} to net {layer.Host(gateway)}"); break;
            case 3: layer.Text($"ICMP redirect-tos {to} to host {layer.Host(gateway)}"); break;
            default: layer.Text($"ICMP redirect-#{code} {to} to {layer.Host(gateway)}"); break;
        }
    }

    private static void PrintRouterAdvertisement(ref Layer layer)
    {
        layer.Skip(2);
        byte count = layer.U8(), size = layer.U8();
        ushort lifetime = layer.U16();
        layer.Text("ICMP router advertisement lifetime "u8);
        if (lifetime < 60) layer.Text($"{lifetime}");
        else if (lifetime < 60 * 60) layer.Text($"{lifetime / 60}:{lifetime % 60:d2}");
        else layer.Text($"{lifetime / 3600}:{lifetime / 60 % 60:d2}:{lifetime % 60:d2}");
        layer.Text($" {count}:");
        if (size != 2)
        {
            layer.Text($" [size {size}]");
            return;
        }
        for (int i = 0; i < count && !layer.Truncated; i++)
        {
            var address = layer.Ip4();
            uint preference = layer.U32();
            layer.Text($" {{{layer.Host(address)} {preference}}}");
        }
    }

    private static void PrintTimestamp(ref Layer layer, byte type)
    {
        layer.Skip(2);
        ushort id = layer.U16(), sequence = layer.U16();
        if (type == Timestamp)
        {
            layer.Text($"ICMP time stamp query id {id} seq {sequence}");
            return;
        }
        uint originate = layer.U32(), receive = layer.U32(), transmit = layer.U32();
        layer.Text($"ICMP time stamp reply id {id} seq {sequence}: org ");
        TimeOfDay(ref layer, originate);
        layer.Text(", recv "u8);
        TimeOfDay(ref layer, receive);
        layer.Text(", xmit "u8);
        TimeOfDay(ref layer, transmit);
    }

    private static void Verbose(ref Layer layer, ReadOnlySpan<byte> whole, byte type, ushort checksum, int length)
    {
        if (!layer.Options.SkipChecksums && !layer.Flow.Fragmented && whole.Length >= length && length > 0)
        {
            ushort sum = InternetChecksum.Of(whole[..length]);
            if (sum != 0 && whole.Length < 4) layer.EndEarly();
            if (sum != 0) layer.Text($" (wrong icmp cksum {checksum:x} (->{LayerText.Expected(checksum, sum):x})!)");
        }
        if (type is not (Unreachable or Redirect or TimeExceeded or ParameterProblem or 4)) return;
        layer.Text("\n\t"u8);
        if (whole.Length < IcmpHeader.Size)
        {
            layer.EndEarly();
            return;
        }
        var inner = whole[IcmpHeader.Size..];
        bool extended = type is Unreachable or TimeExceeded or ParameterProblem;
        // Beginning with RFC 4884, the datagram has a length, in words, and something may follow it.
        int datagram = whole[5] * 4;
        int innerLength = length - IcmpHeader.Size;
        layer.Inner<QuotedPacket>(inner, innerLength);
        if (layer.Truncated) return;
        layer.Protocol(Name);
        if (!extended || !IcmpExtension.MayFollow(length)) return;
        IcmpExtension.Print(ref layer, whole, datagram, length);
    }

    /// <summary>Milliseconds since midnight (RFC 792).</summary>
    private static void TimeOfDay(ref Layer layer, uint milliseconds)
        => layer.Text($"{milliseconds / 3_600_000:d2}:{milliseconds / 60_000 % 60:d2}:{milliseconds / 1000 % 60:d2}.{milliseconds % 1000:d3}");
}
