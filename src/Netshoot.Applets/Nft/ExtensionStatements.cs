using System.Text.RegularExpressions;
using Netshoot.Applets.XTables;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>Matches and targets of x_tables in the words of nft(8): those that container engines and their like write; the rest by name.</summary>
internal static partial class ExtensionStatements
{
    public static Statement Of(CompatibilityExpression expression, Rule rule)
    {
        bool is6 = rule.Family == TableFamily.Ip6;
        var text = expression.IsTarget
            ? ExtensionReader.Target(expression.Extension, expression.Revision, expression.Information, is6)
            : ExtensionReader.Match(expression.Extension, expression.Revision, expression.Information, is6, 0);
        return new ExtensionStatement(expression, text is null ? null : expression.IsTarget ? Target(expression, text, is6) : Match(expression, text));
    }

    private static string? Match(CompatibilityExpression match, ExtensionText text)
    {
        switch (match.Extension)
        {
            case "comment":
                return "";
            case "conntrack" when States().Match(text.Save) is { Success: true } state:
                return $"ct state {(state.Groups["not"].Success ? "! " : "")}{state.Groups["names"].Value.ToLowerInvariant()}";
            case "addrtype" when AddressTypes().Match(text.Save) is { Success: true } type:
                string side = type.Groups["side"].Value == "src" ? "saddr" : "daddr";
                string device = type.Groups["limit"].Success ? $" . {type.Groups["limit"].Value switch { "in" => "iif", _ => "oif" }}" : "";
                string names = type.Groups["names"].Value.ToLowerInvariant();
                if (names.Contains(',', StringComparison.Ordinal)) names = $"{{ {names.Replace(",", ", ", StringComparison.Ordinal)} }}";
                return $"fib {side}{device} type {(type.Groups["not"].Success ? "!= " : "")}{names}";
            case "length" when Simple().Match(text.Save) is { Success: true } length:
                return $"meta length {(length.Groups["not"].Success ? "!= " : "")}{length.Groups["value"].Value.Replace(':', '-')}";
            case "mac" when Simple().Match(text.Save) is { Success: true } address:
                return $"ether saddr {(address.Groups["not"].Success ? "!= " : "")}{address.Groups["value"].Value}";
            case "pkttype" when Simple().Match(text.Save) is { Success: true } packet:
                return $"pkttype {(packet.Groups["not"].Success ? "!= " : "")}{packet.Groups["value"].Value}";
            default:
                return null;
        }
    }

    private static string? Target(CompatibilityExpression target, ExtensionText text, bool is6)
    {
        switch (target.Extension)
        {
            case "MASQUERADE" or "REDIRECT":
                string ports = Ports().Match(text.Save) is { Success: true } port ? $" to :{port.Groups["value"].Value}" : "";
                return $"{target.Extension.ToLowerInvariant()}{ports}{Flags(text.Save)}";
            case "DNAT" or "SNAT" when Destination().Match(text.Save) is { Success: true } destination && !destination.Groups["value"].Value.Contains('/', StringComparison.Ordinal):
                return $"{target.Extension.ToLowerInvariant()} to {destination.Groups["value"].Value}{Flags(text.Save)}";
            case "REJECT":
                string answer = text.Save[" --reject-with ".Length..];
                string usual = is6 ? "icmp6-port-unreachable" : "icmp-port-unreachable";
                if (answer == usual) return "reject";
                return answer == "tcp-reset" ? "reject with tcp reset" : $"reject with {(is6 ? "icmpv6" : "icmp")} type {Code(answer)}";
            case "TCPMSS":
                var size = new NetlinkReader(target.Information).U16();
                return size == ushort.MaxValue ? "tcp option maxseg size set rt mtu" : ExtensionParts.Invariant($"tcp option maxseg size set {size}");
            case "MARK":
                return $"meta mark set {Change(target.Information)}";
            case "LOG":
                return Log(target.Information);
            default:
                return null;
        }
    }

