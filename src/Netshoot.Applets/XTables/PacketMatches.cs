using System.Text;
using Netshoot.Netlink;
using Netshoot.Wire;
using static Netshoot.Applets.XTables.ExtensionParts;

namespace Netshoot.Applets.XTables;

/// <summary>Matches on what a packet is and where it comes from (include/uapi/linux/netfilter/xt_*.h, netfilter_ipv4/ipt_*.h).</summary>
internal static class PacketMatches
{
    public static ExtensionText Comment(NetlinkReader reader)
    {
        string text = Text(ref reader, 256);
        return new($" --comment {Quoted(text)}", $" /* {text} */");
    }

    public static ExtensionText Mark(NetlinkReader reader, bool isConnection)
    {
        var (mark, mask, inverted) = (reader.U32(), reader.U32(), reader.U8() != 0);
        string value = mask == uint.MaxValue ? Invariant($"0x{mark:x}") : Invariant($"0x{mark:x}/0x{mask:x}");
        // The listing of one has a space more.
        return new($" {Not(inverted)}--mark {value}", isConnection ? $" connmark match {(inverted ? "!" : "")} {value}" : $" mark match {Not(inverted)}{value}");
    }

    public static ExtensionText HardwareAddress(NetlinkReader reader)
    {
        var bytes = reader.Take(6);
        reader.Skip(2);
        bool inverted = reader.I32() != 0;
        // Upper case is the original's.
        string address = bytes.IsEmpty ? "" : string.Join(':', bytes.ToArray().Select(static b => Invariant($"{b:x2}")));
        return new($" {Not(inverted)}--mac-source {address}", $" MAC {Not(inverted)}{address}");
    }

    private static readonly string[] s_addressTypes = ["UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW", "NAT", "XRESOLVE"];

    public static ExtensionText AddressType(NetlinkReader reader, uint revision)
    {
        const uint NotSource = 1, NotDestination = 2, In = 4, Out = 8;
        var (source, destination) = (reader.U16(), reader.U16());
        uint flags;
        if (revision == 0) flags = (reader.U32() != 0 ? NotSource : 0) | (reader.U32() != 0 ? NotDestination : 0);
        else flags = reader.U32();
        var save = new StringBuilder();
        var list = new StringBuilder(" ADDRTYPE match");
        Add("src", source, (flags & NotSource) != 0);
        Add("dst", destination, (flags & NotDestination) != 0);
        if ((flags & In) != 0)
        {
            save.Append(" --limit-iface-in");
            list.Append(" limit-in");
        }
        if ((flags & Out) != 0)
        {
            save.Append(" --limit-iface-out");
            list.Append(" limit-out");
        }
        return new(save.ToString(), list.ToString());

        void Add(string side, ushort mask, bool inverted)
        {
            if (mask == 0) return;
            string names = string.Join(',', Enumerable.Range(0, s_addressTypes.Length).Where(i => (mask & 1 << i) != 0).Select(static i => s_addressTypes[i]));
            save.Append($" {Not(inverted)}--{side}-type {names}");
            list.Append($" {side}-type {(inverted ? "!" : "")}{names}");
        }
    }

    public static ExtensionText AddressRange(NetlinkReader reader, bool is6)
    {
        const byte Source = 1, Destination = 2, NotSource = 16, NotDestination = 32;
        var (s1, s2, d1, d2) = (Address(ref reader, is6), Address(ref reader, is6), Address(ref reader, is6), Address(ref reader, is6));
        byte flags = reader.U8();
        string save = "", list = "";
        if ((flags & Source) != 0)
        {
            save += $" {Not((flags & NotSource) != 0)}--src-range {s1}-{s2}";
            list += $" source IP range {Not((flags & NotSource) != 0)}{s1}-{s2}";
        }
        if ((flags & Destination) != 0)
        {
            save += $" {Not((flags & NotDestination) != 0)}--dst-range {d1}-{d2}";
            list += $" destination IP range {Not((flags & NotDestination) != 0)}{d1}-{d2}";
        }
        return new(save, list);
    }

    public static ExtensionText Length(NetlinkReader reader)
    {
        var (first, last, inverted) = (reader.U16(), reader.U16(), reader.U8() != 0);
        return new($" {Not(inverted)}--length {Range(first, last)}", $" length {(inverted ? "!" : "")}{Range(first, last)}");
    }

    public static ExtensionText TimeToLive(NetlinkReader reader, bool is6)
    {
        var (mode, value) = (reader.U8(), reader.U8());
        string option = is6 ? "hl" : "ttl", word = is6 ? "HL" : "TTL";
        string save = mode switch { 0 => $"--{option}-eq", 1 => $"! --{option}-eq", 2 => $"--{option}-lt", _ => $"--{option}-gt" };
        string sign = mode switch { 0 => "==", 1 => "!=", 2 => "<", _ => ">" };
        return new(Invariant($" {save} {value}"), Invariant($" {word} match {word} {sign} {value}"));
    }

