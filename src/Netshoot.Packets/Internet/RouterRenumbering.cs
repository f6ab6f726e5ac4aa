namespace Netshoot.Packets.Internet;

/// <summary>Router renumbering (RFC 2894 section 3).</summary>
internal static class RouterRenumbering
{
    public static void Print(ref Layer layer, byte code, int length)
    {
        uint sequence = layer.U32();
        byte segment = layer.U8(), flags = layer.U8();
        ushort delay = layer.U16();
        layer.Skip(4);
        switch (code)
        {
            case 0: layer.Text(", command"u8); break;
            case 1: layer.Text(", result"u8); break;
            case 255: layer.Text(", sequence number reset"u8); break;
            default: layer.Text($", code-#{code}"); break;
        }
        layer.Text($", seq={sequence}");
        if (layer.Verbosity > 0)
        {
            layer.Text("["u8);
            if ((flags & 0xf8) != 0)
            {
                layer.Text($"{((flags & 0x80) != 0 ? "T" : "")}{((flags & 0x40) != 0 ? "R" : "")}{((flags & 0x20) != 0 ? "A" : "")}{((flags & 0x10) != 0 ? "S" : "")}{((flags & 0x08) != 0 ? "P" : "")},");
            }
            layer.Text($"seg={segment},maxdelay={delay}");
            if (layer.Truncated) return;
            layer.Text("]"u8);
        }
        if (code != 0) return;
        int end = Math.Min(length, layer.Bytes.Length);
        while (layer.Position < end && PrintMatch(ref layer) && !layer.Truncated) { }
    }

    private static bool PrintMatch(ref Layer layer)
    {
        byte operation = layer.U8(), units = layer.U8();
        byte ordinal = layer.U8();
        byte prefixLength = layer.U8(), minimum = layer.U8(), maximum = layer.U8();
        layer.Skip(2);
        var prefix = layer.Ip6();
        layer.Text($"{(layer.Verbosity > 1 ? "\n\t" : " ")}match(");
        if (operation switch { 1 => "add", 2 => "change", 3 => "setglobal", _ => null } is { } name) layer.Text($"{name}");
        else layer.Text($"#{operation}");
        if (layer.Verbosity > 0) layer.Text($",ord={ordinal},min={minimum},max={maximum}");
        layer.Text($",{prefix}/{prefixLength})");
        if (units < 3)
        {
            layer.Trunc();
            return false;
        }
        for (int i = 0; i < (units - 3) / 4 && !layer.Truncated; i++) PrintUse(ref layer);
        return true;
    }

    private static void PrintUse(ref Layer layer)
    {
        byte length = layer.U8(), keep = layer.U8(), mask = layer.U8(), routerFlags = layer.U8();
        uint valid = layer.U32(), preferred = layer.U32(), flags = layer.U32();
        var prefix = layer.Ip6();
        layer.Text($"{(layer.Verbosity > 1 ? "\n\t" : " ")}use(");
        if (flags >> 30 != 0) layer.Text($"{((flags & 0x8000_0000) != 0 ? "v" : "")}{((flags & 0x4000_0000) != 0 ? "p" : "")},");
        if (layer.Verbosity > 0)
        {
            layer.Text($"mask=0x{mask:x},raflags=0x{routerFlags:x},");
            if (valid == uint.MaxValue) layer.Text("vltime=infinity,"u8);
            else layer.Text($"vltime={valid},");
            if (preferred == uint.MaxValue) layer.Text("pltime=infinity,"u8);
            else layer.Text($"pltime={preferred},");
        }
        layer.Text($"{prefix}/{length}/{keep})");
    }
}
