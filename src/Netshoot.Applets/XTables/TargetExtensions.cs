using System.Text;
using Netshoot.Netlink;
using Netshoot.Wire;
using static Netshoot.Applets.XTables.ExtensionParts;

namespace Netshoot.Applets.XTables;

/// <summary>Targets of x_tables (include/uapi/linux/netfilter/xt_*.h, netfilter_ipv4/ipt_*.h, netfilter/nf_nat.h).</summary>
internal static class TargetExtensions
{
    private static readonly string[] s_rejects =
    [
        "icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable", "echo-reply", "icmp-net-prohibited", "icmp-host-prohibited", "tcp-reset", "icmp-admin-prohibited",
    ];

    private static readonly string[] s_rejects6 = ["icmp6-no-route", "icmp6-adm-prohibited", "icmp6-not-neighbour", "icmp6-addr-unreachable", "icmp6-port-unreachable", "icmp6-echo-reply", "tcp-reset", "icmp6-policy-fail", "icmp6-reject-route"];

    public static ExtensionText Reject(NetlinkReader reader, bool is6)
    {
        uint number = reader.U32();
        string[] names = is6 ? s_rejects6 : s_rejects;
        return Reject(number < names.Length ? names[number] : Invariant($"{number}"));
    }

    public static ExtensionText Reject(string answer) => new($" --reject-with {answer}", $" reject-with {answer}");

