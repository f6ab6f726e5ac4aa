using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>A list that is one word where it has one: for programs <c>"flags": "random"</c> or <c>"flags": ["random", "persistent"]</c>.</summary>
internal static class WordList
{
    public static void Write(NftWriter to, string key, IReadOnlyList<string> words)
    {
        if (words.Count == 1)
        {
            to.To.Field(key, words[0]);
            return;
        }
        to.To.OpenArray(key);
        foreach (string word in words) to.To.Field(null, word);
        to.To.CloseArray();
    }
}

internal sealed class LogStatement(LogExpression log) : Statement
{
    private const uint All = 0x2f, TcpSequence = 1, TcpOptions = 2, IpOptions = 4, UserId = 8, HardwareHeader = 0x20;
    private const uint Warning = 4;

    private static readonly string[] s_levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"];

    public override void Write(NftWriter to, string? key = null)
    {
        bool hasLevel = log.Group is null && log.Level is { } level and not Warning && level < s_levels.Length;
        uint flags = log.Flags & All;
        to.To.OpenObject(key);
        if (log.Prefix is null && log.Group is null && !hasLevel && flags == 0)
        {
            to.To.Flag("log", $"log");
            to.To.CloseObject();
            return;
        }
        to.To.OpenObject("log");
        to.To.Text($"log");
        if (log.Prefix is { } prefix) to.To.Field("prefix", prefix, $" prefix \"{prefix}\"");
        if (log.Group is { } group) to.To.Field("group", group, $" group {group}");
        if (log.Group is not null && log.Length is > 0 and var length) to.To.Field("snaplen", length, $" snaplen {length}");
        if (log.Group is not null && log.Threshold is > 0 and var threshold) to.To.Field("queue-threshold", threshold, $" queue-threshold {threshold}");
        if (hasLevel) to.To.Field("level", s_levels[log.Level!.Value], $" level {s_levels[log.Level.Value]}");
        if (flags == All) to.To.Field("flags", "all", $" flags all");
        else if (flags != 0) WriteFlags(to, flags);
        to.To.CloseObject();
        to.To.CloseObject();
    }

    private static void WriteFlags(NftWriter to, uint flags)
    {
        var words = new List<string>();
        if ((flags & TcpSequence) != 0) words.Add("tcp sequence");
        if ((flags & TcpOptions) != 0) words.Add("tcp options");
        if ((flags & IpOptions) != 0) words.Add("ip options");
        if ((flags & UserId) != 0) words.Add("skuid");
        if ((flags & HardwareHeader) != 0) words.Add("ether");
        WordList.Write(to, "flags", words);
        string? tcp = (flags & (TcpSequence | TcpOptions)) switch
        {
            0 => null,
            TcpSequence => "sequence",
            TcpOptions => "options",
            _ => "sequence,options",
        };
        if (tcp is not null) to.To.Text($" flags tcp {tcp}");
        if ((flags & IpOptions) != 0) to.To.Text($" flags ip options");
        if ((flags & UserId) != 0) to.To.Text($" flags skuid");
        if ((flags & HardwareHeader) != 0) to.To.Text($" flags ether");
    }
}

/// <param name="reject">What the kernel has.</param>
/// <param name="is6">Whether the answer is one of ICMPv6; null where that is not known.</param>
internal sealed class RejectStatement(RejectExpression reject, bool? is6) : Statement
{
    private const uint Reset = 1, Either = 2;

