namespace Netshoot.Packets.Tunnel;

/// <summary>Network service header (RFC 8300 section 2).</summary>
[Dissects(Select.EtherType, 0x894f)]
public readonly struct NetworkServiceHeader : IDissector
{
    private const int BaseSize = 8;

    public static string Name => "nsh";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < BaseSize) return Bad(ref layer, length);
        ushort start = layer.U16();
        byte type = layer.U8(), next = layer.U8();
        int version = start >> 14, ttl = start >> 6 & 0x3f, words = start & 0x3f;
        layer.Text("NSH, "u8);
        if (layer.Verbosity > 1) layer.Text($"ver {version}, ");
        layer.Text($"flags [{((start & 0x2000) != 0 ? "O" : "none")}], ");
        if (layer.Verbosity > 2) layer.Text($"TTL {ttl}, length {words}, md type {type & 15}, ");
        if (layer.Verbosity > 1) layer.Text($"next-protocol {NextName(next) ?? "unknown"}, ");
        uint path = layer.U24();
        byte index = layer.U8();
        layer.Text($"service-path-id 0x{path:x6}, service-index 0x{index:x}");
        layer.Field("path", path);
        layer.Field("index", index);
        if (layer.Truncated) return Next.Done;
        if (version != 0) return Next.Done;
        // The header's length counts words, two of them fixed (section 2.2).
        if (words < 2 || words * 4 > length) return Bad(ref layer, length);
        int context = words * 4 - BaseSize;
        if (layer.Verbosity > 2)
        {
            switch (type & 15)
            {
                case 1:
                    if (context != 16) return Bad(ref layer, length);
                    for (int i = 0; i < 4; i++)
                    {
                        uint value = layer.U32();
                        layer.Text($"\n        Context[{i:d2}]: 0x{value:x8}");
                    }
                    break;
                case 2:
                    if (!Metadata(ref layer, context)) return Bad(ref layer, length);
                    break;
                default:
                    layer.Skip(context);
                    break;
            }
        }
        else
        {
            layer.Skip(context);
        }
        layer.Text($"{(layer.Verbosity > 0 ? "\n    " : ": ")}");
        switch (next)
        {
            case 1: return Next.EtherType(0x0800);
            case 2: return Next.EtherType(0x86dd);
            case 3: return Next.LinkType(1);
            case 4: return Next.EtherType(0x894f);
            case 5: return Next.EtherType(0x8847);
        }
        layer.Text("unknown-next-protocol"u8);
        return Next.Done;
    }

    private static bool Metadata(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            if (left < 4) return false;
            ushort kind = layer.U16();
            byte type = layer.U8(), size = (byte)(layer.U8() & 0x7f);
            layer.Text($"\n        TLV Class {kind}, Type {type}, Len {size}");
            left -= 4;
            int padded = size + 3 & ~3;
            if (padded > left) return false;
            if (size > 0)
            {
                layer.Text("\n            Value: 0x"u8);
                layer.HexBytes(layer.Take(size));
                layer.Skip(padded - size);
            }
            left -= padded;
        }
        return true;
    }

    private static Next Bad(ref Layer layer, int length)
    {
        layer.Text(" "u8);
        layer.Text($"[length {length}]");
        return layer.Invalid();
    }

    private static string? NextName(byte next) => next switch
    {
        1 => "IPv4",
        2 => "IPv6",
        3 => "Ethernet",
        4 => "NSH",
        5 => "MPLS",
        _ => null,
    };
}
