namespace Netshoot.Packets.Link;

/// <summary>IP packets of Juniper's monitoring card (LINKTYPE_JUNIPER_MONITOR).</summary>
[Dissects(Select.LinkType, 164)]
public readonly struct JuniperMonitor : IDissector
{
    public static string Name => "juniper_monitor";

    public static Next Dissect(ref Layer layer)
    {
        byte type = layer.PeekU8(4);
        int cookie = type switch { 0x54 => 10, 0x00 => 4, _ => 0 };
        if (!JuniperServices.Begin(ref layer, "MONITOR", cookie, cookie != 10)) return Next.Done;
        if (cookie == 10) return layer.Invalid();
        if (layer.Options.LinkHeader) layer.Text("proto 0x0000, "u8);
        return layer.PeekU8() >> 4 == 6 ? Next.EtherType(0x86dd) : Next.EtherType(0x0800);
    }
}
