using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>Conditions in words (tc-ematch(8)): <c>TCA_EMATCH_TREE_*</c> and <c>struct tcf_ematch_hdr</c> (include/uapi/linux/pkt_cls.h). Those of other kinds than cmp and u32 are shown by their number.</summary>
internal static class ExtendedMatches
{
    private const ushort List = 2;
    private const int And = 1, Or = 2, Invert = 4;

    public static void Write(TcContext context, NetlinkAttributes tree)
    {
        if (!tree.Find(List).Nested.GetEnumerator().MoveNext()) return;
        var to = context.To;
        to.OpenArray("ematch");
        int relation = 0;
        foreach (var match in tree.Find(List).Nested)
        {
            var reader = match.Reader;
            reader.Skip(2);
            ushort kind = reader.U16(), flags = reader.U16();
            reader.Skip(2);
            if (reader.Truncated) break;
            string before = (relation switch { And => "AND ", Or => "OR ", _ => "" }) + ((flags & Invert) != 0 ? "NOT " : ""), text = Text(kind, reader);
            to.Field(null, before + text, $"\n  {before}{text}");
            relation = flags & (And | Or);
        }
        to.CloseArray();
        to.Text($"\n");
    }

    private static string Text(ushort kind, NetlinkReader reader)
    {
        const ushort Compare = 1, U32 = 3;
        switch (kind)
        {
            case U32:
                uint mask = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(reader.U32()), value = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(reader.U32());
                int offset = reader.I32(), next = reader.I32();
                return TcText.Invariant($"u32({value:x8}/{mask:x8} at {(next != 0 ? "nexthdr+" : "")}{offset})");
            case Compare:
                uint wanted = reader.U32(), masked = reader.U32();
                ushort place = reader.U16();
                byte sizes = reader.U8(), layers = reader.U8();
                string size = (sizes & 0xf) switch { 1 => "u8", 2 => "u16", _ => "u32" }, operation = (layers >> 4 & 0xf) switch { 0 => "eq", 1 => "gt", _ => "lt" };
                return TcText.Invariant($"cmp({size} at {place} layer {layers & 0xf} {(masked != 0 ? TcText.Invariant($"mask 0x{masked:x} ") : "")}{operation} {wanted})");
            default:
                return TcText.Invariant($"[unknown ematch {kind}]");
        }
    }
}
