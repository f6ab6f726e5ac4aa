using System.Text;
using Netshoot.Host.Names;
using Netshoot.Netlink;
using static Netshoot.Applets.XTables.ExtensionParts;

namespace Netshoot.Applets.XTables;

/// <summary>Matches of transport protocols (include/uapi/linux/netfilter/xt_tcpudp.h, xt_multiport.h, xt_sctp.h, xt_dccp.h, xt_esp.h and their like).</summary>
internal static class TransportMatches
{
    private static readonly (uint Bit, string Name)[] s_tcpFlags = [(1, "FIN"), (2, "SYN"), (4, "RST"), (8, "PSH"), (16, "ACK"), (32, "URG")];

    public static ExtensionText Tcp(NetlinkReader reader)
    {
        const byte Source = 1, Destination = 2, Flags = 4, Option = 8;
        var (s1, s2, d1, d2) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
        var (option, mask, compare, inverted) = (reader.U8(), reader.U8(), reader.U8(), reader.U8());
        return Tcp(s1, s2, (inverted & Source) != 0, d1, d2, (inverted & Destination) != 0, option, (inverted & Option) != 0, mask, compare, (inverted & Flags) != 0);
    }

    /// <summary>A match on TCP from its parts, as native expressions have them.</summary>
    public static ExtensionText Tcp(ushort s1, ushort s2, bool notSource, ushort d1, ushort d2, bool notDestination, byte option, bool notOption, byte mask, byte compare, bool notFlags)
    {
        var save = new StringBuilder();
        var list = new StringBuilder(" tcp");
        Ports(save, list, "s", s1, s2, notSource);
        Ports(save, list, "d", d1, d2, notDestination);
        if (option != 0)
        {
            save.Append(Invariant($" {Not(notOption)}--tcp-option {option}"));
            list.Append(Invariant($" option={(notOption ? "!" : "")}{option}"));
        }
        if (mask != 0 || notFlags)
        {
            save.Append($" {Not(notFlags)}--tcp-flags {FlagNames(mask)} {FlagNames(compare)}");
            list.Append(Invariant($" flags:{(notFlags ? "!" : "")}0x{mask:X2}/0x{compare:X2}"));
        }
        return new(save.ToString(), list.ToString())
        {
            Named = names => $" tcp{NamedPorts(names, "tcp", "s", s1, s2, notSource)}{NamedPorts(names, "tcp", "d", d1, d2, notDestination)}"
                + (option != 0 ? Invariant($" option={(notOption ? "!" : "")}{option}") : "")
                + (mask != 0 || notFlags ? $" flags:{(notFlags ? "!" : "")}{FlagNames(mask)}/{FlagNames(compare)}" : ""),
        };
    }

    private static string FlagNames(byte flags) => (flags & 0x3f) == 0 ? "NONE" : Names(flags, s_tcpFlags);

    public static ExtensionText Udp(NetlinkReader reader)
    {
        const byte Source = 1, Destination = 2;
        var (s1, s2, d1, d2, inverted) = (reader.U16(), reader.U16(), reader.U16(), reader.U16(), reader.U8());
        return TwoPorts("udp", s1, s2, (inverted & Source) != 0, d1, d2, (inverted & Destination) != 0);
    }

    public static ExtensionText TwoPorts(string name, ushort s1, ushort s2, bool notSource, ushort d1, ushort d2, bool notDestination)
    {
        var save = new StringBuilder();
        var list = new StringBuilder($" {name}");
        Ports(save, list, "s", s1, s2, notSource);
        Ports(save, list, "d", d1, d2, notDestination);
        return new(save.ToString(), list.ToString()) { Named = names => $" {name}{NamedPorts(names, name, "s", s1, s2, notSource)}{NamedPorts(names, name, "d", d1, d2, notDestination)}" };
    }

    private static string Service(INames names, ushort port, string protocol) => names.Service(port, protocol) ?? Invariant($"{port}");

    private static string NamedPorts(INames names, string protocol, string side, ushort first, ushort last, bool isInverted)
    {
        if (first == 0 && last == ushort.MaxValue && !isInverted) return "";
        string range = first == last ? Service(names, first, protocol) : $"{Service(names, first, protocol)}:{Service(names, last, protocol)}";
        return $" {side}pt{(first == last ? "" : "s")}:{(isInverted ? "!" : "")}{range}";
    }

