using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A VLAN: <c>IFLA_VLAN_*</c> (include/uapi/linux/if_link.h), its flags in include/uapi/linux/if_vlan.h; IEEE 802.1Q.</summary>
internal static class VlanKind
{
    private const ushort Id = 1, Flags = 2, Egress = 3, Ingress = 4, Protocol = 5, Mapping = 1;
    private const ushort Customer = 0x8100, Service = 0x88a8;

    private static readonly (uint Flag, string Word, string Name)[] s_flags =
    [
        (0x01, "reorder_hdr", "REORDER_HDR"),
        (0x02, "gvrp", "GVRP"),
        (0x08, "mvrp", "MVRP"),
        (0x04, "loose_binding", "LOOSE_BINDING"),
        (0x10, "bridge_binding", "BRIDGE_BINDING"),
    ];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Protocol) is { Exists: true } protocol)
        {
            string name = protocol.U16BigEndian switch { Customer => "802.1Q", Service => "802.1ad", var other => $"0x{other:x4}" };
            to.Field("protocol", name, $"protocol {name} ");
        }
        if (attributes.Find(Id) is { Exists: true } id) to.Field("id", id.U16, $"id {id.U16} ");
        if (attributes.Find(Flags).U32 is > 0 and var flags) WriteFlags(context, flags);
        WriteMap(context, attributes.Find(Ingress), "ingress_qos", "ingress-qos-map");
        WriteMap(context, attributes.Find(Egress), "egress_qos", "egress-qos-map");
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        uint flags = 0, changed = 0;
        for (; words.More; words.Advance())
        {
            if (Array.Find(s_flags, flag => words.Matches(flag.Word)) is { Flag: not 0 } flag)
            {
                changed |= flag.Flag;
                flags = KindWords.Switch(words) ? flags | flag.Flag : flags & ~flag.Flag;
            }
            else if (words.Matches("protocol"))
            {
                string word = words.Next();
                to.AttributeBigEndian(Protocol, ProtocolOf(word) ?? throw KindWords.Wrong(word, "protocol is invalid"));
            }
            else if (words.Matches("id"))
            {
                to.Attribute(Id, (ushort)KindWords.Number(words, ushort.MaxValue, "id is invalid"));
            }
            else if (words.Matches("ingress-qos-map"))
            {
                ReadMap(words, to, Ingress, "ingress-qos-map");
            }
            else if (words.Matches("egress-qos-map"))
            {
                ReadMap(words, to, Egress, "egress-qos-map");
            }
            else
            {
                throw KindWords.Unknown("vlan", words.Current);
            }
        }
        if (changed == 0) return;
        Span<byte> both = stackalloc byte[8];
        System.Runtime.InteropServices.MemoryMarshal.Write(both, flags);
        System.Runtime.InteropServices.MemoryMarshal.Write(both[4..], changed);
        to.Attribute(Flags, both);
    }

    /// <summary>The EtherType of a VLAN's protocol, or null for another word.</summary>
    public static ushort? ProtocolOf(string word) => word.ToUpperInvariant() switch { "802.1Q" => Customer, "802.1AD" => Service, _ => null };

    private static void WriteFlags(IpContext context, uint flags)
    {
        var to = context.To;
        to.OpenArray("flags");
        to.Text($"<");
        bool any = false;
        foreach (var (flag, _, name) in s_flags)
        {
            if ((flags & flag) == 0) continue;
            flags &= ~flag;
            to.Field(null, name, $"{(any ? "," : "")}{name}");
            any = true;
        }
        if (flags != 0) to.Field(null, $"{flags:x}", $"{(any ? "," : "")}{flags:x}");
        to.CloseArray();
        to.Text($"> ");
    }

    private static void WriteMap(IpContext context, NetlinkAttribute map, string key, string text)
    {
        if (!map.Exists) return;
        var to = context.To;
        to.OpenArray(key);
        to.Text($"{context.LineBreak}      {text} {{ ");
        foreach (var mapping in map.Nested)
        {
            if (mapping.Type != Mapping) continue;
            var reader = mapping.Reader;
            uint from = reader.U32(), target = reader.U32();
            to.OpenObject();
            to.Field("from", from, $"{from}:");
            to.Field("to", target, $"{target} ");
            to.CloseObject();
        }
        to.CloseArray();
        to.Text($"}} ");
    }

    private static void ReadMap(IpWords words, NetlinkRequest to, ushort attribute, string name)
    {
        int map = to.Begin(attribute, flagged: true);
        Span<byte> mapping = stackalloc byte[8];
        _ = words.Next();
        while (words.More && words.Current.IndexOf(':') is >= 0 and var colon)
        {
            string word = words.Current;
            if (!IpWords.TryNumber(word[..colon], out uint from) || !IpWords.TryNumber(word[(colon + 1)..], out uint target)) throw KindWords.Wrong(word[..colon], $"invalid {name}");
            System.Runtime.InteropServices.MemoryMarshal.Write(mapping, from);
            System.Runtime.InteropServices.MemoryMarshal.Write(mapping[4..], target);
            to.Attribute(Mapping, mapping);
            words.Advance();
        }
        to.End(map);
        words.Retreat();
    }
}
