namespace Netshoot.Packets.Internet;

/// <summary>IPv4 within IP (RFC 2003).</summary>
[Dissects(Select.IpProtocol, 4)]
public readonly struct Ipv4InIp : IDissector
{
    public static string Name => "ip";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(1)) layer.EndEarly();
        if (!layer.Has(1) || layer.PeekU8() >> 4 == 4) return Ipv4.Dissect(ref layer);
        layer.Text($"IP{layer.PeekU8() >> 4}");
        return layer.Invalid();
    }
}
