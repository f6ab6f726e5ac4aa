using Netshoot.Wire;

namespace Netshoot.Packets.Link.Cisco;

/// <summary>Cisco's VLAN trunking protocol.</summary>
[Dissects(Select.Snap, 0x000c_2003)]
public readonly struct VlanTrunking : IDissector
{
    private const int HeaderSize = 36;
    private const int DomainSize = 32;
    private const int VlanSize = 12;

    public static string Name => "vtp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize) return layer.Trunc();
        if (!layer.Has(HeaderSize)) layer.EndEarly();
        byte version = layer.U8(), type = layer.U8(), third = layer.U8(), domainLength = layer.U8();
        layer.Text($"VTPv{version}, Message {TypeName(type)} (0x{type:x2}), length {length}");
        layer.Field("type", type);
        if (layer.Verbosity == 0) return Next.Done;
        if (domainLength is < 1 or > DomainSize)
        {
            layer.Text($" [invalid MD length {domainLength}]");
            return layer.Trunc();
        }
        var domain = layer.Take(DomainSize);
        layer.Text("\n\tDomain name: "u8);
        layer.PrintableToZero(domain.IsEmpty ? domain : domain[..domainLength]);
        layer.Text($", {ThirdName(type)}: {third}");
        switch (type)
        {
            case 1:
                uint revision = layer.U32();
                var updater = layer.Ip4();
                layer.Text($"\n\t  Config Rev {revision:x}, Updater {layer.Host(updater)}");
                uint first = layer.U32(), second = layer.U32(), last = layer.U32();
                layer.Text($", Timestamp 0x{first:x8} 0x{second:x8} 0x{last:x8}");
                layer.Text(", MD5 digest: "u8);
                layer.HexBytes(layer.Take(16));
                break;
            case 2: return Subset(ref layer);
            case 3:
                uint start = layer.U32();
                layer.Text($"\n\tStart value: {start}");
                break;
        }
        return Next.Done;
    }

    private static Next Subset(ref Layer layer)
    {
        uint revision = layer.U32();
        layer.Text($", Config Rev {revision:x}");
        while (layer.Left > 0 && !layer.Truncated)
        {
            int size = layer.PeekU8();
            if (!layer.Has(1)) layer.EndEarly();
            if (size == 0) return Next.Done;
            if (!layer.Has(size))
            {
                layer.EndEarly();
                return Next.Done;
            }
            if (size < VlanSize)
            {
                layer.Invalid();
                return layer.Trunc();
            }
            int end = layer.Position + size;
            layer.Skip(1);
            byte status = layer.U8(), type = layer.U8(), nameLength = layer.U8();
            ushort vlan = layer.U16(), unit = layer.U16();
            uint association = layer.U32();
            layer.Text($"\n\tVLAN info status {(status == 0 ? "Operational" : "Shutdown/Suspended")}, type {VlanName(type)}, VLAN-id {vlan}, MTU {unit}, SAID 0x{association:x8}, Name ");
            if (end - layer.Position < 4 * ((nameLength + 3) / 4)) return layer.Invalid();
            layer.PrintableToZero(layer.Take(nameLength));
            layer.Skip(Math.Min(4 * ((nameLength + 3) / 4) - nameLength, end - layer.Position));
            while (layer.Position < end && !layer.Truncated)
            {
                if (end - layer.Position < 2) return layer.Invalid();
                byte kind = layer.U8();
                int words = layer.U8() * 2;
                layer.Text($"\n\t\t{PartName(kind)} TLV");
                if (end - layer.Position < words)
                {
                    layer.Text(" (TLV goes past the end of the packet)"u8);
                    return layer.Invalid();
                }
                if (words == 0)
                {
                    layer.Text(" (invalid TLV length 0)"u8);
                    return layer.Invalid();
                }
                var value = layer.Take(words);
                ushort number = new WireReader(value).U16();
                switch (kind)
                {
                    case 4:
                        layer.Text($", {(number == 1 ? "SRT" : "SRB")}, {number}");
                        break;
                    case 6:
                        layer.Text($", {(number == 1 ? "Enabled" : "Disabled")}, {number}");
                        break;
                    default:
                        layer.Text($", {number}");
                        break;
                }
            }
        }
        return Next.Done;
    }

    private static string ThirdName(byte type) => type switch
    {
        1 => "Followers",
        2 or 4 => "Seq number",
        3 => "Reserved",
        _ => "Reserved",
    };

    private static string TypeName(byte type) => type switch
    {
        1 => "Summary advertisement",
        2 => "Subset advertisement",
        3 => "Advertisement request",
        4 => "Join message",
        _ => "Unknown message type",
    };

    private static string VlanName(byte type) => type switch
    {
        1 => "Standard",
        2 => "FDDI",
        3 => "TrCRF",
        4 => "FDDI-net",
        5 => "TrBRF",
        _ => "Unknown",
    };

    private static string PartName(byte kind) => kind switch
    {
        1 => "Source-routing Ring Number",
        2 => "Source-routing Bridge Number",
        3 => "STP type",
        4 => "Parent VLAN",
        5 => "Translational bridging",
        6 => "Pruning",
        7 => "Bridge Type",
        8 => "Max ARE Hops",
        9 => "Max STE Hops",
        10 => "Backup CRF Mode",
        _ => "Unknown",
    };
}
