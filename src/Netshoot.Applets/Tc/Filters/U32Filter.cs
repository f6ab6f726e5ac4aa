using System.Buffers.Binary;
using System.Numerics;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;
using Netshoot.Wire;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The filter by words of the packet (tc-u32(8)), as it is shown: <c>TCA_U32_*</c>, <c>struct tc_u32_sel</c> and <c>tc_u32_key</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class U32Filter
{
    public const ushort Class = 1, Hash = 2, Link = 3, Divisor = 4, Selector = 5, Action = 7, Interface = 8, Counters = 9, Mark = 10, Flags = 11;
    public const byte Terminal = 1, HasOffset = 2, VariableOffset = 4, Eats = 8;
    private const int HeaderSize = 16, KeySize = 16;

    public static void Write(TcContext context, TrafficFilter filter, NetlinkAttributes options)
    {
        var to = context.To;
        uint handle = filter.Handle;
        if (handle != 0)
        {
            to.Field("fh", Handle(handle), $"fh {Handle(handle)}");
            if (context.Options.Raw) to.Text($"[{handle:x8}]");
            to.Text($" ");
        }
        if (Node(handle) is > 0 and var node) to.Field("order", node, $"order {node} ");
        var selector = options.Find(Selector);
        if (!selector.Exists && options.Find(Divisor) is { Exists: true } divisor) to.Field("ht_divisor", divisor.U32, $"ht divisor {divisor.U32} ");
        if (!selector.Exists)
        {
            ActionReport.WriteOfFilter(context, options.Find(Action));
            return;
        }
        var reader = selector.Reader;
        byte flags = reader.U8(), shift = reader.U8(), count = reader.U8();
        reader.Skip(1);
        ushort offsetMask = BinaryPrimitives.ReverseEndianness(reader.U16()), offset = reader.U16();
        short offsetPlace = (short)reader.U16(), hashPlace = (short)reader.U16();
        uint hashMask = BinaryPrimitives.ReverseEndianness(reader.U32());
        if (options.Find(Hash) is { Exists: true } hash)
        {
            to.Field("key_ht", TcText.Hex(hash.U32 >> 20), $"key ht {hash.U32 >> 20:x} ");
            to.Field("bkt", TcText.Hex(hash.U32 >> 12 & 0xff), $"bkt {hash.U32 >> 12 & 0xff:x} ");
        }
        if (options.Find(Class) is { Exists: true } number)
        {
            if ((flags & Terminal) != 0) to.Text($"*");
            to.Field("flowid", context.Class(number.U32), $"flowid {context.Class(number.U32)} ");
        }
        else if ((flags & Terminal) != 0)
        {
            to.Text($"terminal flowid ");
        }
        if (options.Find(Link) is { Exists: true } link) to.Field("link", Handle(link.U32), $"link {Handle(link.U32)} ");
        FilterKinds.WriteOffload(context, options.Find(Flags), ownLines: false);
        var counters = context.HasStatistics ? options.Find(Counters) : default;
        var hits = counters.Reader;
        ulong looked = hits.U64(), matched = hits.U64();
        if (counters.Exists)
        {
            to.Field("rule_hit", looked, $"(rule hit {looked} ");
            to.Field("success", matched, $"success {matched})");
        }
        if (options.Find(Mark) is { Exists: true } mark)
        {
            var marks = mark.Reader;
            uint value = marks.U32(), mask = marks.U32(), success = marks.U32();
            to.Field("fwmark_value", TcText.Invariant($"0x{value:x}"), $"{context.LineBreak}  mark 0x{value:x4} ");
            to.Field("fwmark_mask", TcText.Invariant($"0x{mask:x}"), $"0x{mask:x4} ");
            to.Field("fwmark_success", success, $"(success {success})");
        }
        WriteKeys(context, filter.Protocol, count, selector.Value, counters.Exists ? hits : default, counters.Exists);
        if ((flags & (VariableOffset | HasOffset)) != 0)
        {
            to.Text($"{context.LineBreak}    offset ");
            if ((flags & VariableOffset) != 0) to.Field("offset_mask", TcText.Invariant($"{offsetMask:x4}"), $"{offsetMask:x4}>>{shift} at {offsetPlace} ");
            if (offset != 0) to.Field("offset_off", offset, $"plus {offset} ");
        }
        if ((flags & Eats) != 0) to.Field("eat", true, $" eat ");
        if (hashMask != 0) to.Field("hash_mask", TcText.Invariant($"{hashMask:x8}"), $"{context.LineBreak}    hash mask {hashMask:x8} at {hashPlace} ");
        if (options.Find(Interface) is { Exists: true } device) to.Field("input_dev", device.Text, $"{context.LineBreak}  input dev {device.Text}{context.LineBreak}");
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }

    /// <summary>Reads a handle: <c>800::5</c>, the numbers of table, bucket and node.</summary>
    public static bool TryHandle(string word, out uint handle)
    {
        handle = 0;
        if (word.StartsWith("0x", StringComparison.Ordinal)) return TcNumber.TryHex(word, uint.MaxValue, out handle);
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        uint table = 0, bucket = 0, node = 0;
        if (colon < 0 || colon > 0 && !TcNumber.TryHex(word.AsSpan(0, colon), 0xfff, out table)) return false;
        string rest = word[(colon + 1)..];
        colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 ? rest.Length > 0 && !TcNumber.TryHex(rest, 0xff, out bucket) : colon > 0 && !TcNumber.TryHex(rest.AsSpan(0, colon), 0xff, out bucket)) return false;
        if (colon >= 0 && colon + 1 < rest.Length && !TcNumber.TryHex(rest.AsSpan(colon + 1), 0xfff, out node)) return false;
        handle = table << 20 | bucket << 12 | node;
        return true;
    }

    private static uint Node(uint handle) => handle & 0xfff;

    private static string Handle(uint handle)
    {
        uint table = handle >> 20, bucket = handle >> 12 & 0xff, node = Node(handle);
        string text = table != 0 ? TcText.Invariant($"{table:x}:") : "";
        if (bucket != 0) text += TcText.Hex(bucket);
        if (node != 0) text += TcText.Invariant($":{node:x}");
        return text;
    }

    private static void WriteKeys(TcContext context, ushort protocol, int count, ReadOnlySpan<byte> selector, NetlinkReader hits, bool counts)
    {
        var to = context.To;
        var reader = new NetlinkReader(selector[Math.Min(HeaderSize, selector.Length)..]);
        for (int i = 0; i < count && reader.Remaining >= KeySize; i++)
        {
            uint mask = BinaryPrimitives.ReverseEndianness(reader.U32()), value = BinaryPrimitives.ReverseEndianness(reader.U32());
            int offset = reader.I32(), offsetMask = reader.I32();
            ulong hit = counts ? hits.U64() : 0;
            if (to.IsText && context.Options.Common.Pretty && protocol is (EtherTypes.Ip or EtherTypes.Ip6))
            {
                if (protocol == EtherTypes.Ip) WriteWords(context, value, mask, offset);
            }
            else
            {
                string next = offsetMask != 0 ? "nexthdr+" : "";
                to.OpenObject("match");
                to.Text($"{context.LineBreak}  match {value:x8}/{mask:x8} at {next}{offset}");
                to.Field("value", TcText.Hex(value));
                to.Field("mask", TcText.Hex(mask));
                to.Field("offmask", next);
                to.Field("off", (long)offset);
                to.CloseObject();
            }
            if (counts) to.Field("success", hit, $" (success {hit} ) ");
        }
    }

    // What is known of an IPv4 header by its place.
    private static void WriteWords(TcContext context, uint value, uint mask, int offset)
    {
        var to = context.To;
        switch (offset)
        {
            case 0 when mask == 0x0f000000: to.Text($"{context.LineBreak}  match IP ihl {value >> 24}"); break;
            case 0 when mask == 0x00ff0000: to.Text($"{context.LineBreak}  match IP dsfield 0x{value >> 16:x}"); break;
            case 8 when mask == 0x00ff0000: to.Text($"{context.LineBreak}  match IP protocol {value >> 16}"); break;
            case 12 or 16 when BitOperations.LeadingZeroCount(~mask) is var bits && (bits == 32 || mask << bits == 0):
                Span<byte> bytes = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
                to.Text($"{context.LineBreak}  match IP {(offset == 12 ? "src" : "dst")} {InternetAddress.FromBytes(bytes)}/{bits}");
                break;
            case 20 when mask == 0x0000ffff: to.Text($"match dport {value & 0xffff}"); break;
            case 20 when mask == 0xffff0000: to.Text($"{context.LineBreak}  match sport {value >> 16}"); break;
            case 20 when mask == 0xffffffff: to.Text($"{context.LineBreak}  match dport {value & 0xffff}, match sport {value >> 16}"); break;
        }
    }
}
