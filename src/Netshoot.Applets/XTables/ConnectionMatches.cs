using System.Text;
using Netshoot.Netlink;
using Netshoot.Wire;
using static Netshoot.Applets.XTables.ExtensionParts;

namespace Netshoot.Applets.XTables;

/// <summary>Matches on connections and on how often something passes (include/uapi/linux/netfilter/xt_conntrack.h, xt_hashlimit.h, xt_recent.h and their like).</summary>
internal static class ConnectionMatches
{
    private static readonly (uint Bit, string Name)[] s_states = [(1, "INVALID"), (8, "NEW"), (4, "RELATED"), (2, "ESTABLISHED"), (256, "UNTRACKED"), (64, "SNAT"), (128, "DNAT")];

    // The alias has an order of its own.
    private static readonly (uint Bit, string Name)[] s_oldStates = [(1, "INVALID"), (8, "NEW"), (4, "RELATED"), (2, "ESTABLISHED"), (256, "UNTRACKED")];

    private static readonly (uint Bit, string Name)[] s_statuses = [(1, "EXPECTED"), (2, "SEEN_REPLY"), (4, "ASSURED"), (8, "CONFIRMED")];

    public static ExtensionText State(NetlinkReader reader)
    {
        string names = Names(reader.U32(), s_oldStates);
        return new($" --state {names}", $" state {names}");
    }

    public static ExtensionText Connection(NetlinkReader reader, uint revision, bool is6)
    {
        const ushort StateFlag = 1, Protocol = 2, Status = 0x40, Expires = 0x80, Direction = 0x1000, Alias = 0x2000;
        Span<(InternetAddress Address, InternetAddress Mask)> networks = new (InternetAddress, InternetAddress)[4];
        for (int i = 0; i < networks.Length; i++) networks[i] = (Address(ref reader, is6), Address(ref reader, is6));
        var (expiresFirst, expiresLast, protocol) = (reader.U32(), reader.U32(), reader.U16());
        Span<ushort> ports = stackalloc ushort[8];
        for (int i = 0; i < 4; i++) ports[i] = ports[4 + i] = revision >= 3 ? reader.U16() : reader.U16BigEndian();
        var (match, inverted) = (reader.U16(), reader.U16());
        uint states = revision == 1 ? reader.U8() : reader.U16(), statuses = revision == 1 ? reader.U8() : reader.U16();
        if (revision >= 3)
            for (int i = 0; i < 4; i++) ports[4 + i] = reader.U16();

        if ((match & Alias) != 0)
        {
            bool not = (inverted & StateFlag) != 0;
            string names = Names(states, s_oldStates);
            return new($" {Not(not)}--state {names}", $" {Not(not)}state {names}", "state");
        }
        var save = new StringBuilder();
        var list = new StringBuilder();
        if ((match & StateFlag) != 0) Add(StateFlag, "ctstate", Names(states, s_states));
        if ((match & Protocol) != 0) Add(Protocol, "ctproto", Invariant($"{protocol}"));
        ReadOnlySpan<string> sides = ["ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst"];
        for (int i = 0; i < 4; i++)
            if ((match & 4 << i) != 0) Add((ushort)(4 << i), sides[i], Network(networks[i].Address, networks[i].Mask, showsWhole: false));
        for (int i = 0; i < 4; i++)
            if ((match & 0x100 << i) != 0) Add((ushort)(0x100 << i), sides[i] + "port", Range(ports[i], ports[4 + i]));
        if ((match & Status) != 0) Add(Status, "ctstatus", statuses == 0 ? "NONE" : Names(statuses, s_statuses));
        if ((match & Expires) != 0) Add(Expires, "ctexpire", Range(expiresFirst, expiresLast));
        if ((match & Direction) != 0)
        {
            string direction = (inverted & Direction) != 0 ? "REPLY" : "ORIGINAL";
            save.Append($" --ctdir {direction}");
            list.Append($" ctdir {direction}");
        }
        return new(save.ToString(), list.ToString());

        void Add(ushort bit, string option, string value)
        {
            save.Append($" {Not((inverted & bit) != 0)}--{option} {value}");
            list.Append($" {Not((inverted & bit) != 0)}{option} {value}");
        }
    }

