using Netshoot.Wire;

namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>Everything that nf_tables holds in a namespace, as it was at one moment.</summary>
public sealed class Ruleset
{
    public List<FilterTable> Tables { get; private set; } = [];

    public List<Chain> Chains { get; private set; } = [];

    public List<Rule> Rules { get; private set; } = [];

    public List<FilterSet> Sets { get; private set; } = [];

    public List<StatefulObject> Objects { get; private set; } = [];

    public List<Flowtable> Flowtables { get; private set; } = [];

    /// <summary>Reads all of it; again when the generation says that something changed meanwhile.</summary>
    /// <exception cref="Failure">The kernel refused.</exception>
    public static Ruleset Read(NetlinkChannel channel, byte family = 0, bool withRules = true, bool withElements = true)
    {
        // A firewall that changes all the time must not hold us forever.
        const int MostRepetitions = 8;
        for (int repetition = 0; ; repetition++)
        {
            uint before = GenerationOf(channel);
            var ruleset = ReadOnce(channel, family, withRules, withElements);
            if (ruleset is not null && GenerationOf(channel) == before) return ruleset;
            if (repetition == MostRepetitions) return ruleset ?? throw new Failure("nf_tables", "the ruleset changes faster than it can be read", errno: (int)Errno.EAGAIN);
        }
    }

    public static uint GenerationOf(NetlinkChannel channel)
    {
        channel.TryGet<Generation>(TableRequests.Generation(), out var generation).ThrowIfFailed("nf_tables");
        return generation?.Number ?? 0;
    }

    private static Ruleset? ReadOnce(NetlinkChannel channel, byte family, bool withRules, bool withElements)
    {
        const string Subject = "nf_tables";
        var ruleset = new Ruleset
        {
            Tables = channel.ReadAll<FilterTable>(TableRequests.Tables(family), Subject),
            Chains = channel.ReadAll<Chain>(TableRequests.Chains(family), Subject),
            Sets = channel.ReadAll<FilterSet>(TableRequests.Sets(family), Subject),
            Objects = channel.ReadAll<StatefulObject>(TableRequests.Objects(family), Subject),
            Flowtables = channel.ReadAll<Flowtable>(TableRequests.Flowtables(family), Subject),
        };
        if (withRules) ruleset.Rules = channel.ReadAll<Rule>(TableRequests.Rules(family), Subject);
        foreach (var set in ruleset.Sets)
        {
            if (!withElements && !set.IsAnonymous) continue;
            var elements = new SetElements();
            var dump = channel.Dump(TableRequests.Elements(set.Family, set.Table, set.Name));
            while (dump.MoveNext())
                if (elements.Read(dump.Current)) set.Elements.AddRange(elements.Elements);
            // A set that went away since: the generation tells, and everything is read again.
            if (dump.Error.Errno == Errno.ENOENT) return null;
            dump.Error.ThrowIfFailed(Subject);
        }
        return ruleset;
    }
}