    public static ExtensionText TypeOfService(NetlinkReader reader)
    {
        var (mask, value, inverted) = (reader.U8(), reader.U8(), reader.U8() != 0);
        return new(Invariant($" {Not(inverted)}--tos 0x{value:x2}/0x{mask:x2}"), Invariant($" tos match{(inverted ? "!" : "")}0x{value:x2}/0x{mask:x2}"))
        {
            Named = mask == ServiceNames.Mask && ServiceNames.Of(value) is { } name ? _ => $" tos match{(inverted ? "!" : "")} {name}" : null,
        };
    }

    public static ExtensionText ServiceCode(NetlinkReader reader)
    {
        var (value, inverted) = (reader.U8(), reader.U8() != 0);
        return new(Invariant($" {Not(inverted)}--dscp 0x{value:x2}"), Invariant($" DSCP match {(inverted ? "!" : "")}0x{value:x2}"));
    }

    public static ExtensionText Owner(NetlinkReader reader)
    {
        const byte User = 1, Group = 2, Socket = 4, Supplementary = 8;
        var (u1, u2, g1, g2) = (reader.U32(), reader.U32(), reader.U32(), reader.U32());
        var (match, inverted) = (reader.U8(), reader.U8());
        string save = "", list = "";
        if ((match & User) != 0)
        {
            save += $" {Not((inverted & User) != 0)}--uid-owner {Range(u1, u2, "-")}";
            list += u1 == u2 ? $" owner UID match {Not((inverted & User) != 0)}{u1}" : $" owner UID match {Not((inverted & User) != 0)}{u1}-{u2}";
        }
        if ((match & Group) != 0)
        {
            save += $" {Not((inverted & Group) != 0)}--gid-owner {Range(g1, g2, "-")}";
            list += $" owner GID match {Not((inverted & Group) != 0)}{Range(g1, g2, "-")}";
        }
        if ((match & Socket) != 0)
        {
            save += $" {Not((inverted & Socket) != 0)}--socket-exists";
            list += $" owner socket {((inverted & Socket) != 0 ? "does not exist" : "exists")}";
        }
        if ((match & Supplementary) != 0)
        {
            save += $" {Not((inverted & Supplementary) != 0)}--suppl-groups";
            list += $" incl. suppl. groups{((inverted & Supplementary) != 0 ? "!" : "")}";
        }
        return new(save, list);
    }

    public static ExtensionText BridgePort(NetlinkReader reader)
    {
        const byte In = 1, Out = 2, Bridged = 4, IsIn = 8, IsOut = 16;
        string input = InterfaceName(ref reader), output = InterfaceName(ref reader);
        var (inverted, mask) = (reader.U8(), reader.U8());
        var text = new StringBuilder();
        if ((mask & IsIn) != 0) text.Append($" {Not((inverted & IsIn) != 0)}--physdev-is-in");
        if ((mask & In) != 0) text.Append($" {Not((inverted & In) != 0)}--physdev-in {input}");
        if ((mask & IsOut) != 0) text.Append($" {Not((inverted & IsOut) != 0)}--physdev-is-out");
        if ((mask & Out) != 0) text.Append($" {Not((inverted & Out) != 0)}--physdev-out {output}");
        if ((mask & Bridged) != 0) text.Append($" {Not((inverted & Bridged) != 0)}--physdev-is-bridged");
        return new(text.ToString(), $" PHYSDEV match{text}");
    }

    // A name and the mask that says how much of it counts; a beginning alone is shown with a plus.
    private static string InterfaceName(ref NetlinkReader reader)
    {
        string name = Text(ref reader, 16);
        var mask = reader.Take(16);
        int counted = mask.IndexOf((byte)0);
        if (counted < 0) counted = mask.Length;
        return counted > name.Length || name.EndsWith('+') ? name : $"{name}+";
    }

    public static ExtensionText PacketType(NetlinkReader reader)
    {
        var (type, inverted) = (reader.I32(), reader.I32() != 0);
        string name = type switch { 0 => "unicast", 1 => "broadcast", 2 => "multicast", _ => Invariant($"{type}") };
        return new($" {Not(inverted)}--pkt-type {name}", $" PKTTYPE {(inverted ? "!=" : "=")} {name}");
    }