    // XT_LIMIT_SCALE and XT_HASHLIMIT_SCALE*: rates are the time between two packets, in ten-thousandths or millionths of a second.
    private static string Rate(ulong period, ulong scale)
    {
        (string Name, ulong Mult)[] units = [("day", scale * 86400), ("hour", scale * 3600), ("min", scale * 60), ("sec", scale)];
        if (period == 0) return " inf";
        int i = 1;
        while (i < units.Length && period <= units[i].Mult && units[i].Mult / period >= units[i].Mult % period) i++;
        return Invariant($"{units[i - 1].Mult / period}/{units[i - 1].Name}");
    }

    public static ExtensionText Limit(NetlinkReader reader)
    {
        const ulong Scale = 10000;
        var (period, burst) = (reader.U32(), reader.U32());
        return Limit(Rate(period, Scale), burst);
    }

    public static ExtensionText Limit(string rate, uint burst)
    {
        const uint Usual = 5;
        return new(burst == Usual ? $" --limit {rate}" : Invariant($" --limit {rate} --limit-burst {burst}"), Invariant($" limit: avg {rate} burst {burst}"));
    }

    public static ExtensionText HashLimit(NetlinkReader reader, uint revision)
    {
        const uint Destination = 1, DestinationPort = 2, Source = 4, SourcePort = 8, Inverted = 16, InBytes = 32, RateMatch = 64;
        string name = Text(ref reader, revision == 1 ? 16 : 255);
        ulong period, burst;
        uint mode;
        if (revision == 1)
        {
            (mode, period, burst) = (reader.U32(), reader.U32(), reader.U32());
        }
        else
        {
            // The structure is aligned behind 255 bytes of name.
            reader.Skip(1);
            (period, burst, mode) = (reader.U64(), reader.U64(), reader.U32());
        }
        var (size, most, sweep, expire) = (reader.U32(), reader.U32(), reader.U32(), reader.U32());
        uint interval = revision >= 3 ? reader.U32() : 0;
        var (sourceMask, destinationMask) = (reader.U8(), reader.U8());
        ulong scale = revision == 1 ? 10000ul : 1000000ul;
        string word = (mode & Inverted) != 0 ? "above" : "upto", shownWord = (mode & Inverted) != 0 ? "above" : "up to";
        var save = new StringBuilder();
        var list = new StringBuilder();
        ulong period2 = 0;
        if ((mode & InBytes) != 0)
        {
            string rate = ByteRate(period);
            save.Append($" --hashlimit-{word} {rate}");
            list.Append($" limit: {shownWord} {rate}");
            if (burst != 1 && burst != 0)
            {
                string amount = Kilobytes(ByteCost(period) * burst);
                save.Append($" --hashlimit-burst {amount}");
                list.Append($" burst {amount}");
            }
        }
        else
        {
            string rate = Rate(period, scale);
            period2 = Quantum(period, scale);
            save.Append(Invariant($" --hashlimit-{word} {rate} --hashlimit-burst {burst}"));
            list.Append(Invariant($" limit: {shownWord} {rate} burst {burst}"));
        }
        string modes = Names(mode, [(Source, "srcip"), (SourcePort, "srcport"), (Destination, "dstip"), (DestinationPort, "dstport")]);
        if (modes.Length > 0)
        {
            save.Append($" --hashlimit-mode {modes}");
            list.Append($" mode {modes.Replace(',', '-')}");
        }
        save.Append($" --hashlimit-name {name}");
        Add("htable-size", size, 0);
        Add("htable-max", most, 0);
        Add("htable-gcinterval", sweep, 1000);
        // How long an entry lives is as long as its rate's unit, unless it was said.
        Add("htable-expire", expire, (mode & InBytes) == 0 ? period2 : burst > 1 ? 60000u : 15000u);
        Add("srcmask", sourceMask, sourceMask > 32 ? 128u : 32u);
        Add("dstmask", destinationMask, destinationMask > 32 ? 128u : 32u);
        if (revision >= 3 && (mode & RateMatch) != 0)
        {
            save.Append(" --hashlimit-rate-match");
            list.Append(" rate-match");
            if (interval != 1)
            {
                save.Append(Invariant($" --hashlimit-rate-interval {interval}"));
                list.Append(Invariant($" rate-interval {interval}"));
            }
        }
        return new(save.ToString(), list.ToString());

        void Add(string option, ulong value, ulong usual)
        {
            if (value == usual) return;
            save.Append(Invariant($" --hashlimit-{option} {value}"));
            list.Append(Invariant($" {option} {value}"));
        }
    }