    private static string Code(string answer) => answer switch
    {
        "icmp-net-unreachable" => "net-unreachable",
        "icmp-host-unreachable" => "host-unreachable",
        "icmp-proto-unreachable" => "prot-unreachable",
        "icmp-net-prohibited" => "net-prohibited",
        "icmp-host-prohibited" => "host-prohibited",
        "icmp-admin-prohibited" => "admin-prohibited",
        "icmp6-no-route" => "no-route",
        "icmp6-adm-prohibited" => "admin-prohibited",
        "icmp6-addr-unreachable" => "addr-unreachable",
        "icmp6-policy-fail" => "policy-fail",
        "icmp6-reject-route" => "reject-route",
        _ => answer,
    };

    private static string Flags(string saved)
    {
        var words = new List<string>();
        if (saved.Contains("--random-fully", StringComparison.Ordinal)) words.Add("fully-random");
        else if (saved.Contains("--random", StringComparison.Ordinal)) words.Add("random");
        if (saved.Contains("--persistent", StringComparison.Ordinal)) words.Add("persistent");
        return words.Count == 0 ? "" : $" {string.Join(',', words)}";
    }

    private static string Change(ReadOnlySpan<byte> information)
    {
        var reader = new NetlinkReader(information);
        var (mark, mask) = (reader.U32(), reader.U32());
        return mark == 0 ? ExtensionParts.Invariant($"mark and 0x{~mask:x}")
            : mark == mask ? ExtensionParts.Invariant($"mark or 0x{mark:x}")
            : mask == 0 ? ExtensionParts.Invariant($"mark xor 0x{mark:x}")
            : mask == uint.MaxValue ? ExtensionParts.Invariant($"0x{mark:x}") : ExtensionParts.Invariant($"mark and 0x{~mask:x} xor 0x{mark:x}");
    }

    private static string Log(ReadOnlySpan<byte> information)
    {
        const byte Warning = 4, All = 0x2f;
        var reader = new NetlinkReader(information);
        var (level, flags) = (reader.U8(), reader.U8());
        string prefix = ExtensionParts.Text(ref reader, 30);
        string[] levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];
        string text = prefix.Length > 0 ? $"log prefix \"{prefix}\"" : "log";
        if (level != Warning && level < levels.Length) text += $" level {levels[level]}";
        if ((flags & All) == All) return $"{text} flags all";
        string tcp = (flags & 3) switch { 1 => " flags tcp sequence", 2 => " flags tcp options", 3 => " flags tcp sequence,options", _ => "" };
        return $"{text}{tcp}{((flags & 4) != 0 ? " flags ip options" : "")}{((flags & 8) != 0 ? " flags skuid" : "")}{((flags & 32) != 0 ? " flags ether" : "")}";
    }

    [GeneratedRegex("^ (?<not>! )?--(ct)?state (?<names>[A-Z,]+)$")]
    private static partial Regex States();

    [GeneratedRegex("^ (?<not>! )?--(?<side>src|dst)-type (?<names>[A-Z,]+)( --limit-iface-(?<limit>in|out))?$")]
    private static partial Regex AddressTypes();

    [GeneratedRegex("^ (?<not>! )?--[a-z-]+ (?<value>[^ ]+)$")]
    private static partial Regex Simple();

    [GeneratedRegex("--to-ports (?<value>[0-9-]+)")]
    private static partial Regex Ports();

    [GeneratedRegex("--to-(source|destination) (?<value>[^ ]+)")]
    private static partial Regex Destination();
}

/// <summary>A match or target of x_tables.</summary>
/// <param name="expression">What the kernel has.</param>
/// <param name="text">What it means to nft(8); null where that has no words for it.</param>
internal sealed class ExtensionStatement(CompatibilityExpression expression, string? text) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        string kind = expression.IsTarget ? "target" : "match";
        if (text is not null) to.To.Text($"{text}");
        else to.To.Text($"xt {kind} {expression.Extension}");
        to.To.OpenObject(key);
        to.To.OpenObject("xt");
        to.To.Field("type", kind);
        to.To.Field("name", expression.Extension);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}
