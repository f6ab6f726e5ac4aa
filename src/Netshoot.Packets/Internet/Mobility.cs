namespace Netshoot.Packets.Internet;

/// <summary>Mobility header of IPv6 (RFC 6275 section 6.1).</summary>
[Dissects(Select.IpProtocol, 135)]
[Dissects(Select.IpProtocol, 62)]
public readonly struct Mobility : IDissector
{
    public static string Name => "mobility";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6)
        {
            IpProtocols.Unknown(ref layer, layer.Flow.IpProtocol, layer.Left);
            return Next.Done;
        }
        int size = (layer.PeekU8(1) + 1) * 8;
        if (!layer.Has(4)) layer.EndEarly();
        layer.Skip(2);
        byte type = layer.U8();
        layer.Skip(3);
        if (layer.Truncated) return Next.Done;
        layer.Field("type", type);
        if (type <= 7 && size < ShortestFor(type))
        {
            layer.Text($"(header length {size} is too small for type {type})");
            return layer.Trunc();
        }
        bool verbose = layer.Verbosity > 0;
        layer.Text("mobility: "u8);
        switch (type)
        {
            case 0:
                layer.Text("BRR"u8);
                layer.Skip(2);
                break;
            case 1 or 2:
                layer.Text(type == 1 ? "HoTI"u8 : "CoTI"u8);
                layer.Skip(2);
                uint high = layer.U32(), low = layer.U32();
                if (verbose) layer.Text($" {(type == 1 ? "Home" : "Care-of")} Init Cookie={high:x8}:{low:x8}");
                break;
            case 3 or 4:
                ushort nonce = layer.U16();
                layer.Text($"{(type == 3 ? "HoT" : "CoT")} nonce id=0x{nonce:x}");
                high = layer.U32();
                low = layer.U32();
                if (verbose) layer.Text($" {(type == 3 ? "Home" : "Care-of")} Init Cookie={high:x8}:{low:x8}");
                high = layer.U32();
                low = layer.U32();
                if (verbose) layer.Text($" {(type == 3 ? "Home" : "Care-of")} Keygen Token={high:x8}:{low:x8}");
                break;
            case 5:
                layer.Text("BU"u8);
                ushort sequence = layer.U16();
                layer.Text($" seq#={sequence}");
                ushort flags = layer.U16();
                if ((flags & 0xf000) != 0) layer.Text($" {((flags & 0x8000) != 0 ? "A" : "")}{((flags & 0x4000) != 0 ? "H" : "")}{((flags & 0x2000) != 0 ? "L" : "")}{((flags & 0x1000) != 0 ? "K" : "")}");
                ushort lifetime = layer.U16();
                layer.Text($" lifetime={lifetime << 2}");
                break;
            case 6:
                layer.Text("BA"u8);
                byte status = layer.U8();
                layer.Text($" status={status}");
                byte key = layer.U8();
                if ((key & 0x80) != 0) layer.Text(" K"u8);
                sequence = layer.U16();
                layer.Text($" seq#={sequence}");
                lifetime = layer.U16();
                layer.Text($" lifetime={lifetime << 2}");
                break;
            case 7:
                layer.Text("BE"u8);
                status = layer.U8();
                layer.Text($" status={status}");
                layer.Skip(1);
                var home = layer.Ip6();
                layer.Text($" homeaddr {layer.Host(home)}");
                break;
            default:
                layer.Text($"type-#{type} len={size - 8}");
                return Next.Done;
        }
        if (verbose) Options(ref layer, size);
        else if (layer.Position < size) layer.Skip(size - layer.Position);
        return Next.Done;
    }

    private static int ShortestFor(byte type) => type switch
    {
        0 => 8,
        1 or 2 => 16,
        3 or 4 => 24,
        5 or 6 => 12,
        _ => 24,
    };

    private static void Options(ref Layer layer, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            if (!layer.Has(1))
            {
                layer.Trunc();
                return;
            }
            byte kind = layer.PeekU8();
            // The byte behind an option must have been captured too.
            if (kind == 0 && !layer.Has(2))
            {
                layer.Trunc();
                return;
            }
            if (kind == 0)
            {
                layer.Skip(1);
                layer.Text("(pad1)"u8);
                continue;
            }
            int left = end - layer.Position;
            if (left < 2 || !layer.Has(2))
            {
                layer.Trunc();
                return;
            }
            byte size = layer.PeekU8(1);
            if (!layer.Has(size + 3))
            {
                layer.Trunc();
                return;
            }
            switch (kind)
            {
                case 1:
                    layer.Text("(padN)"u8);
                    break;
                case 2:
                    if (!Fits(ref layer, left, 4)) return;
                    layer.Text($"(refresh: {layer.PeekU16(2) << 2})");
                    break;
                case 3:
                    if (!Fits(ref layer, left, 18)) return;
                    layer.Text($"(alt-CoA: {layer.Host(Wire.InternetAddress.FromBytes(layer.Rest.Slice(2, 16)))})");
                    break;
                case 4:
                    if (!Fits(ref layer, left, 6)) return;
                    layer.Text($"(ni: ho=0x{layer.PeekU16(2):x4} co=0x{layer.PeekU16(4):x4})");
                    break;
                case 5:
                    if (!Fits(ref layer, left, 12)) return;
                    layer.Text("(auth)"u8);
                    break;
                default:
                    layer.Text($"(type-0x{kind:x2}: len={size})");
                    break;
            }
            layer.Skip(size + 2);
        }
    }

    private static bool Fits(ref Layer layer, int left, int size)
    {
        if (left >= size && layer.Has(size)) return true;
        layer.Trunc();
        return false;
    }
}