    public override void Write(NftWriter to, string? key = null)
    {
        const byte PortUnreachable4 = 3, PortUnreachable6 = 4, PortUnreachableX = 1;
        to.To.OpenObject(key);
        to.To.OpenObject("reject");
        to.To.Text($"reject");
        if (reject.Type == Reset)
        {
            to.To.Field("type", "tcp reset", $" with tcp reset");
        }
        else
        {
            var (type, codes, usual) = reject.Type == Either ? ("icmpx", DataTypes.IcmpxCode, PortUnreachableX)
                : is6 == true ? ("icmpv6", DataTypes.Icmp6Code, PortUnreachable6) : ("icmp", DataTypes.IcmpCode, PortUnreachable4);
            bool isUsual = reject.Code == usual && (reject.Type == Either || to.Family is TableFamily.Ip or TableFamily.Ip6);
            if (!to.IsText || !isUsual)
            {
                to.To.Field("type", type, $" with {type} ");
                codes.Write(to, "expr", reject.Code, 8);
            }
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>Rewriting of addresses: <c>snat</c>, <c>dnat</c>, <c>masquerade</c>, <c>redirect</c>.</summary>
/// <param name="word">Which of them.</param>
/// <param name="family">The family's name where it is said.</param>
/// <param name="address">The address, a range of them, or a map; null for none.</param>
/// <param name="port">Likewise.</param>
/// <param name="is6">Whether the address is one of IPv6, which needs brackets before a port.</param>
/// <param name="flags"><c>NF_NAT_RANGE_*</c>.</param>
internal sealed class NatStatement(string word, string? family, Node? address, Node? port, bool is6, uint flags) : Statement
{
    private const uint Random = 4, Persistent = 8, FullyRandom = 16, NetworkMap = 64;

    public override void Write(NftWriter to, string? key = null)
    {
        var words = new List<string>();
        if ((flags & Random) != 0) words.Add("random");
        if ((flags & FullyRandom) != 0) words.Add("fully-random");
        if ((flags & Persistent) != 0) words.Add("persistent");
        string shown = string.Join(',', words);
        bool isNetwork = (flags & NetworkMap) != 0;
        if (isNetwork) words.Add("netmap");

        to.To.OpenObject(key);
        if (family is null && address is null && port is null && words.Count == 0)
        {
            to.To.Flag(word, $"{word}");
            to.To.CloseObject();
            return;
        }
        to.To.OpenObject(word);
        to.To.Text($"{word}");
        if (family is not null) to.To.Field("family", family, $" {family}");
        if (isNetwork) to.To.Text($" prefix");
        if (address is not null || port is not null) to.To.Text($" to ");
        if (address is not null)
        {
            if (is6 && port is not null && to.IsText) WriteBracketed(to, address);
            else address.Write(to, "addr");
        }
        if (port is not null)
        {
            to.To.Text($":");
            port.Write(to, "port");
        }
        if (words.Count > 0) WordList.Write(to, "flags", words);
        if (shown.Length > 0) to.To.Text($" {shown}");
        if (isNetwork) to.To.Field("type_flags", "prefix");
        to.To.CloseObject();
        to.To.CloseObject();
    }

    private static void WriteBracketed(NftWriter to, Node address)
    {
        if (address is RangeNode range)
        {
            to.To.Text($"[");
            range.First.Write(to, null);
            to.To.Text($"]-[");
            range.Last.Write(to, null);
            to.To.Text($"]");
        }
        else if (address is ValueNode)
        {
            to.To.Text($"[");
            address.Write(to, null);
            to.To.Text($"]");
        }
        else
        {
            address.Write(to, null);
        }
    }
}

internal sealed class TransparentProxyStatement(string? family, Node? address, Node? port, bool is6) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("tproxy");
        to.To.Text($"tproxy");
        if (family is not null) to.To.Field("family", family, $" {family}");
        to.To.Text($" to ");
        if (address is not null)
        {
            bool brackets = is6 && address is ValueNode;
            if (brackets) to.To.Text($"[");
            address.Write(to, "addr");
            if (brackets) to.To.Text($"]");
        }
        if (port is not null)
        {
            to.To.Text($":");
            port.Write(to, "port");
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

internal sealed class DuplicateStatement(Node? address, Node? device) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("dup");
        to.To.Text($"dup to ");
        (address ?? device)?.Write(to, "addr");
        if (address is not null && device is not null)
        {
            to.To.Text($" device ");
            device.Write(to, "dev");
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

internal sealed class ForwardStatement(string? family, Node? address, Node? device) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("fwd");
        to.To.Text($"fwd");
        if (address is null)
        {
            to.To.Text($" to ");
            device?.Write(to, "dev");
        }
        else
        {
            if (!to.IsText) device?.Write(to, "dev");
            to.To.Field("family", family, $" {family} to ");
            address.Write(to, "addr");
            to.To.Text($" device ");
            if (to.IsText) device?.Write(to, "dev");
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

internal sealed class QueueStatement(Node number, ushort flags) : Statement
{
    private const ushort Bypass = 1, Fanout = 2;

    public override void Write(NftWriter to, string? key = null)
    {
        var words = new List<string>();
        if ((flags & Bypass) != 0) words.Add("bypass");
        if ((flags & Fanout) != 0) words.Add("fanout");
        to.To.OpenObject(key);
        to.To.OpenObject("queue");
        to.To.Text($"queue");
        if (words.Count > 0) to.To.Text($" flags {string.Join(',', words)}");
        to.To.Text($" to ");
        number.Write(to, "num");
        if (words.Count > 0) WordList.Write(to, "flags", words);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

internal sealed class SynproxyStatement(SynproxyExpression synproxy) : Statement
{
    private const uint SegmentSize = 1, WindowScale = 2, SelectivePermitted = 4, Timestamp = 8;

    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("synproxy");
        to.To.Text($"synproxy");
        WriteMembers(to, synproxy, " ");
        to.To.CloseObject();
        to.To.CloseObject();
    }

    public static void WriteMembers(NftWriter to, SynproxyExpression synproxy, string separator)
    {
        var words = new List<string>();
        if ((synproxy.Flags & Timestamp) != 0) words.Add("timestamp");
        if ((synproxy.Flags & SelectivePermitted) != 0) words.Add("sack-perm");
        // The text says both as soon as it says one.
        if ((synproxy.Flags & (SegmentSize | WindowScale)) != 0) to.To.Text($"{separator}mss {synproxy.SegmentSize}{separator}wscale {synproxy.WindowScale}");
        if ((synproxy.Flags & SegmentSize) != 0) to.To.Field("mss", synproxy.SegmentSize);
        if ((synproxy.Flags & WindowScale) != 0) to.To.Field("wscale", synproxy.WindowScale);
        if (words.Count == 0) return;
        to.To.Text($"{separator}{string.Join(' ', words)}");
        to.To.OpenArray("flags");
        foreach (string word in words) to.To.Field(null, word);
        to.To.CloseArray();
    }
}

/// <summary>A statement of a word or two and nothing else.</summary>
internal sealed class PlainStatement(string name, string text, string? member = null) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        if (member is null) to.To.Flag(name, $"{text}");
        else to.To.Field(name, member, $"{text}");
        to.To.CloseObject();
    }
}

/// <summary>The connection goes to a flowtable.</summary>
internal sealed class FlowStatement(string table) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("flow");
        to.To.Field("op", "add", $"flow add @{table}");
        to.To.Field("flowtable", $"@{table}");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}
