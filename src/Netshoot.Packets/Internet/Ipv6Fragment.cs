namespace Netshoot.Packets.Internet;

/// <summary>Fragments of IPv6 packets (RFC 8200 section 4.5).</summary>
[Dissects(Select.IpProtocol, 44)]
public readonly struct Ipv6Fragment : IDissector
{
    private const int HeaderSize = 8;

    public static string Name => "frag6";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 6)
        {
            IpProtocols.Unknown(ref layer, 44, layer.Left);
            return Next.Done;
        }
        int length = layer.Length;
        byte next = layer.U8();
        layer.Skip(1);
        ushort offset = layer.U16();
        uint id = layer.U32();
        layer.Text("frag ("u8);
        if (layer.Verbosity > 0) layer.Text($"0x{id:x8}:");
        layer.Text($"{offset & ~7}|{length - HeaderSize})");
        layer.Field("id", id);
        layer.Field("offset", offset & ~7);
        layer.Field("more_fragments", offset & 1);
        layer.Flow.FragmentOffset = offset & ~7;
        layer.Flow.MoreFragments = (offset & 1) != 0;
        layer.Flow.IpProtocol = next;
        if ((offset & ~7) != 0) return Next.Done;
        layer.Text(" "u8);
        if (length == HeaderSize) return Next.Done;
        return Ipv6.Following(ref layer, next);
    }
}
