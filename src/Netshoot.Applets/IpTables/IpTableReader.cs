using Netshoot.Netlink.Netfilter.Tables;

namespace Netshoot.Applets.IpTables;

/// <summary>The tables of iptables-nft in nf_tables.</summary>
internal static class IpTableReader
{
    // What iptables-nft gives its base chains: hook and priority.
    private static readonly (string Table, string Chain, uint Hook, int Priority)[] s_places =
    [
        ("filter", "INPUT", 1, 0), ("filter", "FORWARD", 2, 0), ("filter", "OUTPUT", 3, 0),
        ("nat", "PREROUTING", 0, -100), ("nat", "INPUT", 1, 100), ("nat", "OUTPUT", 3, -100), ("nat", "POSTROUTING", 4, 100),
        ("mangle", "PREROUTING", 0, -150), ("mangle", "INPUT", 1, -150), ("mangle", "FORWARD", 2, -150), ("mangle", "OUTPUT", 3, -150), ("mangle", "POSTROUTING", 4, -150),
        ("raw", "PREROUTING", 0, -300), ("raw", "OUTPUT", 3, -300),
        ("security", "INPUT", 1, 150), ("security", "FORWARD", 2, 150), ("security", "OUTPUT", 3, 150),
    ];

    /// <summary>The table of that name; null when nf_tables has none.</summary>
    public static IpTable? Find(Ruleset ruleset, byte family, string name)
    {
        if (!ruleset.Tables.Exists(t => t.Family == family && t.Name == name)) return null;
        var chains = new List<IpChain>();
        string[] builtIn = IpTable.ChainsOf(name) ?? [];
        var own = ruleset.Chains.Where(c => c.Family == family && c.Table == name).ToList();
        bool strange = ruleset.Sets.Exists(s => s.Family == family && s.Table == name && !s.IsAnonymous);
        foreach (string chain in builtIn) chains.Add(Chain(own.Find(c => c.Name == chain), chain));
        foreach (var chain in own)
        {
            bool isBuiltIn = Array.IndexOf(builtIn, chain.Name) >= 0;
            if (chain.Hook is { } hook) strange |= !Array.Exists(s_places, p => p.Table == name && p.Chain == chain.Name && p.Hook == hook.Number && p.Priority == hook.Priority);
            if (!isBuiltIn) chains.Add(new(chain.Name, null));
        }
        chains = [.. chains.Take(builtIn.Length), .. chains.Skip(builtIn.Length).OrderBy(static c => c.Name, StringComparer.Ordinal)];
        foreach (var rule in ruleset.Rules.Where(r => r.Family == family && r.Table == name))
        {
            if (IpRuleReader.Read(rule) is not { } read) strange = true;
            else chains.Find(c => c.Name == rule.Chain)?.Rules.Add(read);
        }
        foreach (var rule in chains.SelectMany(static c => c.Rules))
            if (chains.Find(c => c.Name == rule.Target && c.Policy is null) is { } target) target.References++;
        return new(name, chains, strange);
    }

    private static IpChain Chain(Chain? chain, string name) => new(name, chain?.Policy == 0 ? "DROP" : "ACCEPT")
    {
        Packets = chain?.Counters?.Packets ?? 0,
        Bytes = chain?.Counters?.Bytes ?? 0,
    };

    /// <summary>A table that is not there yet: its built-in chains, empty.</summary>
    public static IpTable Empty(string name) => new(name, [.. (IpTable.ChainsOf(name) ?? []).Select(static c => new IpChain(c, "ACCEPT"))]);
}
