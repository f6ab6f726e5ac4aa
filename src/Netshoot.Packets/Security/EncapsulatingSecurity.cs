namespace Netshoot.Packets.Security;

/// <summary>Encapsulating security payload (RFC 4303 section 2); without keys, what is not encrypted.</summary>
[Dissects(Select.IpProtocol, 50)]
public readonly struct EncapsulatingSecurity : IDissector
{
    public static string Name => "esp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length <= 8 || !layer.Has(8)) return layer.Trunc();
        uint spi = layer.U32(), sequence = layer.U32();
        layer.Text($"ESP(spi=0x{spi:x8},seq=0x{sequence:x}), length {length}");
        layer.Field("spi", spi);
        layer.Field("sequence", sequence);
        return Next.Done;
    }
}
