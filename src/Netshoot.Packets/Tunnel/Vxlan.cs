namespace Netshoot.Packets.Tunnel;

/// <summary>VXLAN, an Ethernet segment carried over UDP (RFC 7348 section 5).</summary>
[Dissects(Select.UdpPort, 4789)]
[Dissects(Select.Payload, (int)PayloadType.Vxlan)]
public readonly struct Vxlan : IDissector
{
    private const int HeaderSize = 8;
    private const byte VniIsValid = 0x08;

    public static string Name => "vxlan";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < HeaderSize) return layer.Trunc();
        byte flags = layer.U8();
        layer.Skip(3);
        uint vni = layer.U24();
        layer.Skip(1);
        layer.Field("vni", vni);
        layer.Text($"VXLAN, flags [{((flags & VniIsValid) != 0 ? "I" : "invalid")}] (0x{flags:x2}), vni {vni}\n");
        return Next.LinkType(1);
    }
}