    public static ExtensionText Pattern(NetlinkReader reader)
    {
        const byte Inverted = 1, IgnoreCase = 2;
        var (from, to) = (reader.U16(), reader.U16());
        string algorithm = Text(ref reader, 16);
        var pattern = reader.Take(128);
        byte length = reader.U8(), flags = reader.U8();
        pattern = pattern[..Math.Min(length, pattern.Length)];
        bool isHex = pattern.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        string shown = isHex ? $"\"|{Convert.ToHexStringLower(pattern)}|\"" : $"\"{Encoding.ASCII.GetString(pattern).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        bool not = (flags & Inverted) != 0;
        var save = new StringBuilder($" {Not(not)}--{(isHex ? "hex-string" : "string")} {shown} --algo {algorithm}");
        var list = new StringBuilder($" STRING match {(not ? "!" : "")} {shown} ALGO name {algorithm}");
        if (from != 0)
        {
            save.Append(Invariant($" --from {from}"));
            list.Append(Invariant($" FROM {from}"));
        }
        if (to != ushort.MaxValue)
        {
            save.Append(Invariant($" --to {to}"));
            list.Append(Invariant($" TO {to}"));
        }
        if ((flags & IgnoreCase) != 0)
        {
            save.Append(" --icase");
            list.Append(" ICASE");
        }
        return new(save.ToString(), list.ToString());
    }

    public static ExtensionText Bytes(NetlinkReader reader)
    {
        const int MostTests = 11;
        // struct xt_u32: tests of 11 locations of 8 bytes, 11 values of 8 bytes, two counts.
        const int TestSize = MostTests * 8 + MostTests * 8 + 4;
        var all = reader.Take(MostTests * TestSize);
        byte tests = reader.U8();
        bool inverted = reader.U8() != 0;
        var text = new StringBuilder();
        for (int t = 0; t < tests && t < MostTests && all.Length > 0; t++)
        {
            var test = all.Slice(t * TestSize, TestSize);
            int numbers = Math.Min(test[TestSize - 4], (byte)MostTests), values = Math.Min(test[TestSize - 3], (byte)MostTests);
            if (t > 0) text.Append("&&");
            for (int i = 0; i < numbers; i++)
            {
                uint number = BitConverter.ToUInt32(test[(8 * i)..]);
                if (i > 0) text.Append(test[8 * i + 4] switch { 0 => "&", 1 => "<<", 2 => ">>", _ => "@" });
                text.Append(Invariant($"0x{number:x}"));
            }
            text.Append('=');
            for (int i = 0; i < values; i++)
            {
                int at = MostTests * 8 + 8 * i;
                uint first = BitConverter.ToUInt32(test[at..]), last = BitConverter.ToUInt32(test[(at + 4)..]);
                if (i > 0) text.Append(',');
                text.Append(first == last ? Invariant($"0x{first:x}") : Invariant($"0x{first:x}:0x{last:x}"));
            }
        }
        return new($" {Not(inverted)}--u32 \"{text}\"", $" u32 {(inverted ? "! " : "")}\"{text}\"");
    }

    public static ExtensionText Program(NetlinkReader reader, uint revision)
    {
        const ushort Pinned = 1;
        ushort mode = revision == 0 ? (ushort)0 : reader.U16();
        ushort count = reader.U16();
        if (revision > 0) reader.Skip(4);
        else reader.Skip(2);
        if (mode == Pinned)
        {
            string path = Text(ref reader, 512);
            return new($" --object-pinned {path}", $" match bpf pinned {path}");
        }
        var text = new StringBuilder();
        for (int i = 0; i < count && i < 64; i++)
        {
            var (code, yes, no, value) = (reader.U16(), reader.U8(), reader.U8(), reader.U32());
            if (reader.Truncated) break;
            if (i > 0) text.Append(',');
            text.Append(Invariant($"{code} {yes} {no} {value}"));
        }
        return new(Invariant($" --bytecode \"{count},{text}\""), $"match bpf {text} ");
    }

    public static ExtensionText Congestion(NetlinkReader reader)
    {
        const byte Ip = 1, Echo = 0x10, Reduced = 0x20;
        var (operation, inverted, value) = (reader.U8(), reader.U8(), reader.U8());
        string save = "", list = " ECN match";
        if ((operation & Echo) != 0)
        {
            save += $" {Not((inverted & Echo) != 0)}--ecn-tcp-ece";
            list += $" {((inverted & Echo) != 0 ? "!" : "")}ECE";
        }
        if ((operation & Reduced) != 0)
        {
            save += $" {Not((inverted & Reduced) != 0)}--ecn-tcp-cwr";
            list += $" {((inverted & Reduced) != 0 ? "!" : "")}CWR";
        }
        if ((operation & Ip) != 0)
        {
            save += Invariant($" {Not((inverted & Ip) != 0)}--ecn-ip-ect {value}");
            list += Invariant($" {((inverted & Ip) != 0 ? "!" : "")}ECT={value}");
        }
        return new(save, list);
    }

    public static ExtensionText Realm(NetlinkReader reader)
    {
        var (id, mask, inverted) = (reader.U32(), reader.U32(), reader.U8() != 0);
        string value = mask == uint.MaxValue ? Invariant($"0x{id:x}") : Invariant($"0x{id:x}/0x{mask:x}");
        return new($" {Not(inverted)}--realm {value}", $" realm {Not(inverted)}{value}");
    }

