namespace Netshoot.Packets.Link;

/// <summary>Marvell's switch tag, plain and behind an EtherType of its own (LINKTYPE_DSA_TAG_DSA, LINKTYPE_DSA_TAG_EDSA).</summary>
[Dissects(Select.LinkType, 284)]
[Dissects(Select.LinkType, WithEtherType)]
public readonly struct MarvellSwitch : IDissector
{
    private const int WithEtherType = 285;

    private static readonly SwitchTag s_plain = new(4, static (ref layer, tag) => PrintTag(ref layer, tag, []));
    private static readonly SwitchTag s_typed = new(8, static (ref layer, tag) => PrintTag(ref layer, tag[4..], tag[..4]));

    public static string Name => "dsa";

    public static Next Dissect(ref Layer layer) => Ethernet.Frame(ref layer, layer.Key == WithEtherType ? s_typed : s_plain);

    private static void PrintTag(ref Layer layer, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> prefix)
    {
        int mode = tag[0] >> 6, device = tag[0] & 31, port = tag[1] >> 3, vlan = (tag[2] << 8 | tag[3]) & 0xfff;
        bool tagged = (tag[0] & 0x20) != 0;
        layer.Field("switch_device", device);
        layer.Field("switch_port", port);
        if (layer.Options.LinkHeader)
        {
            int type = prefix.IsEmpty ? 0 : prefix[0] << 8 | prefix[1];
            if (prefix.IsEmpty) layer.Text("Marvell DSA "u8);
            else layer.Text($"Marvell EDSA ethertype 0x{type:x4} ({EtherTypes.Name((uint)type) ?? "Unknown"}), rsvd {prefix[2]} {prefix[3]}, ");
            layer.Text($"mode {mode switch { 0 => "To CPU", 1 => "From CPU", 2 => "To Sniffer", _ => "Forward" }}, {(mode == 1 ? "target " : "")}dev {device}, port {port}, {(tagged ? "tagged" : "untagged")}, VID {vlan}, FPri {tag[2] >> 5}, ");
            return;
        }
        if (prefix.IsEmpty) layer.Text("DSA "u8);
        else layer.Text($"EDSA 0x{prefix[0] << 8 | prefix[1]:x4}, ");
        layer.Text(mode switch { 0 => "To CPU "u8, 1 => "CPU > "u8, 2 => "To Sniffer "u8, _ => "Forward "u8 });
        layer.Text($"port {device}.{port}, VLAN {vlan}{(tagged ? "t" : "u")}, ");
    }
}
