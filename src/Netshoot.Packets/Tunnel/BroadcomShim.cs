namespace Netshoot.Packets.Tunnel;

/// <summary>Broadcom's shim for intercepted traffic; counts only as a source port.</summary>
[Dissects(Select.UdpSource, 49152)]
public readonly struct BroadcomShim : IDissector
{
    public static string Name => "bcm_li";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 4) return layer.Trunc();
        uint shim = layer.U32();
        layer.Text($"{(layer.Verbosity > 0 ? "\n    " : "")}BCM-LI-SHIM: direction {Direction(shim >> 29 & 7)}, pkt-type {PacketType(shim >> 25 & 15)}, pkt-subtype {Subtype(shim >> 21 & 15)}, li-id {shim & 0xfffff}");
        if (layer.Verbosity == 0) return Next.Done;
        layer.Text("\n    "u8);
        switch (shim >> 21 & 15)
        {
            case 1: return Next.EtherType(0x0800);
            case 2: return Next.EtherType(0x86dd);
            case 3: return Next.LinkType(1);
        }
        layer.Dump(layer.Rest, "\n    "u8);
        return Next.Done;
    }

    private static string Direction(uint value) => value switch
    {
        1 => "from target",
        2 => "to target",
        _ => "unknown",
    };

    private static string PacketType(uint value) => value switch
    {
        1 => "IPv4",
        2 => "IPv6",
        3 => "Ethernet",
        _ => "unknown",
    };

    private static string Subtype(uint value) => value switch
    {
        1 => "IPv4",
        2 => "IPv6",
        3 => "VLAN",
        _ => "unknown",
    };
}