    public static ExtensionText Processor(NetlinkReader reader)
    {
        var (number, inverted) = (reader.U32(), reader.U32() != 0);
        return new($" {Not(inverted)}--cpu {number}", $" cpu {Not(inverted)}{number}");
    }

    public static ExtensionText DeviceGroup(NetlinkReader reader)
    {
        const uint Source = 1, NotSource = 2, Destination = 4, NotDestination = 8;
        var (flags, source, sourceMask, destination, destinationMask) = (reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32());
        string save = "", list = "";
        if ((flags & Source) != 0) Add("src", source, sourceMask, (flags & NotSource) != 0);
        if ((flags & Destination) != 0) Add("dst", destination, destinationMask, (flags & NotDestination) != 0);
        return new(save, list);

        void Add(string side, uint group, uint mask, bool inverted)
        {
            string value = mask == uint.MaxValue ? Invariant($"0x{group:x}") : Invariant($"0x{group:x}/0x{mask:x}");
            save += $" {Not(inverted)}--{side}-group {value}";
            list += $" {Not(inverted)}{side}-group {value}";
        }
    }

    public static ExtensionText ControlGroup(NetlinkReader reader, uint revision)
    {
        if (revision == 0)
        {
            var (id, inverted) = (reader.U32(), reader.U32() != 0);
            return new($" {Not(inverted)}--cgroup {id}", $" cgroup {Not(inverted)}{id}");
        }
        var (hasPath, hasClass, notPath, notClass) = (reader.U8() != 0, reader.U8() != 0, reader.U8() != 0, reader.U8() != 0);
        const int OldPathSize = 4096, PathSize = 512;
        // In revision 2 the class stands in the place of the path, before that behind it.
        string path = "";
        uint number = 0;
        if (revision == 1) (path, number) = (Text(ref reader, OldPathSize), reader.U32());
        else if (hasClass) number = reader.U32();
        else path = Text(ref reader, PathSize);
        string save = "", list = "";
        if (hasPath)
        {
            save += $" {Not(notPath)}--path {path}";
            list += $" cgroup {Not(notPath)}{path}";
        }
        if (hasClass)
        {
            save += $" {Not(notClass)}--cgroup {number}";
            list += $" cgroup {Not(notClass)}{number}";
        }
        return new(save, list);
    }

    private static readonly string[] s_weekdays = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static ExtensionText Time(NetlinkReader reader)
    {
        const uint AllDays = 0xfffffffe, LastMoment = 24 * 60 * 60 - 1;
        const byte AllWeekdays = 0xfe, Kernel = 1, Contiguous = 2;
        var (start, stop, dayStart, dayStop, days, weekdays, flags) = (reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U8(), reader.U8());
        var save = new StringBuilder();
        var list = new StringBuilder(" TIME");
        if (dayStart != 0 || dayStop != LastMoment)
        {
            save.Append($" --timestart {Clock(dayStart)} --timestop {Clock(dayStop)}");
            list.Append($" from {Clock(dayStart)} to {Clock(dayStop)}");
        }
        if (days != AllDays)
        {
            var chosen = Enumerable.Range(1, 31).Where(d => (days & 1u << d) != 0).ToList();
            save.Append($" --monthdays {string.Join(',', chosen.Select(static d => Invariant($"{d}")))}");
            list.Append($" on {string.Join(',', chosen.Select(static d => Invariant($"{d}{Ordinal(d)}")))}");
        }
        if (weekdays != AllWeekdays)
        {
            string names = string.Join(',', Enumerable.Range(1, 7).Where(d => (weekdays & 1 << d) != 0).Select(static d => s_weekdays[d]));
            save.Append($" --weekdays {names}");
            list.Append($" on {names}");
        }
        if (start != 0)
        {
            save.Append($" --datestart {Date(start, 'T')}");
            list.Append($" starting from {Date(start, ' ')}");
        }
        if (stop != uint.MaxValue)
        {
            save.Append($" --datestop {Date(stop, 'T')}");
            // The last moment that a signed number of 32 bits holds is none that a person meant.
            if (stop != int.MaxValue) list.Append($" until date {Date(stop, ' ')}");
        }
        if ((flags & Kernel) != 0) save.Append(" --kerneltz");
        else list.Append(" UTC");
        if ((flags & Contiguous) != 0)
        {
            save.Append(" --contiguous");
            list.Append(" contiguous");
        }
        return new(save.ToString(), list.ToString());

        static string Clock(uint seconds) => Invariant($"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        static string Date(uint seconds, char separator) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString($"yyyy-MM-dd'{separator}'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        static string Ordinal(int day) => (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
    }
}