    private static void Ports(StringBuilder save, StringBuilder list, string side, ushort first, ushort last, bool isInverted)
    {
        if (first == 0 && last == ushort.MaxValue && !isInverted) return;
        save.Append(Invariant($" {Not(isInverted)}--{side}port {Range(first, last)}"));
        list.Append(Invariant($" {side}pt{(first == last ? "" : "s")}:{(isInverted ? "!" : "")}{Range(first, last)}"));
    }

    public static ExtensionText Icmp(NetlinkReader reader, bool is6)
    {
        var (type, low, high, inverted) = (reader.U8(), reader.U8(), reader.U8(), (reader.U8() & 1) != 0);
        string option = is6 ? "icmpv6-type" : "icmp-type", word = is6 ? "ipv6-icmp" : "icmp";
        string codes = (low, high) switch { (0, 255) => "", _ when low == high => Invariant($"/{low}"), _ => Invariant($"/{low}-{high}") };
        string text = type == 255 && !is6 ? "any" : Invariant($"{type}{codes}");
        string shown = (low, high) switch { (0, 255) => "", _ when low == high => Invariant($" code {low}"), _ => Invariant($" codes {low}-{high}") };
        string list = inverted ? Invariant($" {word} !type {type}{shown}") : Invariant($" {word}type {type}{shown}");
        return new($" {Not(inverted)}--{option} {text}", list) { Named = _ => IcmpNames.Of(type, low, high, is6) is { } name ? $" {word} {(inverted ? "!" : "")}{name}" : list };
    }

    public static ExtensionText MultiPort(NetlinkReader reader, byte protocol)
    {
        const int Most = 15;
        byte kind = reader.U8(), count = Math.Min(reader.U8(), (byte)Most);
        Span<ushort> ports = stackalloc ushort[Most];
        for (int i = 0; i < Most; i++) ports[i] = reader.U16();
        var ranges = reader.Take(Most);
        bool inverted = reader.U8() != 0;
        string word = protocol switch { 17 => "udp", 132 => "sctp", 33 => "dccp", 136 => "udplite", _ => "tcp" };
        var text = new StringBuilder();
        for (int i = 0; i < count && i < ranges.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(Invariant($"{ports[i]}"));
            if (ranges[i] != 0 && i + 1 < count) text.Append(Invariant($":{ports[++i]}"));
        }
        string name = kind switch { 0 => "sports", 1 => "dports", _ => "ports" }, list = text.ToString();
        return new($" {Not(inverted)}--{name} {list}", $" multiport {name} {(inverted ? " !" : "")}{list}")
        {
            Named = names => $" multiport {name} {(inverted ? " !" : "")}{string.Join(',', list.Split(',').Select(r => string.Join(':', r.Split(':').Select(p => Service(names, ushort.Parse(p, System.Globalization.CultureInfo.InvariantCulture), word)))))}",
        };
    }

    public static ExtensionText SecurityIndexes(NetlinkReader reader, string name, bool hasHeaderLength)
    {
        var (first, last) = (reader.U32(), reader.U32());
        uint length = 0;
        byte reserved = 0;
        if (hasHeaderLength) (length, reserved) = (reader.U32(), reader.U8());
        byte inverted = reader.U8();
        bool not = (inverted & 1) != 0;
        string save = "", list = $" {name}";
        if (first != 0 || last != uint.MaxValue)
        {
            save = $" {Not(not)}--{name}spi {Range(first, last)}";
            list += $" spi{(first == last ? "" : "s")}:{(not ? "!" : "")}{Range(first, last)}";
        }
        if (length != 0) save += Invariant($" {Not((inverted & 2) != 0)}--{name}len {length}");
        if (reserved != 0) save += $" --{name}res";
        return new(save, list);
    }

    private static readonly string[] s_chunks =
    [
        "DATA", "INIT", "INIT_ACK", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT", "SHUTDOWN", "SHUTDOWN_ACK", "ERROR", "COOKIE_ECHO", "COOKIE_ACK", "ECN_ECNE", "ECN_CWR", "SHUTDOWN_COMPLETE",
    ];

