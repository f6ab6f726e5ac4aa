namespace Netshoot.Packets.Osi;

/// <summary>Capabilities of topologies and of routers (RFC 6329, RFC 7981, RFC 8667).</summary>
internal static class IsIsTopology
{
    public static void PortCapability(ref Layer layer)
    {
        if (layer.Left < 2) return;
        ushort word = layer.U16();
        layer.Text($"\n\t       RES: {word >> 12}, MTID(s): {word & 0xfff}");
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (!Header(ref layer, "\n\t       "u8, PortName, out byte kind, out int size)) return;
            int end = layer.Position + size;
            switch (kind)
            {
                case 4:
                    if (size != 102)
                    {
                        layer.Text(" (too short)"u8);
                        return;
                    }
                    Configuration(ref layer, "\n\t         MCID: "u8);
                    Configuration(ref layer, "\n\t         AUX-MCID: "u8);
                    break;
                case 5:
                    if (size < 33)
                    {
                        layer.Text(" (too short)"u8);
                        return;
                    }
                    byte flags = layer.U8();
                    layer.Text($"\n\t        RES: {flags >> 5} V: {flags >> 4 & 1} A: {flags >> 2 & 3} D: {flags & 3}\n\t         Digest: ");
                    for (int i = 0; i < 8; i++)
                    {
                        uint part = layer.U32();
                        layer.Text($"{part:x8} ");
                        if (i == 3) layer.Text("\n\t                 "u8);
                    }
                    break;
                case 6:
                    while (layer.Position < end && !layer.Truncated)
                    {
                        uint algorithm = layer.U32();
                        layer.Text($"\n\t           ECT: {algorithm:x8}");
                        if (end - layer.Position < 2)
                        {
                            layer.Text(" (too short)"u8);
                            return;
                        }
                        ushort vlan = layer.U16();
                        layer.Text($" BVID: {vlan >> 4}, U:{vlan >> 3 & 1} M:{vlan >> 2 & 1} ");
                    }
                    break;
            }
            if (layer.Truncated) return;
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
    }

    public static void Capability(ref Layer layer)
    {
        if (layer.Left < 2) return;
        ushort word = layer.U16();
        layer.Text($"\n\t      O: {word >> 15}, RES: {word >> 12 & 7}, MTID(s): {word & 0xfff}");
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (!Header(ref layer, "\n\t      "u8, CapabilityName, out byte kind, out int size)) return;
            int end = layer.Position + size;
            switch (kind)
            {
                case 1:
                    if (size < 19)
                    {
                        layer.Text(" (too short)"u8);
                        return;
                    }
                    Instance(ref layer, end);
                    break;
                case 3:
                    if (size < 8)
                    {
                        layer.Trunc();
                        return;
                    }
                    ulong mac = layer.U48();
                    ushort vlan = layer.U16();
                    layer.Text($"\n\t        BMAC: {mac:x12}, RES: {vlan >> 12}, VID: {vlan & 0xfff}");
                    while (end - layer.Position >= 4 && !layer.Truncated)
                    {
                        uint service = layer.U32();
                        layer.Text($"\n\t        T: {service >> 31}, R: {service >> 30 & 1}, RES: {service >> 24 & 0x3f}, ISID: {service & 0xff_ffff}");
                    }
                    break;
            }
            if (layer.Truncated) return;
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
    }

    private static void Instance(ref Layer layer, int end)
    {
        uint rootHigh = layer.U32(), rootLow = layer.U32(), cost = layer.U32();
        ushort priority = layer.U16();
        layer.Text($"\n\t        CIST Root-ID: {rootHigh:x8} {rootLow:x8}, Path Cost: {cost:x8}, Prio: {priority}");
        uint bits = layer.U32();
        byte trees = layer.U8();
        layer.Text($"\n\t        RES: {bits >> 21}, V: {bits >> 20 & 1}, SPSource-ID: {bits & 0xf_ffff}, No of Trees: {trees}");
        for (int i = 0; i < trees && !layer.Truncated; i++)
        {
            if (end - layer.Position < 8)
            {
                layer.Trunc();
                return;
            }
            byte flags = layer.U8();
            uint algorithm = layer.U32(), vlans = layer.U24();
            layer.Text($"\n\t         U:{flags >> 7}, M:{flags >> 6 & 1}, A:{flags >> 5 & 1}, RES:{flags & 0x1f}, ECT: {algorithm:x8}, BVID: {vlans >> 12}, SPVID: {vlans & 0xfff}");
        }
    }

    private static void Configuration(ref Layer layer, ReadOnlySpan<byte> before)
    {
        byte id = layer.U8();
        layer.Text(before);
        layer.Text($"ID: {id}, Name: ");
        layer.PrintableToZero(layer.Take(32));
        ushort level = layer.U16();
        layer.Text($"\n\t              Lvl: {level}, Digest: ");
        foreach (byte b in layer.Take(16)) layer.Text($"{b:x2} ");
    }

    public static void Router(ref Layer layer)
    {
        if (layer.Left < 5) return;
        var router = layer.Ip4();
        layer.Text($"\n\t      Router-ID {layer.Host(router)}");
        byte flags = layer.U8();
        layer.Text(", Flags ["u8);
        layer.Bits(flags, static bit => bit switch { 1 => "S bit", 2 => "D bit", _ => null });
        layer.Text("]"u8);
        while (layer.Left > 2 && layer.Has(2) && !layer.Truncated)
        {
            byte kind = layer.U8(), size = layer.U8();
            layer.Text($"\n\t\t{(kind == 2 ? "SR-Capabilities" : "unknown")} subTLV #{kind}, length: {size}");
            if (size > layer.Left || !layer.Has(size)) return;
            int end = layer.Position + size;
            if (kind == 2 && size >= 4)
            {
                byte segment = layer.U8();
                uint range = layer.U24();
                layer.Text(", Flags ["u8);
                layer.Bits(segment, static bit => bit switch { 0x80 => "ipv4", 0x40 => "ipv6", _ => null }, "None", highestFirst: true);
                layer.Text($"], Range {range}");
                if (end - layer.Position >= 2)
                {
                    byte part = layer.U8(), length = layer.U8();
                    if (part == 1 && length is 3 or 4 && end - layer.Position >= length) layer.Text($", SID value {(length == 3 ? layer.U24() : layer.U32())}");
                }
            }
            else if (layer.Verbosity <= 1)
            {
                layer.Dump(layer.Rest[..size], "\n\t\t"u8);
            }
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
    }

    /// <returns>False when the part does not fit.</returns>
    private static bool Header(ref Layer layer, ReadOnlySpan<byte> before, Func<byte, string> name, out byte kind, out int size)
    {
        size = kind = 0;
        if (layer.Left < 2)
        {
            layer.Trunc();
            return false;
        }
        kind = layer.U8();
        size = layer.U8();
        if (layer.Truncated) return false;
        layer.Text(before);
        layer.Text($"{name(kind)} subTLV #{kind}, length: {size}");
        if (size <= layer.Left) return true;
        layer.Text(" (> containing TLV length)"u8);
        return false;
    }

    private static string PortName(byte kind) => kind switch
    {
        4 => "SPB MCID",
        5 => "SPB Digest",
        6 => "SPB BVID",
        _ => "unknown",
    };

    private static string CapabilityName(byte kind) => kind switch
    {
        1 => "SPB Instance",
        3 => "SPBM Service Identifier and Unicast Address",
        _ => "unknown",
    };
}