    public static ExtensionText Log(NetlinkReader reader)
    {
        const byte Warning = 4;
        var (level, flags) = (reader.U8(), reader.U8());
        string prefix = Text(ref reader, 30);
        string[] levels = ["emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];
        var save = new StringBuilder();
        if (prefix.Length > 0) save.Append($" --log-prefix {Quoted(prefix)}");
        if (level != Warning) save.Append(Invariant($" --log-level {level}"));
        (uint, string)[] names = [(1, "--log-tcp-sequence"), (2, "--log-tcp-options"), (4, "--log-ip-options"), (8, "--log-uid"), (32, "--log-macdecode")];
        foreach (var (bit, name) in names)
            if ((flags & bit) != 0) save.Append($" {name}");
        string tail = prefix.Length > 0 ? $" prefix \"{prefix}\"" : "";
        string words = save.ToString();
        string options = string.Concat(names.Where(n => (flags & n.Item1) != 0).Select(static n => $" {n.Item2[6..]}"));
        return new(words, Invariant($" LOG flags {flags} level {level}{tail}"))
        {
            Named = _ => level < levels.Length ? $" LOG level {levels[level]}{options}{tail}" : Invariant($" LOG UNKNOWN level {level}{options}{tail}"),
        };
    }

    public static ExtensionText NetfilterLog(NetlinkReader reader)
    {
        var (length, group, threshold, flags) = (reader.U32(), reader.U16(), reader.U16(), reader.U16());
        reader.Skip(2);
        string prefix = Text(ref reader, 64);
        return NetfilterLog(prefix, group, length, (flags & 1) != 0, threshold);
    }

    public static ExtensionText NetfilterLog(string prefix, uint group, uint length, bool isSize, uint threshold)
    {
        var save = new StringBuilder();
        var list = new StringBuilder();
        if (prefix.Length > 0)
        {
            save.Append($" --nflog-prefix {Quoted(prefix)}");
            list.Append($" nflog-prefix {Quoted(prefix)}");
        }
        Add("group", group, group != 0);
        Add(isSize ? "size" : "range", length, length != 0);
        Add("threshold", threshold, threshold is not 0 and not 1);
        return new(save.ToString(), list.ToString());

        void Add(string option, uint value, bool isShown)
        {
            if (!isShown) return;
            save.Append(Invariant($" --nflog-{option} {value}"));
            list.Append(Invariant($" nflog-{option} {value}"));
        }
    }

    public static ExtensionText Queue(NetlinkReader reader, uint revision)
    {
        const ushort Bypass = 1, Fanout = 2;
        var number = reader.U16();
        ushort total = revision >= 1 ? reader.U16() : (ushort)1, flags = revision >= 2 ? reader.U16() : (ushort)0;
        var text = new StringBuilder(total > 1 ? Invariant($"balance {number}:{number + total - 1}") : Invariant($"num {number}"));
        string save = $" --queue-{text}{((flags & Bypass) != 0 ? " --queue-bypass" : "")}{((flags & Fanout) != 0 ? " --queue-cpu-fanout" : "")}";
        return new(save, $" NFQUEUE {text}{((flags & Bypass) != 0 ? " bypass" : "")}{((flags & Fanout) != 0 ? " cpu-fanout" : "")}");
    }

    public static ExtensionText Mark(NetlinkReader reader)
    {
        var (mark, mask) = (reader.U32(), reader.U32());
        return new(Invariant($" --set-xmark 0x{mark:x}/0x{mask:x}"), $" MARK {Change(mark, mask)}");
    }

    private static string Change(uint mark, uint mask) => mark == 0 ? Invariant($"and 0x{~mask:x}")
        : mark == mask ? Invariant($"or 0x{mark:x}")
        : mask == 0 ? Invariant($"xor 0x{mark:x}")
        : mask == uint.MaxValue ? Invariant($"set 0x{mark:x}") : Invariant($"xset 0x{mark:x}/0x{mask:x}");

    public static ExtensionText ConnectionMark(NetlinkReader reader, uint revision)
    {
        const byte Set = 0, Save = 1;
        var (mark, connectionMask, packetMask) = (reader.U32(), reader.U32(), reader.U32());
        // Revision 2 can shift, too; what it then says nobody has a word for in a listing.
        var (isRight, bits) = revision >= 2 ? (reader.U8() != 0, reader.U8()) : (false, (byte)0);
        byte mode = reader.U8();
        if (bits != 0) return new(Invariant($" --{(mode == Set ? "set-xmark" : mode == Save ? "save-mark" : "restore-mark")} {(mode == Set ? Invariant($"0x{mark:x}/0x{connectionMask:x}") : Invariant($"--nfmask 0x{packetMask:x} --ctmask 0x{connectionMask:x}"))} --{(isRight ? "right" : "left")}-shift-mark {bits}"),
            Invariant($" CONNMARK {(mode == Set ? "set" : mode == Save ? "save" : "restore")} {(isRight ? "right" : "left")}-shift-mark {bits}"));
        if (mode == Set) return new(Invariant($" --set-xmark 0x{mark:x}/0x{connectionMask:x}"), $" CONNMARK {Change(mark, connectionMask)}");
        string word = mode == Save ? "save" : "restore";
        string masks = packetMask == uint.MaxValue && connectionMask == uint.MaxValue ? ""
            : packetMask == connectionMask ? Invariant($" mask 0x{packetMask:x}")
            : mode == Save ? Invariant($" nfmask 0x{packetMask:x} ctmask ~0x{connectionMask:x}") : Invariant($" ctmask 0x{connectionMask:x} nfmask ~0x{packetMask:x}");
        return new(Invariant($" --{word}-mark --nfmask 0x{packetMask:x} --ctmask 0x{connectionMask:x}"), $" CONNMARK {word}{masks}");
    }

    private static readonly (uint Bit, string Name)[] s_events =
    [
        (1, "new"), (2, "related"), (4, "destroy"), (8, "reply"), (16, "assured"), (32, "protoinfo"), (64, "helper"), (128, "mark"), (256, "natseqinfo"), (512, "secmark"),
    ];

    public static ExtensionText Tracking(NetlinkReader reader, uint revision)
    {
        const ushort NoTrack = 1, Alias = 2, Original = 4, Reply = 8, MarkZone = 16;
        var (flags, zone, events, expected) = (reader.U16(), reader.U16(), reader.U32(), reader.U32());
        string helper = Text(ref reader, 16), timeout = revision >= 1 ? Text(ref reader, 32) : "";
        // The alias shows under its own name where it is saved, and under the target's where it is listed.
        if ((flags & Alias) != 0) return new("", " NOTRACK", "NOTRACK");
        var save = new StringBuilder();
        var list = new StringBuilder(" CT");
        if ((flags & NoTrack) != 0) Add("notrack", "");
        if (helper.Length > 0) Add("helper", $" {helper}");
        if (timeout.Length > 0) Add("timeout", $" {timeout}");
        if (events != 0) Add("ctevents", $" {Names(events, s_events)}");
        if (expected != 0) Add("expevents", $" {Names(expected, [(1, "new")])}");
        string side = (flags & (Original | Reply)) switch { Original => "zone-orig", Reply => "zone-reply", _ => "zone" };
        if ((flags & MarkZone) != 0) Add(side, " mark");
        else if (zone != 0) Add(side, Invariant($" {zone}"));
        return new(save.ToString(), list.ToString());

        void Add(string option, string value)
        {
            save.Append($" --{option}{value}");
            list.Append($" {option}{value}");
        }
    }

    public static ExtensionText SegmentSize(NetlinkReader reader)
    {
        ushort size = reader.U16();
        return size == ushort.MaxValue ? new(" --clamp-mss-to-pmtu", " TCPMSS clamp to PMTU") : new(Invariant($" --set-mss {size}"), Invariant($" TCPMSS set {size}"));
    }

    public static ExtensionText TypeOfService(NetlinkReader reader)
    {
        var (value, mask) = (reader.U8(), reader.U8());
        string text = Invariant($"0x{value:x2}/0x{mask:x2}");
        return new($" --set-tos {text}", $" TOS set {text}")
        {
            Named = mask == ServiceNames.Mask && ServiceNames.Of(value) is { } name ? _ => $"  TOS set{name}"
                : value == 0 ? _ => Invariant($" TOS and 0x{(byte)~mask:x2}")
                : mask == value ? _ => Invariant($" TOS or 0x{value:x2}")
                : mask == 0 ? _ => Invariant($" TOS xor 0x{value:x2}") : null,
        };
    }

    public static ExtensionText ServiceCode(NetlinkReader reader)
    {
        byte value = reader.U8();
        return new(Invariant($" --set-dscp 0x{value:x2}"), Invariant($" DSCP set 0x{value:x2}"));
    }

    public static ExtensionText TimeToLive(NetlinkReader reader, bool is6)
    {
        var (mode, value) = (reader.U8(), reader.U8());
        string option = is6 ? "hl" : "ttl", word = is6 ? "HL" : "TTL";
        var (action, text) = mode switch { 0 => ("set", "set to"), 1 => ("inc", "increment by"), _ => ("dec", "decrement by") };
        return new(Invariant($" --{option}-{action} {value}"), Invariant($" {word} {text} {value}"));
    }

    public static ExtensionText TransparentProxy(NetlinkReader reader, uint revision, bool is6)
    {
        var (mask, value) = (reader.U32(), reader.U32());
        var address = revision == 0 ? InternetAddress.FromBytes(reader.Take(4) is { IsEmpty: false } bytes ? bytes : new byte[4]) : Address(ref reader, is6);
        ushort port = reader.U16BigEndian();
        return new(Invariant($" --on-port {port} --on-ip {address} --tproxy-mark 0x{value:x}/0x{mask:x}"), Invariant($" TPROXY redirect {address}:{port} mark 0x{value:x}/0x{mask:x}"));
    }

    public static ExtensionText Class(NetlinkReader reader)
    {
        uint handle = reader.U32();
        return new(Invariant($" --set-class {handle >> 16:x4}:{handle & 0xffff:x4}"), Invariant($" CLASSIFY set {handle >> 16:x}:{handle & 0xffff:x}"));
    }

    public static ExtensionText Checksum(NetlinkReader reader) => (reader.U8() & 1) != 0 ? new(" --checksum-fill", " CHECKSUM fill") : new("", " CHECKSUM");

    public static ExtensionText Audit(NetlinkReader reader)
    {
        string type = reader.U8() switch { 0 => "accept", 1 => "drop", _ => "reject" };
        return new($" --type {type}", $" AUDIT {type}");
    }

    public static ExtensionText Copy(NetlinkReader reader, bool is6)
    {
        var gateway = Address(ref reader, is6);
        string device = Text(ref reader, 16);
        return device.Length > 0 ? new($" --gateway {gateway} --oif {device}", $" TEE gw:{gateway} oif={device}") : new($" --gateway {gateway}", $" TEE gw:{gateway}");
    }

    public static ExtensionText SynProxy(NetlinkReader reader)
    {
        const byte SegmentSizeFlag = 1, Scale = 2, Selective = 4, Timestamp = 8, Ecn = 16;
        var (options, scale, size) = (reader.U8(), reader.U8(), reader.U16());
        var save = new StringBuilder();
        var list = new StringBuilder(" SYNPROXY ");
        if ((options & Selective) != 0) Add("sack-perm", "");
        if ((options & Timestamp) != 0) Add("timestamp", "");
        if ((options & Scale) != 0) Add("wscale", Invariant($" {scale}"));
        if ((options & SegmentSizeFlag) != 0) Add("mss", Invariant($" {size}"));
        if ((options & Ecn) != 0) Add("ecn", "");
        return new(save.ToString(), list.ToString());

        void Add(string option, string value)
        {
            save.Append($" --{option}{value}");
            list.Append($"{option}{value} ");
        }
    }

    public static ExtensionText SecurityMark(NetlinkReader reader)
    {
        string mode = reader.U8() switch { 1 => "save", 2 => "restore", _ => "unknown" };
        return new($" --{mode}", $" CONNSECMARK {mode}");
    }

    public static ExtensionText IdleTimer(NetlinkReader reader)
    {
        uint seconds = reader.U32();
        string label = Text(ref reader, 28);
        return new(Invariant($" --timeout {seconds} --label {label}"), Invariant($" timeout:{seconds} label:{label}"));
    }

    private const uint MapAddresses = 1, ProtocolSpecified = 2, Random = 4, Persistent = 8, FullyRandom = 16, Offset = 32;

    /// <summary>Rewriting of addresses: which of three structures it is depends on the target, the family and the revision.</summary>
    public static ExtensionText Nat(NetlinkReader reader, string name, uint revision, bool is6)
    {
        uint flags;
        InternetAddress first, last;
        ushort firstPort, lastPort, basePort = 0;
        // DNAT and REDIRECT of revision 2 and everything of IPv6 is one range of sixteen-byte addresses; the rest an array of one range.
        if (is6 || revision >= 1)
        {
            (flags, first, last, firstPort, lastPort) = (reader.U32(), Address(ref reader, is6), Address(ref reader, is6), reader.U16BigEndian(), reader.U16BigEndian());
            if (revision >= 2) basePort = reader.U16BigEndian();
        }
        else
        {
            reader.Skip(4);
            flags = reader.U32();
            (first, last) = (InternetAddress.From4(BigEndian(reader.U32())), InternetAddress.From4(BigEndian(reader.U32())));
            (firstPort, lastPort) = (reader.U16BigEndian(), reader.U16BigEndian());
        }
        string ports = (flags & ProtocolSpecified) == 0 ? "" : firstPort == lastPort ? Invariant($"{firstPort}") : Invariant($"{firstPort}-{lastPort}");
        if ((flags & Offset) != 0) ports += Invariant($"/{basePort}");
        string words = $"{((flags & Random) != 0 ? " --random" : "")}{((flags & FullyRandom) != 0 ? " --random-fully" : "")}{((flags & Persistent) != 0 ? " --persistent" : "")}";
        string shown = words.Replace("--", "", StringComparison.Ordinal);
        switch (name)
        {
            case "MASQUERADE":
                return new($"{(ports.Length > 0 ? $" --to-ports {ports}" : "")}{words}", $"{(ports.Length > 0 ? $" masq ports: {ports}" : "")}{shown}");
            case "REDIRECT":
                return new($"{(ports.Length > 0 ? $" --to-ports {ports}" : "")}{words}", $"{(ports.Length > 0 ? $" redir ports {ports}" : "")}{shown}");
            case "NETMAP":
                string network = NetworkOf(first, last);
                return new($" --to {network}", $"to:{network}".Insert(0, " "));
        }
        string text = "";
        if ((flags & MapAddresses) != 0)
        {
            bool brackets = is6 && ports.Length > 0;
            text = brackets ? $"[{first}]" : $"{first}";
            if (first != last) text += brackets ? $"-[{last}]" : $"-{last}";
        }
        if (ports.Length > 0) text += $":{ports}";
        return new($" --to-{(name == "SNAT" ? "source" : "destination")} {text}{words}", $" to:{text}{shown}");
    }

    private static uint BigEndian(uint raw) => BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(raw) : raw;

    private static string NetworkOf(InternetAddress first, InternetAddress last)
    {
        Span<byte> a = stackalloc byte[16], b = stackalloc byte[16];
        a = a[..first.Size];
        b = b[..last.Size];
        if (a.Length != b.Length) return $"{first}";
        first.CopyTo(a);
        last.CopyTo(b);
        for (int i = 0; i < a.Length; i++) a[i] = (byte)~(a[i] ^ b[i]);
        var mask = InternetAddress.FromBytes(a);
        return PrefixLength(mask) is { } length ? length == mask.Bits ? $"{first}" : Invariant($"{first}/{length}") : $"{first}/{mask}";
    }
}
