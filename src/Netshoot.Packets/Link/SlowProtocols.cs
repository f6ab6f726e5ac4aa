namespace Netshoot.Packets.Link;

/// <summary>Slow protocols of Ethernet: link aggregation and its marker, and operations (IEEE 802.3 annex 57A, IEEE 802.1AX).</summary>
[Dissects(Select.EtherType, 0x8809)]
public readonly struct SlowProtocols : IDissector
{
    private const byte Aggregation = 1;
    private const byte Marker = 2;
    private const byte Operations = 3;

    public static string Name => "slow";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 1) return layer.Trunc();
        byte subtype = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.Field("subtype", subtype);
        switch (subtype)
        {
            case Aggregation or Marker:
                if (layer.Left < 1) return layer.Trunc();
                byte version = layer.U8();
                string name = subtype == Aggregation ? "LACP" : "MARKER";
                if (version != 1)
                {
                    layer.Text($"{name} version {version} packet not supported");
                    return Next.Done;
                }
                layer.Text($"{name}v{version}, length {length}");
                return layer.Verbosity == 0 ? Next.Done : Elements(ref layer, subtype);
            case Operations:
                layer.Text($"OAM, length {length}");
                return layer.Verbosity == 0 ? Next.Done : LinkOperations.Print(ref layer);
        }
        layer.Text($"unknown ({subtype}), length {length}");
        layer.Dump(layer.Bytes, "\n\t"u8);
        return Next.Done;
    }

    private static Next Elements(ref Layer layer, byte subtype)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 2) return Short(ref layer);
            byte kind = layer.U8(), size = layer.U8();
            if (layer.Truncated) return Next.Done;
            layer.Text($"\n\t{KindName(subtype, kind)} TLV (0x{kind:x2}), length {size}");
            if (kind == 0) return Next.Done;
            if (size < 2 || layer.Left < size - 2) return Short(ref layer);
            int start = layer.Position, value = size - 2;
            if (!layer.Has(value))
            {
                layer.EndEarly();
                return Next.Done;
            }
            Element(ref layer, subtype, kind, size);
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes.Slice(start, value), "\n\t  "u8);
            layer.Back(layer.Position - start);
            layer.Skip(value);
        }
        return Next.Done;
    }

    private static Next Short(ref Layer layer)
    {
        layer.Text("\n\t\t packet is too short"u8);
        return Next.Done;
    }

    private static void Element(ref Layer layer, byte subtype, byte kind, byte size)
    {
        switch (subtype, kind)
        {
            case (Aggregation, 1 or 2):
                if (Wrong(ref layer, size, 20)) return;
                ushort systemPriority = layer.U16();
                var system = layer.Mac();
                ushort key = layer.U16(), portPriority = layer.U16(), port = layer.U16();
                layer.Text($"\n\t  System {system}, System Priority {systemPriority}, Key {key}, Port {port}, Port Priority {portPriority}\n\t  State Flags [");
                byte state = layer.U8();
                layer.Bits(state, StateName);
                layer.Text("]"u8);
                break;
            case (Aggregation, 3):
                if (Wrong(ref layer, size, 16)) return;
                layer.Text($"\n\t  Max Delay {layer.U16()}");
                break;
            case (Marker, 1):
                if (Wrong(ref layer, size, 16)) return;
                port = layer.U16();
                system = layer.Mac();
                uint transaction = layer.U32();
                layer.Text($"\n\t  Request System {system}, Request Port {port}, Request Transaction ID 0x{transaction:x8}");
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..(size - 2)], "\n\t  "u8);
                break;
        }
    }

    private static bool Wrong(ref Layer layer, byte size, int right)
    {
        if (size == right) return false;
        layer.Text($"\n\t    ERROR: illegal length - should be {right}");
        return true;
    }

    private static string KindName(byte subtype, byte kind) => (subtype, kind) switch
    {
        (_, 0) => "Terminator",
        (Aggregation, 1) => "Actor Information",
        (Aggregation, 2) => "Partner Information",
        (Aggregation, 3) => "Collector Information",
        (Marker, 1) => "Marker Information",
        (Marker, 2) => "Marker Response Information",
        _ => "Unknown",
    };

    private static string? StateName(uint bit) => bit switch
    {
        0x01 => "Activity",
        0x02 => "Timeout",
        0x04 => "Aggregation",
        0x08 => "Synchronization",
        0x10 => "Collecting",
        0x20 => "Distributing",
        0x40 => "Default",
        _ => "Expired",
    };
}
