namespace Netshoot.Packets.Link;

/// <summary>Broadcom's switch tag, behind the addresses or before them (LINKTYPE_DSA_TAG_BRCM, LINKTYPE_DSA_TAG_BRCM_PREPEND).</summary>
[Dissects(Select.LinkType, 281)]
[Dissects(Select.LinkType, Prepended)]
public readonly struct BroadcomSwitch : IDissector
{
    private const int Prepended = 282;
    private const int TagSize = 4;

    private static readonly SwitchTag s_tag = new(TagSize, PrintTag);

    public static string Name => "brcm-tag";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Key != Prepended) return Ethernet.Frame(ref layer, s_tag);
        if (layer.Length < TagSize || !layer.Has(TagSize)) return layer.Trunc();
        PrintTag(ref layer, layer.Take(TagSize));
        return Next.LinkType(1);
    }

    private static void PrintTag(ref Layer layer, ReadOnlySpan<byte> tag)
    {
        if (!layer.Options.LinkHeader) return;
        int operation = tag[0] >> 5 & 7;
        layer.Text($"BRCM tag OP: {(operation == 0 ? "EG" : "IG")}, ");
        if (operation == 0)
        {
            layer.Text($"CID: {tag[1] | (tag[0] & 1) << 8}, RC: ");
            if (tag[2] == 0) layer.Text("none"u8);
            layer.Bits(tag[2], static bit => bit switch { 0x01 => "mirror", 0x02 => "MAC learning", 0x04 => "switching", 0x08 => "prot term", 0x10 => "prot snoop", 0x20 => "exception", _ => "reserved" }, none: "", separator: ",", highestFirst: true);
            layer.Text($", TC: {tag[3] >> 5 & 7}, port: {tag[3] & 31}, ");
        }
        else
        {
            layer.Text($"TC: {tag[0] >> 2 & 7}, TE: {(tag[0] & 3) switch { 0 => "None", 1 => "Untag", 2 => "Header", _ => "Reserved" }}, TS: {tag[1] >> 7}, DST map: 0x{tag[2] << 8 | tag[3]:x4}, ");
        }
    }
}
