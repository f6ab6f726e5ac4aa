using Netshoot.Packets.Internet;

namespace Netshoot.Packets.Security;

/// <summary>Encapsulating security payload (RFC 4303 section 2); without keys, what is not encrypted.</summary>
[Dissects(Select.IpProtocol, 50)]
public readonly struct EncapsulatingSecurity : IDissector
{
    /// <summary>The length of the padding and what the payload is, at its end.</summary>
    private const int TrailerSize = 2;

    public static string Name => "esp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length <= 8 || !layer.Has(8)) return layer.Trunc();
        uint spi = layer.U32(), sequence = layer.U32();
        layer.Text($"ESP(spi=0x{spi:x8},seq=0x{sequence:x}), length {length}");
        layer.Field("spi", spi);
        layer.Field("sequence", sequence);
        return SecurityAssociation.Find(layer.Options.Associations, spi, layer.Flow.Destination) is { } association ? Payload(ref layer, association) : Next.Done;
    }

    private static Next Payload(ref Layer layer, SecurityAssociation association)
    {
        int size = layer.Captured - association.CheckSize;
        if (size < association.BlockSize) return layer.Trunc();
        // What is no number of blocks was not encrypted with this cipher.
        if (size % association.BlockSize != 0) return Next.Done;
        var plain = association.Open(layer.Rest[..size]);
        if (plain.Length < TrailerSize || plain[^2] + TrailerSize > plain.Length) return layer.Trunc();
        byte protocol = plain[^1];
        int inner = plain.Length - TrailerSize - plain[^2];
        layer.Text(": "u8);
        layer.Field("carries", protocol);
        layer.Flow.IpProtocol = protocol;
        if (!layer.Inner(Next.IpProtocol(protocol), plain[..inner], inner)) IpProtocols.Unknown(ref layer, protocol, inner);
        return Next.Done;
    }
}
