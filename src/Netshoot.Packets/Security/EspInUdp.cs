namespace Netshoot.Packets.Security;

/// <summary>IKE and ESP on the port for network address translation (RFC 3948 section 2).</summary>
[Dissects(Select.UdpPort, 4500)]
public readonly struct EspInUdp : IDissector
{
    private const byte KeepAlive = 0xff;

    public static string Name => "isakmp_rfc3948";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length == 1 && layer.PeekU8() == KeepAlive)
        {
            layer.Text("isakmp-nat-keep-alive"u8);
            return Next.Done;
        }
        if (layer.Length < 4 || !layer.Has(4)) return layer.Trunc();
        // Four zeros stand where ESP would have its index.
        if (layer.PeekU32() == 0)
        {
            layer.Skip(4);
            layer.Text("NONESP-encap: "u8);
            return Next.UdpPort(500, 500);
        }
        layer.Text("UDP-encap: "u8);
        return Next.IpProtocol(50);
    }
}
