namespace Netshoot.Packets.Routing;

/// <summary>Ad hoc on-demand distance vector routing (RFC 3561).</summary>
[Dissects(Select.UdpPort, 654)]
[Dissects(Select.Payload, (int)PayloadType.Aodv)]
public readonly struct AdHocOnDemand : IDissector
{
    public static string Name => "aodv";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        byte type = layer.PeekU8();
        if (!layer.Has(1)) layer.EndEarly();
        layer.Text(" aodv"u8);
        layer.Field("type", type);
        bool six = layer.Flow.IpVersion == 6;
        switch (type)
        {
            case 1: return Request(ref layer, length, six);
            case 2: return Reply(ref layer, length, six);
            case 3: return Error(ref layer, length, six);
            case 4:
                layer.Text($" rrep-ack {length}");
                break;
            default:
                layer.Text($" type {type} {length}");
                break;
        }
        return Next.Done;
    }

    private static Next Request(ref Layer layer, int length, bool six)
    {
        layer.Skip(1);
        byte first = layer.U8();
        layer.Skip(1);
        byte hops = layer.U8();
        uint id = layer.U32();
        var destination = six ? layer.Ip6() : layer.Ip4();
        uint destinationSequence = layer.U32();
        var origin = six ? layer.Ip6() : layer.Ip4();
        uint originSequence = layer.U32();
        layer.Text($" rreq {length} {((first & 0x80) != 0 ? "[J]" : "")}{((first & 0x40) != 0 ? "[R]" : "")}{((first & 0x20) != 0 ? "[G]" : "")}{((first & 0x10) != 0 ? "[D]" : "")}{((first & 0x08) != 0 ? "[U] " : " ")}hops {hops} id 0x{id:x8}\n\tdst {layer.Host(destination)} seq {destinationSequence} src {layer.Host(origin)} seq {originSequence}");
        Extension(ref layer);
        return Next.Done;
    }

    private static Next Reply(ref Layer layer, int length, bool six)
    {
        layer.Skip(1);
        byte first = layer.U8(), prefix = layer.U8(), hops = layer.U8();
        var destination = six ? layer.Ip6() : layer.Ip4();
        uint sequence = layer.U32();
        var origin = six ? layer.Ip6() : layer.Ip4();
        uint lifetime = layer.U32();
        layer.Text($" rrep {length} {((first & 0x80) != 0 ? "[R]" : "")}{((first & 0x40) != 0 ? "[A] " : " ")}prefix {prefix & 0x1f} hops {hops}\n\tdst {layer.Host(destination)} dseq {sequence} src {layer.Host(origin)} {lifetime} ms");
        Extension(ref layer);
        return Next.Done;
    }

    private static Next Error(ref Layer layer, int length, bool six)
    {
        layer.Skip(1);
        byte first = layer.U8();
        layer.Skip(1);
        byte count = layer.U8();
        layer.Text($" rerr {((first & 0x80) != 0 ? "[D]" : "")} [items {count}] [{length}]:");
        for (; count > 0 && !layer.Truncated; count--)
        {
            var destination = six ? layer.Ip6() : layer.Ip4();
            uint sequence = layer.U32();
            layer.Text($" {{{layer.Host(destination)}}}({sequence})");
        }
        return Next.Done;
    }

    private static void Extension(ref Layer layer)
    {
        if (layer.Left < 2) return;
        byte kind = layer.U8(), size = layer.U8();
        if (kind != 1)
        {
            layer.Text($"\n\text {kind} {size}");
            return;
        }
        layer.Text($"\n\text HELLO - {size} bytes");
        if (size < 4)
        {
            layer.Text(" (bad length!)"u8);
            return;
        }
        uint interval = layer.U32();
        layer.Text($", interval {interval}ms");
    }
}