    // Milliseconds of the unit that a rate is shown in.
    private static ulong Quantum(ulong period, ulong scale)
    {
        ulong[] units = [86400, 3600, 60, 1];
        if (period == 0) return 0;
        int i = 1;
        while (i < units.Length && period <= units[i] * scale && units[i] * scale / period >= units[i] * scale % period) i++;
        return units[i - 1] * 1000;
    }

    // XT_HASHLIMIT_BYTE_SHIFT: byte rates are kept as how many such blocks one second's worth is.
    private static ulong ByteCost(ulong value)
    {
        const int Shift = 4;
        return value == 0 || value > uint.MaxValue ? 0 : uint.MaxValue / value - 1 << Shift;
    }

    private static string ByteRate(ulong value) => Kilobytes(ByteCost(value)) + "/s";

    private static string Kilobytes(ulong bytes)
    {
        (string Name, ulong Size)[] units = [("mb", 1024 * 1024), ("kb", 1024), ("b", 1)];
        foreach (var (name, size) in units)
            if (bytes >= size && bytes % size == 0) return Invariant($"{bytes / size}{name}");
        return Invariant($"{bytes}b");
    }

    public static ExtensionText Recent(NetlinkReader reader, uint revision, bool is6)
    {
        const byte Check = 1, Set = 2, Update = 4, Remove = 8, Ttl = 16, Reap = 32;
        var (seconds, hits, flags, inverted) = (reader.U32(), reader.U32(), reader.U8(), reader.U8() != 0);
        string name = Text(ref reader, 200);
        byte side = reader.U8();
        reader.Skip(1);
        var mask = revision >= 1 ? Address(ref reader, is6) : default;
        var save = new StringBuilder();
        var list = new StringBuilder(" recent:");
        foreach (var (bit, option, word) in ((byte, string, string)[])[(Set, "--set", "SET"), (Check, "--rcheck", "CHECK"), (Update, "--update", "UPDATE"), (Remove, "--remove", "REMOVE")])
        {
            if ((flags & bit) == 0) continue;
            save.Append($" {Not(inverted)}{option}");
            list.Append($" {(inverted ? "!" : "")}{word}");
        }
        if (seconds != 0)
        {
            save.Append(Invariant($" --seconds {seconds}"));
            list.Append(Invariant($" seconds: {seconds}"));
        }
        if ((flags & Reap) != 0)
        {
            save.Append(" --reap");
            list.Append(" reap");
        }
        if (hits != 0)
        {
            save.Append(Invariant($" --hitcount {hits}"));
            list.Append(Invariant($" hit_count: {hits}"));
        }
        if ((flags & Ttl) != 0)
        {
            save.Append(" --rttl");
            list.Append(" TTL-Match");
        }
        save.Append($" --name {name}");
        list.Append($" name: {name}");
        list.Append(side == 0 ? " side: source" : " side: dest");
        if (revision >= 1)
        {
            save.Append($" --mask {mask}");
            list.Append($" mask: {mask}");
        }
        save.Append(side == 0 ? " --rsource" : " --rdest");
        return new(save.ToString(), list.ToString());
    }

