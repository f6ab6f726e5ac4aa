namespace Netshoot.Packets.Security;

/// <summary>Internet key exchange, versions 1 and 2 (RFC 2408, RFC 2409, RFC 7296).</summary>
[Dissects(Select.UdpPort, 500)]
public readonly struct KeyExchange : IDissector
{
    private const int HeaderSize = 28;
    private const byte Encrypted = 0x01;
    private const byte Commit = 0x02;

    public static string Name => "isakmp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(HeaderSize))
        {
            if (layer.Has(18) && layer.Bytes[17] >> 4 is 1 or 2) layer.Text("isakmp"u8);
            layer.EndEarly();
            return Next.Done;
        }
        ulong initiator = layer.U64(), responder = layer.U64();
        byte first = layer.U8(), version = layer.U8(), exchange = layer.U8(), flags = layer.U8();
        uint message = layer.U32(), claimed = layer.U32();
        layer.Field("version", version >> 4);
        layer.Field("exchange", exchange);
        layer.Text("isakmp"u8);
        if (layer.Verbosity > 0)
        {
            layer.Text($" {version >> 4}.{version & 15} msgid {message:x8}");
            if (layer.Verbosity > 1) layer.Text($" cookie {initiator:x16}->{responder:x16}");
        }
        layer.Text(":"u8);
        switch (version >> 4)
        {
            case 1:
                FirstVersion(ref layer, initiator, responder, message, exchange, flags, first);
                break;
            case 2:
                SecondVersion(ref layer, message, exchange, flags, first);
                break;
        }
        if (layer.Truncated) return Next.Done;
        if (layer.Verbosity > 0 && claimed != length) layer.Text($" (len mismatch: isakmp {claimed}/ip {length})");
        return Next.Done;
    }

    private static void FirstVersion(ref Layer layer, ulong initiator, ulong responder, uint message, byte exchange, byte flags, byte first)
    {
        ref var flow = ref layer.Flow;
        if (message == 0 && responder == 0) layer.Session.Cookies.Record(initiator, flow.Source, flow.Destination);
        layer.Text($" phase {(message == 0 ? "1" : "2/others")} {layer.Session.Cookies.Side(initiator, flow.Source, flow.Destination)} ");
        if (ExchangeName(exchange) is { } name) layer.Text($"{name}");
        else layer.Text($"#{exchange}");
        if (flags != 0) layer.Text($"[{((flags & Encrypted) != 0 ? "E" : "")}{((flags & Commit) != 0 ? "C" : "")}]");
        if (layer.Verbosity == 0) return;
        layer.Text(":"u8);
        if ((flags & Encrypted) != 0)
        {
            layer.Text(" [encrypted "u8);
            KeyPayloads.Name(ref layer, first);
            layer.Text("]"u8);
            return;
        }
        KeyPayloads.Print(ref layer, first, layer.Length, 1, second: false);
    }

    private static void SecondVersion(ref Layer layer, uint message, byte exchange, byte flags, byte first)
    {
        layer.Text($" {(message == 0 ? "parent_sa" : "child_sa ")} ");
        if (ExchangeName(exchange) is { } name) layer.Text($"{name}");
        else layer.Text($"#{exchange}");
        if (flags != 0)
        {
            layer.Text($"[{((flags & 0x08) != 0 ? "I" : "")}{((flags & 0x10) != 0 ? "V" : "")}{((flags & 0x20) != 0 ? "R" : "")}]");
        }
        if (layer.Verbosity == 0) return;
        layer.Text(":"u8);
        KeyPayloads.Print(ref layer, first, layer.Length, 1, second: true);
    }

    private static string? ExchangeName(byte exchange) => exchange switch
    {
        0 => "none",
        1 => "base",
        2 => "ident",
        3 => "auth",
        4 => "agg",
        5 => "inf",
        32 => "oakley-quick",
        33 => "oakley-newgroup",
        34 => "ikev2_init",
        35 => "ikev2_auth",
        36 => "child_sa",
        37 => "inf2",
        _ => null,
    };
}
