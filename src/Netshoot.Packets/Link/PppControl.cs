namespace Netshoot.Packets.Link;

/// <summary>Control protocols of PPP: link, IP, IPv6, compression and others (RFC 1661 section 5, RFC 1332, RFC 5072).</summary>
[Dissects(Select.PppProtocol, Link)]
[Dissects(Select.PppProtocol, Ip)]
[Dissects(Select.PppProtocol, Ip6)]
[Dissects(Select.PppProtocol, Compression)]
[Dissects(Select.PppProtocol, 0x8023)]
[Dissects(Select.PppProtocol, 0x8281)]
[Dissects(Select.PppProtocol, 0xc02b)]
public readonly struct PppControl : IDissector
{
    private const int Link = 0xc021;
    private const int Ip = 0x8021;
    private const int Ip6 = 0x8057;
    private const int Compression = 0x80fd;

    public static string Name => "ppp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        ushort protocol = (ushort)layer.Key;
        if (length < 4) return layer.Trunc();
        byte code = layer.U8(), id = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.Text($"{PppProtocols.Name(protocol) ?? "unknown"}, {CodeName(code) ?? "Unknown Opcode"} (0x{code:x2}), id {id}, length {length + 2}");
        layer.Field("code", code);
        layer.Field("id", id);
        if (layer.Verbosity == 0) return Next.Done;
        ushort claimed = layer.U16();
        if (claimed > length)
        {
            layer.Text($"\n\tencoded length {claimed} (> packet length {length}))");
            return Next.Done;
        }
        if (claimed < 4)
        {
            layer.Text($"\n\tencoded length {claimed} (too short))");
            return Next.Done;
        }
        layer.Text($"\n\tencoded length {claimed} (=Option(s) length {claimed - 4})");
        int left = claimed - 4;
        switch (code)
        {
            case 1 or 2 or 3 or 4:
                while (left > 0 && !layer.Truncated)
                {
                    int size = PppOptions.Print(ref layer, protocol, left);
                    if (size <= 0) return Next.Done;
                    left -= size;
                }
                break;
            case 8:
                if (left < 2) break;
                ushort rejected = layer.U16();
                layer.Text($"\n\t  Rejected {PppProtocols.Name(rejected) ?? "unknown"} Protocol (0x{rejected:x4})");
                if (left > 2)
                {
                    layer.Text("\n\t  Rejected Packet"u8);
                    layer.Dump(layer.Rest[..Math.Min(left - 2, layer.Captured)], "\n\t    "u8);
                }
                break;
            case 9 or 10 or 11 or 12:
                if (left < 4) break;
                uint magic = layer.U32();
                layer.Text($"\n\t  Magic-Num 0x{magic:x8}");
                if (left > 4 && code != 12)
                {
                    layer.Text("\n\t  Data"u8);
                    layer.Dump(layer.Rest[..Math.Min(left - 4, layer.Captured)], "\n\t    "u8);
                }
                else if (left > 4)
                {
                    layer.Text(" Data"u8);
                    layer.Dump(layer.Rest[..Math.Min(left - 4, layer.Captured)], "\n\t    "u8);
                }
                break;
            case 13:
                if (left < 8) break;
                magic = layer.U32();
                uint seconds = layer.U32();
                layer.Text($"\n\t  Magic-Num 0x{magic:x8} Seconds-Remaining {seconds}s");
                break;
            default:
                if (layer.Verbosity < 2 && CodeName(code) is null) layer.Dump(layer.Rest[..Math.Min(left, layer.Captured)], "\n\t"u8);
                break;
        }
        return Next.Done;
    }

    private static string? CodeName(byte code) => code switch
    {
        0 => "Vendor-Extension",
        1 => "Conf-Request",
        2 => "Conf-Ack",
        3 => "Conf-Nack",
        4 => "Conf-Reject",
        5 => "Term-Request",
        6 => "Term-Ack",
        7 => "Code-Reject",
        8 => "Prot-Reject",
        9 => "Echo-Request",
        10 => "Echo-Reply",
        11 => "Disc-Req",
        12 => "Ident",
        13 => "Time-Remaining",
        14 => "Reset-Req",
        15 => "Reset-Ack",
        _ => null,
    };
}