    public static ExtensionText Statistic(NetlinkReader reader)
    {
        const ushort Random = 0;
        var (mode, flags, first, second) = (reader.U16(), reader.U16(), reader.U32(), reader.U32());
        bool inverted = (flags & 1) != 0;
        // A probability is a part of 2^31.
        string text = mode == Random ? Invariant($"random {Not(inverted)}--probability {first / 2147483648.0:F11}") : Invariant($"nth {Not(inverted)}--every {first + 1} --packet {second}");
        return new($" --mode {text}", $" statistic mode {text.Replace("--", "", StringComparison.Ordinal)}");
    }

    public static ExtensionText Policy(NetlinkReader reader, bool is6)
    {
        const int Most = 4;
        const ushort In = 1, None = 4, Strict = 8;
        var elements = new List<(InternetAddress S, InternetAddress SM, InternetAddress D, InternetAddress DM, uint Spi, uint Reqid, byte Proto, byte Mode, byte Match, byte Invert)>();
        for (int i = 0; i < Most; i++)
        {
            elements.Add((Address(ref reader, is6), Address(ref reader, is6), Address(ref reader, is6), Address(ref reader, is6),
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(reader.U32()), reader.U32(), reader.U8(), reader.U8(), reader.U8(), reader.U8()));
        }
        var (flags, count) = (reader.U16(), reader.U16());
        string direction = (flags & In) != 0 ? "in" : "out", kind = (flags & None) != 0 ? "none" : "ipsec";
        var save = new StringBuilder($" --dir {direction} --pol {kind}");
        var list = new StringBuilder($" policy match dir {direction} pol {kind}");
        var named = new StringBuilder(list.ToString());
        bool isStrict = (flags & Strict) != 0;
        if (isStrict)
        {
            save.Append(" --strict");
            list.Append(" strict");
            named.Append(" strict");
        }
        for (int i = 0; i < count && i < Most; i++)
        {
            var e = elements[i];
            if (isStrict)
            {
                list.Append(Invariant($" [{i}]"));
                named.Append(Invariant($" [{i}]"));
            }
            if (i > 0) save.Append(" --next");
            Add(0x20, "reqid", Invariant($"{e.Reqid}"), null);
            Add(0x10, "spi", Invariant($"0x{e.Spi:x}"), null);
            Add(0x04, "proto", e.Proto switch { 50 => "esp", 51 => "ah", 108 => "ipcomp", _ => Invariant($"{e.Proto}") }, Invariant($"{e.Proto}"));
            Add(0x08, "mode", e.Mode == 1 ? "tunnel" : "transport", null);
            Add(0x02, "tunnel-dst", Network(e.D, e.DM, showsWhole: false), null);
            Add(0x01, "tunnel-src", Network(e.S, e.SM, showsWhole: false), null);

            void Add(byte bit, string option, string value, string? shown)
            {
                if ((e.Match & bit) == 0) return;
                save.Append($" {Not((e.Invert & bit) != 0)}--{option} {value}");
                list.Append($" {Not((e.Invert & bit) != 0)}{option} {shown ?? value}");
                named.Append($" {Not((e.Invert & bit) != 0)}{option} {value}");
            }
        }
        return new(save.ToString(), list.ToString()) { Named = _ => named.ToString() };
    }

    public static ExtensionText ReverseFilter(NetlinkReader reader)
    {
        byte flags = reader.U8();
        (uint, string)[] names = [(1, "loose"), (2, "validmark"), (4, "accept-local"), (8, "invert")];
        string save = "", list = " rpfilter";
        foreach (var (bit, name) in names)
        {
            if ((flags & bit) == 0) continue;
            save += $" --{name}";
            list += $" {name}";
        }
        return new(save, list);
    }

