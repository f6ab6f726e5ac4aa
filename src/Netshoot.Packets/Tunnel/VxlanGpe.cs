namespace Netshoot.Packets.Tunnel;

/// <summary>VXLAN that says what it carries (draft-ietf-nvo3-vxlan-gpe section 3).</summary>
[Dissects(Select.UdpPort, 4790)]
public readonly struct VxlanGpe : IDissector
{
    public static string Name => "vxlan_gpe";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("VXLAN-GPE, "u8);
        if (layer.Length < 8) return layer.Trunc();
        byte flags = layer.U8();
        layer.Text("flags ["u8);
        layer.Bits(flags, static bit => bit switch { 0x08 => "I", 0x04 => "P", 0x01 => "O", _ => null }, separator: "", highestFirst: true);
        layer.Text("], "u8);
        layer.Skip(2);
        byte next = layer.U8();
        uint vni = layer.U24();
        layer.Skip(1);
        layer.Text($"vni {vni}{(layer.Verbosity > 0 ? "\n    " : ": ")}");
        layer.Field("vni", vni);
        switch (next)
        {
            case 1: return Next.EtherType(0x0800);
            case 2: return Next.EtherType(0x86dd);
            case 3: return Next.LinkType(1);
            case 4: return Next.EtherType(0x894f);
            case 5: return Next.EtherType(0x8847);
        }
        layer.Text("ERROR: unknown-next-protocol"u8);
        return Next.Done;
    }
}