    public static ExtensionText Sctp(NetlinkReader reader)
    {
        const uint Source = 1, Destination = 2, Chunks = 4;
        var (d1, d2, s1, s2) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
        // One word for each kind, of which a bit is used: the first eight words hold them all.
        var map = reader.Take(256) is { IsEmpty: false } words ? words[..32] : default;
        uint kind = reader.U32();
        var flagged = reader.Take(12);
        int count = reader.I32();
        var (flags, inverted) = (reader.U32(), reader.U32());
        var save = new StringBuilder();
        var list = new StringBuilder(" sctp");
        if ((flags & Source) != 0) Ports(save, list, "s", s1, s2, (inverted & Source) != 0);
        if ((flags & Destination) != 0) Ports(save, list, "d", d1, d2, (inverted & Destination) != 0);
        if ((flags & Chunks) == 0 || map.IsEmpty) return new(save.ToString(), list.ToString());
        string word = kind switch { 1 => "any", 2 => "all", _ => "only" };
        save.Append($" {Not((inverted & Chunks) != 0)}--chunk-types {word} ");
        list.Append($" {((inverted & Chunks) != 0 ? "!" : "")}{word} ");
        bool isFirst = true;
        var named = new StringBuilder();
        string head = list.ToString();
        if (!map.ContainsAnyExcept((byte)0xff))
        {
            save.Append("ALL");
            list.Append("ALL");
            return new(save.ToString(), list.ToString());
        }
        if (!map.ContainsAnyExcept((byte)0))
        {
            save.Append("NONE");
            list.Append("NONE");
            return new(save.ToString(), list.ToString());
        }
        for (int type = 0; type < 256; type++)
        {
            if ((map[type / 8] & 1 << type % 8) == 0) continue;
            if (!isFirst)
            {
                save.Append(',');
                list.Append(',');
            }
            isFirst = false;
            string flagText = ChunkFlags(type, flagged, Math.Clamp(count, 0, 4));
            string chunk = type < s_chunks.Length ? s_chunks[type] : type switch { 0xc1 => "ASCONF", 0x80 => "ASCONF_ACK", 0xc0 => "FORWARD_TSN", _ => Invariant($"{type}") };
            save.Append(chunk).Append(flagText);
            named.Append(named.Length > 0 ? "," : "").Append(chunk).Append(flagText);
            list.Append(Invariant($"0x{type:X4}")).Append(flagText);
        }
        return new(save.ToString(), list.ToString()) { Named = _ => $"{head}{named}" };
    }

    private static string ChunkFlags(int type, ReadOnlySpan<byte> flagged, int count)
    {
        // The letters of the flags that a chunk can have, from the highest bit.
        string letters = type switch { 0 => "----IUBE", 6 or 14 => "-------T", _ => "--------" };
        for (int i = 0; i < count && 3 * i + 2 < flagged.Length; i++)
        {
            if (flagged[3 * i] != type) continue;
            var (flag, mask) = (flagged[3 * i + 1], flagged[3 * i + 2]);
            var text = new StringBuilder(":");
            for (int bit = 7; bit >= 0; bit--)
            {
                if ((mask & 1 << bit) == 0) continue;
                char letter = letters[7 - bit];
                text.Append((flag & 1 << bit) != 0 ? letter : char.ToLowerInvariant(letter));
            }
            return text.ToString();
        }
        return "";
    }

    private static readonly string[] s_packets = ["REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID"];

    public static ExtensionText Dccp(NetlinkReader reader)
    {
        const ushort Source = 1, Destination = 2, Types = 4, Option = 8;
        var (d1, d2, s1, s2) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
        var (flags, inverted, types, option) = (reader.U16(), reader.U16(), reader.U16(), reader.U8());
        var save = new StringBuilder();
        var list = new StringBuilder(" dccp");
        if ((flags & Source) != 0) Ports(save, list, "s", s1, s2, (inverted & Source) != 0);
        if ((flags & Destination) != 0) Ports(save, list, "d", d1, d2, (inverted & Destination) != 0);
        if ((flags & Types) != 0)
        {
            var numbers = Enumerable.Range(0, s_packets.Length).Where(i => (types & 1 << i) != 0).ToList();
            save.Append($" {Not((inverted & Types) != 0)}--dccp-types {string.Join(',', numbers.Select(static i => s_packets[i]))}");
            list.Append($" {((inverted & Types) != 0 ? "!" : "")}{string.Join(',', numbers.Select(static i => Invariant($"{i}")))}");
        }
        if ((flags & Option) != 0)
        {
            save.Append(Invariant($" {Not((inverted & Option) != 0)}--dccp-option {option}"));
            list.Append(Invariant($" option={((inverted & Option) != 0 ? "!" : "")}{option}"));
        }
        string numbersText = string.Join(',', Enumerable.Range(0, s_packets.Length).Where(i => (types & 1 << i) != 0).Select(static i => Invariant($"{i}")));
        string namesText = string.Join(',', Enumerable.Range(0, s_packets.Length).Where(i => (types & 1 << i) != 0).Select(static i => s_packets[i]));
        return new(save.ToString(), list.ToString()) { Named = (flags & Types) == 0 ? null : _ => list.ToString().Replace($"{numbersText}", namesText, StringComparison.Ordinal) };
    }