    public static ExtensionText Socket(NetlinkReader reader, uint revision)
    {
        byte flags = revision == 0 ? (byte)0 : reader.U8();
        (uint, string)[] names = [(1, "--transparent"), (2, "--nowildcard"), (4, "--restore-skmark")];
        string text = "";
        foreach (var (bit, name) in names)
            if ((flags & bit) != 0) text += $" {name}";
        return new(text, $" socket{text}");
    }

    public static ExtensionText Count(NetlinkReader reader, uint revision, bool is6)
    {
        const uint Inverted = 1, Destination = 2;
        var mask = Address(ref reader, is6);
        var (limit, flags) = (reader.U32(), reader.U32());
        if (revision == 0) flags = flags != 0 ? Inverted : 0;
        int length = PrefixLength(mask) ?? 0;
        bool isDestination = (flags & Destination) != 0;
        return new(Invariant($" --connlimit-{((flags & Inverted) != 0 ? "upto" : "above")} {limit} --connlimit-mask {length} --connlimit-{(isDestination ? "daddr" : "saddr")}"),
            Invariant($" #conn {(isDestination ? "dst" : "src")}/{length} {((flags & Inverted) != 0 ? "<=" : ">")} {limit}"));
    }

    public static ExtensionText Bytes(NetlinkReader reader)
    {
        var (first, last, what, direction) = (reader.U64(), reader.U64(), reader.U8(), reader.U8());
        // An inverted range is one that ends before it begins.
        bool inverted = first > last;
        if (inverted) (first, last) = (last, first);
        string range = last == ulong.MaxValue ? Invariant($"{first}") : Invariant($"{first}:{last}");
        string mode = what switch { 0 => "packets", 1 => "bytes", _ => "avgpkt" }, side = direction switch { 0 => "original", 1 => "reply", _ => "both" };
        return new($" {Not(inverted)}--connbytes {range} --connbytes-mode {mode} --connbytes-dir {side}", $" {Not(inverted)}connbytes {range} connbytes mode {mode} connbytes direction {side}");
    }

    public static ExtensionText Label(NetlinkReader reader)
    {
        var (bit, options) = (reader.U16(), reader.U16());
        string set = (options & 2) != 0 ? "set" : "";
        bool inverted = (options & 1) != 0;
        return new(Invariant($" {Not(inverted)}--label \"{bit}\"{(set.Length > 0 ? " --set" : "")}"), Invariant($" connlabel {Not(inverted)}{bit}{(set.Length > 0 ? " set" : "")}"));
    }

    public static ExtensionText Helper(NetlinkReader reader)
    {
        bool inverted = reader.I32() != 0;
        string name = Text(ref reader, 30);
        return new($" {Not(inverted)}--helper {Quoted(name)}", $" helper match {Not(inverted)}\"{name}\"");
    }

    public static ExtensionText Quota(NetlinkReader reader)
    {
        bool inverted = (reader.U32() & 1) != 0;
        reader.Skip(4);
        ulong bytes = reader.U64();
        return new(Invariant($" {Not(inverted)}--quota {bytes}"), Invariant($" quota: {Not(inverted)}{bytes} bytes"));
    }

    /// <summary>A set of ipset(8). The rule has its number, and only ipset knows its name.</summary>
    public static ExtensionText Set(NetlinkReader reader, Func<ushort, string> nameOf)
    {
        const byte Inverted = 2, NoMatch = 8;
        var (index, dimensions, flags) = (reader.U16(), reader.U8(), reader.U8());
        string sides = string.Join(',', Enumerable.Range(1, Math.Min((int)dimensions, 6)).Select(i => (flags & 1 << i) != 0 ? "src" : "dst"));
        _ = NoMatch;
        bool not = (flags & 1) != 0;
        _ = Inverted;
        return new($" {Not(not)}--match-set {nameOf(index)} {sides}", $" {Not(not)}match-set {nameOf(index)} {sides}");
    }
}
