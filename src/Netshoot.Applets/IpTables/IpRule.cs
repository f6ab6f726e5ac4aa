using Netshoot.Applets.XTables;
using Netshoot.Wire;

namespace Netshoot.Applets.IpTables;

/// <summary>A rule as iptables(8) has it: what every rule can match, then extensions, then a target.</summary>
internal sealed class IpRule
{
    public (InternetAddress Address, InternetAddress Mask, bool IsInverted)? Source { get; set; }

    public (InternetAddress Address, InternetAddress Mask, bool IsInverted)? Destination { get; set; }

    /// <summary>A name; a beginning of names ends with a plus.</summary>
    public (string Name, bool IsInverted)? Input { get; set; }

    public (string Name, bool IsInverted)? Output { get; set; }

    public (byte Number, bool IsInverted)? Protocol { get; set; }

    /// <summary>Whether only fragments behind the first match, or inverted all but those.</summary>
    public bool? IsFragment { get; set; }

    public List<(string Name, ExtensionText Text)> Matches { get; } = [];

    public string Target { get; set; } = "";

    public ExtensionText? TargetText { get; set; }

    public bool IsGoto { get; set; }

    public ulong Packets { get; set; }

    public ulong Bytes { get; set; }
}

/// <summary>A chain of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Policy">What becomes of packets at its end; null for a chain of the user's.</param>
internal sealed record IpChain(string Name, string? Policy)
{
    public ulong Packets { get; init; }

    public ulong Bytes { get; init; }

    public int References { get; set; }

    public List<IpRule> Rules { get; } = [];
}

/// <summary>A table of iptables(8).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Chains">Those that are built in first.</param>
/// <param name="IsIncompatible">Whether it holds what iptables(8) has no words for.</param>
internal sealed record IpTable(string Name, List<IpChain> Chains, bool IsIncompatible = false)
{
    /// <summary>The tables and the chains that are built into them, in the order that they are shown in.</summary>
    public static readonly (string Table, string[] Chains)[] BuiltIn =
    [
        ("filter", ["INPUT", "FORWARD", "OUTPUT"]),
        ("nat", ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]),
        ("mangle", ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
        ("raw", ["PREROUTING", "OUTPUT"]),
        ("security", ["INPUT", "FORWARD", "OUTPUT"]),
    ];

    public static string[]? ChainsOf(string table) => Array.Find(BuiltIn, b => b.Table == table).Chains;
}
