namespace Netshoot.Packets.Link;

/// <summary>Point-to-point protocol (RFC 1661 section 2), with or without its address and control bytes.</summary>
[Dissects(Select.LinkType, 9)]
[Dissects(Select.LinkType, Ppp.Pseudo)]
[Dissects(Select.EtherType, Ppp.OverEthernet)]
public readonly struct Ppp : IDissector
{
    /// <summary>The key under which tunnels find this one: no file has it as its type.</summary>
    public const int Pseudo = -1661;

    internal const int OverEthernet = 0x880b;

    /// <summary>What frames are between where nothing takes it away (RFC 1662 section 3.1).</summary>
    private const byte Flag = 0x7e;

    public static string Name => "ppp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (layer.Key == OverEthernet) layer.Text(": "u8);
        if (length < 2) return layer.Trunc();
        if (!layer.Has(2)) layer.EndEarly();
        if (layer.PeekU16() is 0xff03)
        {
            layer.Skip(2);
            if (layer.Left < 2) return layer.Trunc();
        }
        // A compressed protocol field is one odd byte.
        ushort protocol = (layer.PeekU8() & 1) != 0 ? layer.U8() : layer.U16();
        if (layer.Options.LinkHeader)
        {
            if (PppProtocols.Name(protocol) is { } name) layer.Text($"{name} (0x{protocol:x4}), length {length}");
            else layer.Text($"unknown (0x{protocol:x4}), length {length}");
            layer.Text(": "u8);
        }
        layer.EndLinkHeader();
        layer.Field("protocol_number", protocol);
        return Payload(ref layer, protocol);
    }

    internal static Next Payload(ref Layer layer, ushort protocol)
    {
        int etherType = protocol switch
        {
            0x0021 or 0x0800 => 0x0800,
            0x0057 or 0x86dd => 0x86dd,
            0x002b => 0x8137,
            0x0281 => 0x8847,
            0x0283 => 0x8848,
            _ => -1,
        };
        if (etherType >= 0 && layer.Finish(Next.EtherType(etherType))) return Next.Done;
        if (etherType < 0 && layer.Finish(Next.PppProtocol(protocol))) return Next.Done;
        if (PppProtocols.Name(protocol) is { } name && PppProtocols.IsCompressed(protocol)) layer.Text($"{name}");
        else if (PppProtocols.Name(protocol) is { } known) layer.Text($"{known}, length {layer.Left}");
        else if (protocol >> 8 == Flag)
        {
            layer.Text($"unknown PPP protocol (0x{protocol:x4}): ");
            layer.Back(1);
            Framed(ref layer);
            return Next.Done;
        }
        else layer.Text($"unknown PPP protocol (0x{protocol:x4}) ");
        layer.Dump(layer.Rest, "\n\t"u8);
        return Next.Done;
    }

    /// <summary>Bytes as they were on a serial line: those behind an escape are turned back (RFC 1662 section 4.2).</summary>
    private static void Framed(ref Layer layer)
    {
        const byte Escape = 0x7d;
        const byte Turned = 0x20;
        byte[] plain = System.Buffers.ArrayPool<byte>.Shared.Rent(layer.Captured + 1);
        int length = 0;
        var rest = layer.Rest;
        for (int i = 0; i < rest.Length; i++)
        {
            plain[length++] = rest[i] == Escape && i + 1 < rest.Length ? (byte)(rest[++i] ^ Turned) : rest[i];
        }
        layer.Inner<PppFramed>(plain.AsSpan(0, length), length);
        System.Buffers.ArrayPool<byte>.Shared.Return(plain);
    }
}
