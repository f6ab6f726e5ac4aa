
namespace Netshoot.Packets.Security;

/// <summary>Remote authentication and accounting (RFC 2865, RFC 2866, RFC 5176).</summary>
[Dissects(Select.UdpPort, 1645)]
[Dissects(Select.UdpPort, 1646)]
[Dissects(Select.UdpPort, 1700)]
[Dissects(Select.UdpPort, 1812)]
[Dissects(Select.UdpPort, 1813)]
[Dissects(Select.UdpPort, 3799)]
[Dissects(Select.Payload, (int)PayloadType.Radius)]
public readonly struct Radius : IDissector
{
    private const int HeaderSize = 20;


    public static string Name => "radius";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(HeaderSize) && (layer.Length < HeaderSize || !layer.Has(4))) return layer.Trunc();
        byte code = layer.U8(), id = layer.U8();
        ushort length = layer.U16();
        if (length < HeaderSize) return layer.Invalid();
        int end = Math.Min((int)length, layer.Length);
        layer.Field("code", code);
        layer.Field("id", id);
        if (layer.Verbosity == 0)
        {
            layer.Text($"RADIUS, {CodeName(code) ?? "Unknown Command"} ({code}), id: 0x{id:x2} length: {end}");
            return Next.Done;
        }
        layer.Text($"RADIUS, length: {end}\n\t{CodeName(code) ?? "Unknown Command"} ({code}), id: 0x{id:x2}, Authenticator: ");
        var authenticator = layer.Take(16);
        layer.HexBytes(authenticator);
        while (layer.Position < end && !layer.Truncated)
        {
            if (!layer.Has(2)) return layer.Trunc();
            byte kind = layer.U8(), size = layer.U8();
            layer.Text($"\n\t  {RadiusAttributes.Name(kind) ?? "Unknown"} Attribute ({kind}), length: {size}{(size < 2 ? ", (invalid)" : "")}");
            if (size < 2) return Next.Done;
            layer.Text(", Value: "u8);
            int left = end - layer.Position;
            if (size - 2 > left)
            {
                layer.Text(" (goes past end of packet)"u8);
                return Next.Done;
            }
            if (!layer.Has(size - 2))
            {
                layer.EndEarly();
                return Next.Done;
            }
            var value = layer.Take(size - 2);
            RadiusAttributes.Print(ref layer, kind, value);
            if (layer.Verbosity > 1) layer.Dump(value, "\n\t    "u8);
        }
        return Next.Done;
    }

    private static string? CodeName(byte code) => code switch
    {
        1 => "Access-Request",
        2 => "Access-Accept",
        3 => "Access-Reject",
        4 => "Accounting-Request",
        5 => "Accounting-Response",
        11 => "Access-Challenge",
        12 => "Status-Server",
        13 => "Status-Client",
        40 => "Disconnect-Request",
        41 => "Disconnect-ACK",
        42 => "Disconnect-NAK",
        43 => "CoA-Request",
        44 => "CoA-ACK",
        45 => "CoA-NAK",
        255 => "Reserved",
        _ => null,
    };
}
