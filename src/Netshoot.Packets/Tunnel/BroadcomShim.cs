namespace Netshoot.Packets.Tunnel;

/// <summary>Broadcom's shim for intercepted traffic; counts only as a source port.</summary>
[Dissects(Select.UdpSource, 49152)]
public readonly struct BroadcomShim : IDissector
{
    private const uint Undecided = 4;

    public static string Name => "bcm_li";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 4) return layer.Trunc();
        uint shim = layer.U32();
        layer.Text($"{(layer.Verbosity > 0 ? "\n    " : "")}BCM-LI-SHIM: direction {Direction(shim >> 29)}, pkt-type {PacketType(shim >> 25 & 15)}, pkt-subtype {Subtype(shim >> 22 & 7)}, li-id {shim & 0x3fffff}");
        if (layer.Verbosity == 0) return Next.Done;
        layer.Text("\n    "u8);
        switch (shim >> 25 & 15)
        {
            case Undecided:
                switch (layer.PeekU8() >> 4)
                {
                    case 4: return Next.EtherType(0x0800);
                    case 6: return Next.EtherType(0x86dd);
                }
                layer.Text("unknown payload"u8);
                return Next.Done;
            case 5: return Next.EtherType(0x0800);
            case 6: return Next.EtherType(0x86dd);
            case 7: return Next.LinkType(1);
        }
        return layer.Invalid();
    }

    private static string Direction(uint value) => value switch
    {
        1 => "unused",
        2 => "egress",
        3 => "ingress",
        _ => "unknown",
    };

    private static string PacketType(uint value) => value switch
    {
        Undecided => "undecided",
        5 => "ipv4",
        6 => "ipv6",
        7 => "ethernet",
        _ => "unknown",
    };

    private static string Subtype(uint value) => value switch
    {
        1 => "single VLAN tag",
        2 => "double VLAN tag",
        3 => "untagged",
        _ => "unknown",
    };
}
