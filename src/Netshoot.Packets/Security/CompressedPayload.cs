namespace Netshoot.Packets.Security;

/// <summary>IP payload compression (RFC 3173 section 3).</summary>
[Dissects(Select.IpProtocol, 108)]
public readonly struct CompressedPayload : IDissector
{
    public static string Name => "ipcomp";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(4)) return layer.Trunc();
        layer.Skip(2);
        ushort index = layer.U16();
        layer.Text($"IPComp(cpi=0x{index:x4})");
        return Next.Done;
    }
}
