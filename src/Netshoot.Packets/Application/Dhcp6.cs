using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>DHCP for IPv6 (RFC 8415).</summary>
[Dissects(Select.UdpPort, 546)]
[Dissects(Select.UdpPort, 547)]
public readonly struct Dhcp6 : IDissector
{
    private const byte RelayForward = 12;
    private const byte RelayReply = 13;
    private const int MostNested = 8;

    public static string Name => "dhcp6";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("dhcp6"u8);
        int end = Math.Min(layer.Bytes.Length, layer.Length);
        Message(ref layer, end, 0);
        return Next.Done;
    }

    private static void Message(ref Layer layer, int end, int depth)
    {
        if (layer.Position >= end)
        {
            layer.EndEarly();
            return;
        }
        byte type = layer.U8();
        layer.Text(" "u8);
        if (MessageName(type) is { } name) layer.Text($"{name}");
        else layer.Text($"msgtype-{type}");
        layer.Field("message", type);
        if (layer.Verbosity == 0) return;
        layer.Text(" ("u8);
        if (type is RelayForward or RelayReply)
        {
            layer.Skip(1);
            var link = layer.Ip6();
            var peer = layer.Ip6();
            layer.Text($"linkaddr={layer.Host(link)} peeraddr={layer.Host(peer)}");
        }
        else
        {
            uint id = layer.U24();
            layer.Text($"xid={id:x}");
        }
        Options(ref layer, end, depth);
        layer.Text(")"u8);
    }

    private static void Options(ref Layer layer, int end, int depth)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            if (end - layer.Position < 4)
            {
                layer.EndEarly();
                return;
            }
            ushort code = layer.U16(), size = layer.U16();
            if (size > end - layer.Position)
            {
                layer.EndEarly();
                return;
            }
            int stop = layer.Position + size;
            layer.Text(" ("u8);
            if (OptionName(code) is { } name) layer.Text($"{name}");
            else layer.Text($"opt_{code}");
            Body(ref layer, code, size, stop, depth);
            if (layer.Truncated) return;
            layer.Skip(stop - layer.Position);
        }
    }

    private static void Body(ref Layer layer, ushort code, int size, int stop, int depth)
    {
        var body = layer.Rest[..size];
        switch (code)
        {
            case 1 or 2:
                Identifier(ref layer, size);
                layer.Text(")"u8);
                break;
            case 5:
                if (size < 24)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                var address = layer.Ip6();
                uint preferred = layer.U32(), valid = layer.U32();
                layer.Text($" {address} pltime:{preferred} vltime:{valid}");
                if (size > 24) Options(ref layer, stop, depth);
                layer.Text(")"u8);
                break;
            case 6 or 43:
                if (size % 2 != 0)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                for (int i = 0; i < size && !layer.Truncated; i += 2)
                {
                    ushort option = layer.U16();
                    if (OptionName(option) is { } name) layer.Text($" {name}");
                    else layer.Text($" opt_{option}");
                }
                layer.Text(")"u8);
                break;
            case 7:
                if (size != 1) layer.Text(" ?)"u8);
                else layer.Text($" {body[0]})");
                break;
            case 8 or 32:
                if (size == 2) layer.Text($" {layer.U16()})");
                else if (size == 4) layer.Text($" {layer.U32()})");
                else layer.Text(" ?)"u8);
                break;
            case 9:
                layer.Text(" ("u8);
                if (depth < MostNested)
                {
                    layer.Text("dhcp6"u8);
                    Message(ref layer, stop, depth + 1);
                }
                layer.Text(")"u8);
                break;
            case 11:
                if (size < 11)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                layer.Text(" proto: "u8);
                byte protocol = layer.U8(), algorithm = layer.U8(), replay = layer.U8();
                if (protocol is 2 or 3) layer.Text($"{(protocol == 3 ? "reconfigure" : "delayed")}");
                else layer.Text($"proto-{protocol}");
                layer.Text($", alg: {algorithm}, RDM: {replay}, RD:");
                for (int i = 0; i < 4; i++) layer.Text($" {layer.U16():x4}");
                layer.Text(")"u8);
                break;
            case 12:
                if (size != 16) layer.Text(" ?)"u8);
                else layer.Text($" {layer.Ip6()})");
                break;
            case 13:
                if (size < 2)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                ushort status = layer.U16();
                if (StatusName(status) is { } text) layer.Text($" {text})");
                else layer.Text($" status-{status})");
                break;
            case 14:
                layer.Text(")"u8);
                break;
            case 16 or 17:
                if (size < 4)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                layer.Text(")"u8);
                break;
            case 18:
                layer.Text(" "u8);
                layer.HexBytes(body[..Math.Min(size, 10)]);
                layer.Text("...)"u8);
                break;
            case 19:
                if (size != 1) layer.Text(" ?)"u8);
                else if (MessageName(body[0]) is { } message) layer.Text($" for {message})");
                else layer.Text($" for msgtype-{body[0]})");
                break;
            case 20:
                layer.Text(")"u8);
                break;
            case 21 or 24 or 51 or 52 or 64 or 57:
                int end = stop;
                while (layer.Position < end && !layer.Truncated)
                {
                    layer.Text(" "u8);
                    if (code == 64) Aftr(ref layer, end);
                    else if (!DnsName.Print(ref layer, layer.Bytes[..end])) return;
                }
                layer.Text(")"u8);
                break;
            case 22 or 23 or 27 or 28 or 31 or 34 or 40:
                if (size % 16 != 0)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                for (int i = 0; i < size; i += 16) layer.Text($" {layer.Ip6()}");
                layer.Text(")"u8);
                break;
            case 3 or 25:
                if (size < 12)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                uint id = layer.U32(), t1 = layer.U32(), t2 = layer.U32();
                layer.Text($" IAID:{id} T1:{t1} T2:{t2}");
                if (size > 12) Options(ref layer, stop, depth);
                layer.Text(")"u8);
                break;
            case 4:
                if (size < 4)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                layer.Text($" IAID:{layer.U32()}");
                if (size > 4) Options(ref layer, stop, depth);
                layer.Text(")"u8);
                break;
            case 26:
                if (size < 25)
                {
                    layer.Text(" ?)"u8);
                    break;
                }
                preferred = layer.U32();
                valid = layer.U32();
                byte length = layer.U8();
                var prefix = layer.Ip6();
                layer.Text($" {prefix}/{length} pltime:{preferred} vltime:{valid}");
                if (size > 25) Options(ref layer, stop, depth);
                layer.Text(")"u8);
                break;
            case 56:
                TimeServers(ref layer, stop);
                layer.Text(")"u8);
                break;
            case 112:
                layer.Text(" "u8);
                layer.Printable(body);
                layer.Text(")"u8);
                break;
            default:
                layer.Text(")"u8);
                break;
        }
    }

    private static void Identifier(ref Layer layer, int size)
    {
        if (size < 2)
        {
            layer.Text(" ?"u8);
            return;
        }
        int start = layer.Position;
        ushort type = layer.U16();
        switch (type)
        {
            case 1 when size >= 8:
                ushort hardware = layer.U16();
                uint time = layer.U32();
                layer.Text($" hwaddr/time type {hardware} time {time} ");
                break;
            case 2 when size >= 8:
                layer.Text(" vid "u8);
                layer.HexBytes(layer.Take(8));
                return;
            case 3 when size >= 4:
                hardware = layer.U16();
                layer.Text($" hwaddr type {hardware} ");
                break;
            case 1 or 2 or 3:
                layer.Text(" ?"u8);
                return;
            default:
                layer.Text($" type {type}");
                return;
        }
        layer.HexBytes(layer.Take(size - (layer.Position - start)));
    }

    private static void Aftr(ref Layer layer, int end)
    {
        bool first = true;
        while (layer.Position < end && !layer.Truncated)
        {
            byte size = layer.U8();
            if (size == 0) break;
            if (!first) layer.Text("."u8);
            first = false;
            var label = layer.Take(Math.Min(size, Math.Max(0, end - layer.Position)));
            layer.Printable(label);
        }
        layer.Skip(Math.Max(0, end - layer.Position));
    }

    private static void TimeServers(ref Layer layer, int stop)
    {
        while (stop - layer.Position >= 4 && !layer.Truncated)
        {
            ushort kind = layer.U16(), size = layer.U16();
            int end = Math.Min(stop, layer.Position + size);
            layer.Text($" subopt:{kind}");
            switch (kind)
            {
                case 1 or 2 when size == 16:
                    layer.Text($" {layer.Ip6()}");
                    break;
                case 3:
                    layer.Text(" "u8);
                    if (!DnsName.Print(ref layer, layer.Bytes[..end])) return;
                    break;
                default:
                    layer.Text(" ?"u8);
                    break;
            }
            layer.Skip(Math.Max(0, end - layer.Position));
        }
    }

    private static string? MessageName(byte type) => type switch
    {
        1 => "solicit",
        2 => "advertise",
        3 => "request",
        4 => "confirm",
        5 => "renew",
        6 => "rebind",
        7 => "reply",
        8 => "release",
        9 => "decline",
        10 => "reconf",
        11 => "inf-req",
        12 => "relay-fwd",
        13 => "relay-reply",
        14 => "leasequery",
        15 => "leasequery-reply",
        16 => "leasequery-done",
        17 => "leasequery-data",
        18 => "reconfigure-request",
        19 => "reconfigure-reply",
        20 => "dhcpv4-query",
        21 => "dhcpv4-response",
        _ => null,
    };

    private static string? StatusName(ushort status) => status switch
    {
        0 => "success",
        1 => "UnspecFail",
        2 => "NoAddrsAvail",
        3 => "NoBinding",
        4 => "NotOnLink",
        5 => "UseMulticast",
        6 => "NoPrefixAvail",
        7 => "UnknownQueryType",
        8 => "MalformedQuery",
        9 => "NotConfigured",
        10 => "NotAllowed",
        _ => null,
    };

    private static string? OptionName(ushort code) => code switch
    {
        1 => "client-ID",
        2 => "server-ID",
        3 => "IA_NA",
        4 => "IA_TA",
        5 => "IA_ADDR",
        6 => "option-request",
        7 => "preference",
        8 => "elapsed-time",
        9 => "relay-message",
        11 => "authentication",
        12 => "server-unicast",
        13 => "status-code",
        14 => "rapid-commit",
        15 => "user-class",
        16 => "vendor-class",
        17 => "vendor-specific-info",
        18 => "interface-ID",
        19 => "reconfigure-message",
        20 => "reconfigure-accept",
        21 => "SIP-servers-domain",
        22 => "SIP-servers-address",
        23 => "DNS-server",
        24 => "DNS-search-list",
        25 => "IA_PD",
        26 => "IA_PD-prefix",
        27 => "NIS-server",
        28 => "NISP-server",
        29 => "NIS-domain-name",
        30 => "NISP-domain-name",
        31 => "SNTP-servers",
        32 => "lifetime",
        33 => "BCMCS-domain-name",
        34 => "BCMCS-server",
        37 => "remote-ID",
        38 => "subscriber-ID",
        39 => "Client-FQDN",
        42 => "posix-timezone",
        43 => "ERO",
        44 => "LQ-query",
        45 => "client-data",
        46 => "clt-time",
        47 => "LQ-relay-data",
        48 => "LQ-client-link",
        56 => "NTP-server",
        64 => "AFTR-Name",
        87 => "dhcpv4-message",
        88 => "dhcpv4-server",
        112 => "MUD-URL",
        _ => null,
    };
}
