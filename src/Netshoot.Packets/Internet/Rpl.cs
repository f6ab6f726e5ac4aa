namespace Netshoot.Packets.Internet;

/// <summary>Routing protocol for low-power and lossy networks (RFC 6550 section 6).</summary>
internal static class Rpl
{
    private const byte Solicitation = 0;
    private const byte Information = 1;
    private const byte Advertisement = 2;
    private const byte Acknowledgment = 3;
    private const int InformationSize = 24;

    public static void Print(ref Layer layer, byte code, int length)
    {
        bool secure = (code & 0x80) != 0;
        layer.Text($"{(secure ? ", (SEC) [worktodo]" : ", (CLR)")}");
        if (secure) return;
        int left = length - 4;
        switch (code)
        {
            case Solicitation:
                layer.Text("DODAG Information Solicitation"u8);
                break;
            case Information:
                layer.Text("DODAG Information Object"u8);
                if (layer.Verbosity > 0) PrintInformation(ref layer, left);
                break;
            case Advertisement:
                layer.Text("Destination Advertisement Object"u8);
                if (layer.Verbosity > 0) PrintAdvertisement(ref layer, left);
                break;
            case Acknowledgment:
                layer.Text("Destination Advertisement Object Ack"u8);
                if (layer.Verbosity > 0) PrintAcknowledgment(ref layer, left);
                break;
            default:
                layer.Text($"RPL message, unknown code {code}");
                break;
        }
    }

    private static void PrintInformation(ref Layer layer, int left)
    {
        if (left < InformationSize)
        {
            layer.Text($" [length {left} < {InformationSize}]");
            layer.Invalid();
            return;
        }
        byte instance = layer.U8();
        layer.Skip(1);
        ushort rank = layer.U16();
        byte mode = layer.U8(), sequence = layer.U8();
        layer.Skip(2);
        var id = layer.Ip6();
        layer.Text($" [dagid:{id},seq:{sequence},instance:{instance},rank:{rank},{((mode & 0x80) != 0 ? "grounded," : "")}mop:{ModeName(mode >> 3 & 7)},prf:{mode & 7}]");
        if (layer.Verbosity > 1) PrintOptions(ref layer, left - InformationSize);
    }

    private static void PrintAdvertisement(ref Layer layer, int left)
    {
        if (left < 4)
        {
            Short(ref layer, left, 4);
            return;
        }
        byte instance = layer.U8(), flags = layer.U8();
        layer.Skip(1);
        byte sequence = layer.U8();
        left -= 4;
        if (!Identifier(ref layer, flags, ref left)) return;
        layer.Text($",seq:{sequence},instance:{instance}{((flags & 0x80) != 0 ? ",acK" : "")}{((flags & 0x40) != 0 ? ",Dagid" : "")},{flags:x2}]");
        if (layer.Verbosity > 1) PrintOptions(ref layer, left);
    }

    private static void PrintAcknowledgment(ref Layer layer, int left)
    {
        if (left < 4)
        {
            Short(ref layer, left, 4);
            return;
        }
        byte instance = layer.U8(), flags = layer.U8(), sequence = layer.U8(), status = layer.U8();
        left -= 4;
        // Here the bit that says whether the DODAG is named is the first one (RFC 6550 section 6.5).
        if (!Identifier(ref layer, (byte)((flags & 0x80) >> 1), ref left)) return;
        layer.Text($",seq:{sequence},instance:{instance},status:{status}]");
        if (layer.Verbosity > 1) PrintOptions(ref layer, left);
    }

    private static bool Identifier(ref Layer layer, byte flags, ref int left)
    {
        if ((flags & 0x40) == 0)
        {
            layer.Text(" [dagid:<elided>"u8);
            return true;
        }
        if (left < 16)
        {
            layer.EndEarly();
            return false;
        }
        var id = layer.Ip6();
        left -= 16;
        layer.Text($" [dagid:{id}");
        return true;
    }

    private static void Short(ref Layer layer, int left, int needed)
    {
        layer.Text($" [length {left} < {needed}]");
        layer.Invalid();
    }

    private static void PrintOptions(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            byte kind = layer.U8();
            left--;
            if (kind == 0)
            {
                layer.Text(" opt:pad1"u8);
                continue;
            }
            if (left < 1)
            {
                layer.EndEarly();
                return;
            }
            byte size = layer.U8();
            left--;
            if (KindName(kind) is { } name) layer.Text($" opt:{name} len:{size + 2} ");
            else layer.Text($" opt:subopt:{kind} len:{size + 2} ");
            if (size > left)
            {
                layer.EndEarly();
                return;
            }
            var body = layer.Take(size);
            if (layer.Verbosity > 2) layer.Dump(body, " "u8);
            left -= size;
        }
    }

    private static string? KindName(byte kind) => kind switch
    {
        1 => "padN",
        2 => "metrics",
        3 => "routinginfo",
        4 => "config",
        5 => "rpltarget",
        6 => "transitinfo",
        8 => "destprefix",
        9 => "rpltargetdesc",
        _ => null,
    };

    private static string ModeName(int mode) => mode switch
    {
        0 => "nonstoring",
        1 => "storing",
        2 => "nonstoring-multicast",
        3 => "storing-multicast",
        4 => "mop4",
        5 => "mop5",
        6 => "mop6",
        _ => "mop7",
    };
}
