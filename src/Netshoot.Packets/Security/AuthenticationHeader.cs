using Netshoot.Packets.Internet;

namespace Netshoot.Packets.Security;

/// <summary>Authentication header (RFC 4302 section 2).</summary>
[Dissects(Select.IpProtocol, 51)]
public readonly struct AuthenticationHeader : IDissector
{
    private const int HeaderSize = 12;

    public static string Name => "ah";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(HeaderSize)) return layer.Trunc();
        byte next = layer.U8(), words = layer.U8();
        ushort reserved = layer.U16();
        int size = (words + 2) * 4;
        layer.Text("AH("u8);
        if (layer.Verbosity > 0) layer.Text($"length={words}({size}-bytes),");
        if (reserved != 0) layer.Text($"reserved=0x{reserved:x}[MustBeZero],");
        uint spi = layer.U32();
        layer.Text($"spi=0x{spi:x8},");
        layer.Field("spi", spi);
        uint sequence = layer.U32();
        layer.Text($"seq=0x{sequence:x},icv=0x");
        if (size < HeaderSize)
        {
            layer.Text(")"u8);
            return layer.Invalid();
        }
        for (int i = HeaderSize; i < size && !layer.Truncated; i++)
        {
            byte b = layer.U8();
            layer.Text($"{b:x2}");
        }
        layer.Text("): "u8);
        layer.Flow.IpProtocol = next;
        if (layer.Truncated) return Next.Done;
        if (!layer.Inner(Next.IpProtocol(next))) IpProtocols.Unknown(ref layer, next, layer.Left);
        return Next.Done;
    }
}