    public static ExtensionText Route6(NetlinkReader reader)
    {
        const byte Type = 1, Segments = 2, Length = 4, Reserved = 8;
        var (type, first, last, length, flags, inverted) = (reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U8(), reader.U8());
        var save = new StringBuilder();
        var list = new StringBuilder(" rt");
        if ((flags & Type) != 0) Add("type", Invariant($"{type}"), (inverted & Type) != 0, "type");
        if (first != 0 || last != uint.MaxValue || (inverted & Segments) != 0) Add("segsleft", Range(first, last), (inverted & Segments) != 0, first == last ? "segsleft" : "segslefts");
        if ((flags & Length) != 0) Add("len", Invariant($"{length}"), (inverted & Length) != 0, "length");
        if ((flags & Reserved) != 0)
        {
            save.Append(" --rt-0-res");
            list.Append(" reserved");
        }
        return new(save.ToString(), list.ToString());

        void Add(string option, string value, bool not, string word)
        {
            save.Append($" {Not(not)}--rt-{option} {value}");
            list.Append($" {word}:{(not ? "!" : "")}{value}");
        }
    }

    private static readonly (uint Bit, string Name)[] s_headers =
        [(0x80, "hop-by-hop"), (0x40, "ipv6-opts"), (0x20, "ipv6-route"), (0x10, "ipv6-frag"), (0x08, "ah"), (0x04, "esp"), (0x02, "ipv6-nonxt"), (0x01, "protocol")];

    public static ExtensionText Headers6(NetlinkReader reader)
    {
        var (flags, inverted, mode) = (reader.U8(), reader.U8(), reader.U8());
        bool isSoft = mode != 0;
        // What follows the flags is by which of them it is inverted: all of them are, or none.
        bool not = inverted == 0xff;
        return new($" {Not(not)}--header {Names(flags, s_headers)}{(isSoft ? " --soft" : "")}", Invariant($" ipv6header flags:{(not ? "!" : "")}0x{flags:X2}{(isSoft ? " soft" : "")}"))
        {
            Named = _ => $" ipv6header flags:{(not ? "!" : "")}{Names(flags, s_headers)}{(isSoft ? " soft" : "")}",
        };
    }

    public static ExtensionText SegmentSize(NetlinkReader reader)
    {
        var (first, last, inverted) = (reader.U16(), reader.U16(), reader.U8() != 0);
        return new($" {Not(inverted)}--mss {Range(first, last)}", $" tcpmss match {(inverted ? "!" : "")}{Range(first, last)}");
    }

    public static ExtensionText Fragment6(NetlinkReader reader)
    {
        const byte Ids = 1, Length = 2, Reserved = 4, First = 8, More = 16, Last = 32;
        var (first, last, length, flags, inverted) = (reader.U32(), reader.U32(), reader.U32(), reader.U8(), reader.U8());
        var save = new StringBuilder();
        var list = new StringBuilder(" frag");
        if ((flags & Ids) != 0 && (first != 0 || last != uint.MaxValue || (inverted & Ids) != 0))
        {
            save.Append($" {Not((inverted & Ids) != 0)}--fragid {Range(first, last)}");
            list.Append($" id{(first == last ? "" : "s")}:{((inverted & Ids) != 0 ? "!" : "")}{Range(first, last)}");
        }
        if ((flags & Length) != 0)
        {
            save.Append(Invariant($" {Not((inverted & Length) != 0)}--fraglen {length}"));
            list.Append(Invariant($" length:{((inverted & Length) != 0 ? "!" : "")}{length}"));
        }
        foreach (var (bit, option, word) in ((byte, string, string)[])[(Reserved, "--fragres", "reserved"), (First, "--fragfirst", "first"), (More, "--fragmore", "more"), (Last, "--fraglast", "last")])
        {
            if ((flags & bit) == 0) continue;
            save.Append(' ').Append(option);
            list.Append(' ').Append(word);
        }
        return new(save.ToString(), list.ToString());
    }
}
