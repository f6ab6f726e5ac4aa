using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Cisco's VLAN query protocol.</summary>
[Dissects(Select.UdpPort, 1589)]
public readonly struct VlanQuery : IDissector
{
    public static string Name => "vqp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 8) return layer.Trunc();
        if (!layer.Has(8)) layer.EndEarly();
        byte version = layer.U8(), type = layer.U8(), error = layer.U8(), items = layer.U8();
        if (layer.Truncated) return Next.Done;
        if (version != 1)
        {
            layer.Text($"VQP version {version}, length {length}");
            return Next.Done;
        }
        layer.Field("type", type);
        if (layer.Verbosity == 0)
        {
            layer.Text($"VQPv{version}, {TypeName(type)} Message, length {length}");
            return Next.Done;
        }
        uint sequence = layer.U32();
        layer.Text($"\n\tVQPv{version}, ");
        if (TypeName(type) is "unknown") layer.Text($"unknown ({type})");
        else layer.Text($"{TypeName(type)}");
        layer.Text(" Message, error-code "u8);
        if (ErrorName(error) is { } name) layer.Text($"{name} ({error})");
        else layer.Text($"unknown ({error})");
        layer.Text($", seq 0x{sequence:x8}, items {items}, length {length}");
        for (; items > 0 && !layer.Truncated && layer.Left > 0; items--)
        {
            if (layer.Left < 6) return layer.Trunc();
            uint kind = layer.U32();
            ushort size = layer.U16();
            layer.Text($"\n\t  {ItemName(kind)} Object (0x{kind:x8}), length {size}, value: ");
            if (size == 0) return Next.Done;
            if (layer.Left < size) return layer.Trunc();
            if (!layer.Has(size))
            {
                layer.EndEarly();
                return Next.Done;
            }
            var value = layer.Take(size);
            switch (kind)
            {
                case 0x0c01:
                    if (size != 4) return layer.Trunc();
                    layer.Text($"{layer.Host(InternetAddress.FromBytes(value))} (0x{new WireReader(value).U32():x8})");
                    break;
                case 0x0c02 or 0x0c03 or 0x0c04:
                    layer.Printable(value);
                    break;
                case 0x0c06 or 0x0c08:
                    if (size != 6) return layer.Trunc();
                    layer.MacBytes(value);
                    break;
                default:
                    if (layer.Verbosity <= 1) layer.Dump(value, "\n\t    "u8);
                    break;
            }
        }
        return Next.Done;
    }

    private static string TypeName(byte type) => type switch
    {
        1 => "JoinRequest",
        2 => "JoinResponse",
        3 => "ReconfirmRequest",
        4 => "ReconfirmResponse",
        _ => "unknown",
    };

    private static string? ErrorName(byte error) => error switch
    {
        0x00 => "Error Code",
        0x03 => "Access Denied",
        0x04 => "Shutdown port",
        0x05 => "Wrong VTP domain",
        _ => null,
    };

    private static string ItemName(uint kind) => kind switch
    {
        0x0c01 => "Client IP Address",
        0x0c02 => "Port Name",
        0x0c03 => "VLAN Name",
        0x0c04 => "VTP Domain",
        0x0c05 => "Ethernet Packet",
        0x0c06 => "MAC Address",
        0x0c08 => "MAC Address",
        _ => "unknown",
    };
}
