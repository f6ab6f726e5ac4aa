namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Link state advertisements of version 2 (RFC 2328 annex A.4, RFC 3101, RFC 3623, RFC 5250).</summary>
internal static class OspfAdvertisement
{
    public const int HeaderSize = 20;

    /// <param name="layer">Behind the advertisement's header.</param>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its link state identifier.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="valid">Whether what follows can be believed.</param>
    /// <returns>False when it is cut off.</returns>
    public static bool Print(ref Layer layer, byte type, uint id, int end, out bool valid)
    {
        valid = true;
        switch (type)
        {
            case 1: return Router(ref layer);
            case 2:
                var mask = layer.Ip4();
                layer.Text($"\n\t    Mask {layer.Host(mask)}\n\t    Connected Routers:");
                while (layer.Position < end && !layer.Truncated)
                {
                    var router = layer.Ip4();
                    layer.Text($"\n\t      {layer.Host(router)}");
                }
                break;
            case 3 or 4:
                mask = layer.Ip4();
                if (type == 3) layer.Text($"\n\t    Mask {layer.Host(mask)}");
                while (layer.Position < end && !layer.Truncated)
                {
                    uint word = layer.U32();
                    layer.Text($"\n\t\ttopology {OspfNames.Topology(word >> 24 & 0x7f)} ({word >> 24 & 0x7f}) metric {word & 0xff_ffff}");
                }
                break;
            case 5 or 7:
                mask = layer.Ip4();
                layer.Text($"\n\t    Mask {layer.Host(mask)}");
                while (layer.Position < end && !layer.Truncated)
                {
                    uint word = layer.U32();
                    layer.Text($"\n\t\ttopology {OspfNames.Topology(word >> 24 & 0x7f)} ({word >> 24 & 0x7f}), type {((word & 0x8000_0000) != 0 ? 2 : 1)}, metric");
                    if ((word & 0xff_ffff) == 0xff_ffff) layer.Text(" infinite"u8);
                    else layer.Text($" {word & 0xff_ffff}");
                    var forward = layer.Ip4();
                    if (!forward.IsAny) layer.Text($", forward {layer.Host(forward)}");
                    var tag = layer.Ip4();
                    if (!tag.IsAny) layer.Text($", tag {layer.Host(tag)}");
                }
                break;
            case 6:
                while (layer.Position < end && !layer.Truncated)
                {
                    uint kind = layer.U32();
                    var router = layer.Ip4();
                    switch (kind)
                    {
                        case 1:
                            layer.Text($"\n\t    Router Router-ID {layer.Host(router)}");
                            break;
                        case 2:
                            layer.Text($"\n\t    Network Designated Router {layer.Host(router)}");
                            break;
                        default:
                            layer.Text($"\n\t    Unknown VertexType ({kind})");
                            break;
                    }
                }
                break;
            case 9 or 10 or 11:
                switch (id >> 24)
                {
                    case 1: return OspfTraffic.Print(ref layer, end, out valid);
                    case 3 when type == 9: return Restart(ref layer, end);
                    case 4: return Information(ref layer, end);
                    default:
                        if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(end - layer.Position, layer.Captured)], "\n\t    "u8);
                        break;
                }
                break;
        }
        return true;
    }

    private static bool Router(ref Layer layer)
    {
        byte flags = layer.U8();
        layer.Skip(1);
        layer.Text("\n\t    Router LSA Options: ["u8);
        layer.Bits(flags, OspfNames.RouterFlag);
        layer.Text("]"u8);
        ushort links = layer.U16();
        for (; links > 0 && !layer.Truncated; links--)
        {
            var id = layer.Ip4();
            var data = layer.Ip4();
            byte type = layer.U8(), services = layer.U8();
            switch (type)
            {
                case 1:
                    layer.Text($"\n\t      Neighbor Router-ID: {layer.Host(id)}, Interface Address: {layer.Host(data)}");
                    break;
                case 2:
                    layer.Text($"\n\t      Neighbor Network-ID: {layer.Host(id)}, Interface Address: {layer.Host(data)}");
                    break;
                case 3:
                    layer.Text($"\n\t      Stub Network: {layer.Host(id)}, Mask: {layer.Host(data)}");
                    break;
                case 4:
                    layer.Text($"\n\t      Virtual Link: Neighbor Router-ID: {layer.Host(id)}, Interface Address: {layer.Host(data)}");
                    break;
                default:
                    layer.Text($"\n\t      Unknown Router Link Type ({type})");
                    return true;
            }
            ushort metric = layer.U16();
            layer.Text($"\n\t\ttopology default (0), metric {metric}");
            for (; services > 0 && !layer.Truncated; services--)
            {
                byte topology = layer.U8();
                layer.Skip(1);
                metric = layer.U16();
                layer.Text($"\n\t\ttopology {OspfNames.Topology(topology)} ({topology}), metric {metric}");
            }
        }
        return true;
    }

    private static bool Restart(ref Layer layer, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            if (end - layer.Position < 4)
            {
                layer.Text($"\n\t    Remaining LS length {end - layer.Position} < 4");
                return false;
            }
            ushort kind = layer.U16(), size = layer.U16();
            layer.Text($"\n\t    {kind switch { 1 => "Grace Period", 2 => "Graceful restart Reason", 3 => "IPv4 interface address", _ => "unknown" }} TLV ({kind}), length {size}, value: ");
            if (size > end - layer.Position)
            {
                layer.Text($"\n\t    Bogus length {size} > remaining LS length {end - layer.Position}");
                return false;
            }
            int after = layer.Position + size;
            switch (kind)
            {
                case 1:
                    if (Wrong(ref layer, size, 4)) return false;
                    layer.Text($"{layer.U32()}s");
                    break;
                case 2:
                    if (Wrong(ref layer, size, 1)) return false;
                    byte reason = layer.U8();
                    layer.Text($"{reason switch { 0 => "Unknown", 1 => "Software Restart", 2 => "Software Reload/Upgrade", 3 => "Control Process Switch", _ => "Unknown" }} ({reason})");
                    break;
                case 3:
                    if (Wrong(ref layer, size, 4)) return false;
                    var address = layer.Ip4();
                    layer.Text($"{layer.Host(address)}");
                    break;
                default:
                    if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t      "u8);
                    break;
            }
            if (layer.Truncated) return true;
            // Values are padded to words.
            layer.Skip(after - layer.Position + (-size & 3));
        }
        return true;
    }

    private static bool Wrong(ref Layer layer, int size, int right)
    {
        if (size == right) return false;
        layer.Text($"\n\t    Bogus length {size} != {right}");
        return true;
    }

    private static bool Information(ref Layer layer, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            if (!layer.Has(4)) return false;
            if (end - layer.Position < 4)
            {
                layer.Text($"\n\t    Remaining LS length {end - layer.Position} < 4");
                return false;
            }
            ushort kind = layer.U16(), size = layer.U16();
            layer.Text($"\n\t    {(kind == 1 ? "Router Capabilities" : "unknown")} TLV ({kind}), length: {size}, value: ");
            if (size > end - layer.Position)
            {
                layer.Text($"\n\t    Bogus length {size} > remaining LS length {end - layer.Position}");
                return true;
            }
            int after = layer.Position + size;
            if (kind == 1)
            {
                if (size != 4)
                {
                    layer.Text($"\n\t    Bogus length {size} != 4");
                    return true;
                }
                uint capabilities = layer.U32();
                layer.Text("Capabilities: "u8);
                layer.Bits(capabilities, CapabilityName, "Unknown");
            }
            else if (layer.Verbosity <= 1)
            {
                layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t      "u8);
            }
            if (layer.Truncated) return true;
            layer.Skip(after - layer.Position);
        }
        return true;
    }

    private static string? CapabilityName(uint bit) => bit switch
    {
        0x001 or 0x002 or 0x004 or 0x008 => "Reserved",
        0x010 => "graceful restart capable",
        0x020 => "graceful restart helper",
        0x040 => "Stub router support",
        0x080 => "Traffic engineering",
        0x100 => "p2p over LAN",
        0x200 => "path computation server",
        _ => null,
    };
}
