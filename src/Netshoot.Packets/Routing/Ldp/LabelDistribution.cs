namespace Netshoot.Packets.Routing.Ldp;

/// <summary>Label distribution protocol (RFC 5036), in datagrams and in segments.</summary>
[Dissects(Select.UdpPort, 646)]
[Dissects(Select.TcpPort, 646)]
public readonly struct LabelDistribution : IDissector
{
    private const int HeaderSize = 10;
    private const int MessageHeaderSize = 8;
    private const int AfterLength = 4;
    private const int IdentifierSize = 6;
    private const int MessageIdentifierSize = 4;

    public static string Name => "ldp";

    public static Next Dissect(ref Layer layer)
    {
        while (layer.Left > HeaderSize + MessageHeaderSize && !layer.Truncated)
        {
            if (!Unit(ref layer)) break;
        }
        return Next.Done;
    }

    /// <returns>Whether another protocol data unit may follow.</returns>
    private static bool Unit(ref Layer layer)
    {
        if (!layer.Has(HeaderSize)) layer.EndEarly();
        ushort version = layer.U16(), length = layer.U16();
        bool verbose = layer.Verbosity > 0;
        layer.Text(verbose ? "\n\t"u8 : ""u8);
        if (version != 1)
        {
            layer.Text($"LDP version {version} packet not supported");
            return false;
        }
        if (length < IdentifierSize)
        {
            layer.Text($"LDP, pdu-length: {length} (too short, < {IdentifierSize})");
            return false;
        }
        int end = layer.Position + length;
        var router = layer.Ip4();
        ushort space = layer.U16();
        layer.Text($"LDP, Label-Space-ID: {layer.Host(router)}:{space}, pdu-length: {length}");
        layer.Field("label_space", space);
        if (!verbose) return false;
        while (layer.Position < end && !layer.Truncated)
        {
            if (!Message(ref layer, end)) return false;
        }
        return true;
    }

    private static bool Message(ref Layer layer, int unitEnd)
    {
        if (!layer.Has(MessageHeaderSize)) layer.EndEarly();
        ushort word = layer.U16(), length = layer.U16();
        int type = word & 0x7fff;
        layer.Text($"\n\t  {TypeName(type) ?? "Unknown"} Message (0x{type:x4}), length: {length}");
        if (length < MessageIdentifierSize)
        {
            layer.Text($" (too short, < {MessageIdentifierSize})");
            return false;
        }
        uint id = layer.U32();
        layer.Text($", Message ID: 0x{id:x8}, Flags: [{((word & 0x8000) != 0 ? "continue processing" : "ignore")} if unknown]");
        int size = length - MessageIdentifierSize;
        if (size > unitEnd - layer.Position) layer.EndEarly();
        if (layer.Truncated) return false;
        int end = layer.Position + size;
        // As observed, requests, releases and aborts are not taken apart.
        if (TypeName(type) is null || type is 0x0401 or 0x0403 or 0x0404)
        {
            if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t  "u8);
        }
        else
        {
            while (end - layer.Position >= AfterLength && LdpElement.Print(ref layer, end)) { }
        }
        if (layer.Truncated) return false;
        layer.Back(layer.Position - (end - size));
        if (layer.Verbosity > 1) layer.Dump(layer.Rest[..Math.Min(length, layer.Captured)], "\n\t  "u8);
        layer.Skip(size);
        return true;
    }

    private static string? TypeName(int type) => type switch
    {
        0x0001 => "Notification",
        0x0100 => "Hello",
        0x0200 => "Initialization",
        0x0201 => "Keepalive",
        0x0300 => "Address",
        0x0301 => "Address Withdraw",
        0x0400 => "Label Mapping",
        0x0401 => "Label Request",
        0x0402 => "Label Withdraw",
        0x0403 => "Label Release",
        0x0404 => "Label Abort Request",
        _ => null,
    };
}
