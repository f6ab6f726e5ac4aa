using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool -K</c>: switches features and tells what came of it beyond what was asked for.</summary>
internal static class FeatureChange
{
    private static readonly ExitCode s_refused = new(92);

    public static ExitCode Show(EthToolContext context)
    {
        // The names are the same for all devices: they are asked for once, when all answers are there.
        IReadOnlyList<string>? names = null;
        return context.Show<EthtoolReply>(context.Request(EthtoolCommand.GetFeatures, EthtoolFlags.CompactBits), reply => new FeatureReport(reply, () => names ??= context.Strings(StringSet.Features)));
    }

    public static ExitCode Run(EthToolContext context)
    {
        var wishes = new List<(string Name, bool IsOn)>();
        while (context.Next() is { } word)
        {
            string? value = context.Next();
            if (value is not ("on" or "off"))
            {
                context.Shell.Error.Line($"ethtool (-K): flag '{value ?? "(null)"}' for parameter '(null)' is not followed by 'on' or 'off'");
                return ExitCode.Failed;
            }
            wishes.Add((word, value == "on"));
        }
        if (wishes.Count == 0) return NothingChanged(context);

        var names = context.Strings(StringSet.Features);
        var request = context.Request(EthtoolCommand.SetFeatures, EthtoolFlags.CompactBits);
        var asked = new HashSet<int>();
        int wanted = request.Begin((ushort)FeatureAttribute.Wanted, flagged: true);
        int bits = request.Begin((ushort)BitSet.Attribute.Bits, flagged: true);
        foreach (var (word, isOn) in wishes)
        {
            var group = Array.Find(FeatureGroups.All, group => group.Short == word || group.Long == word);
            if (group is null) BitSet.WriteBit(request, word, 0, isOn);
            for (int bit = 0; bit < names.Count; bit++)
            {
                if (!(group?.Holds(names[bit]) ?? names[bit] == word)) continue;
                asked.Add(bit);
                if (group is not null) BitSet.WriteBit(request, names[bit], 0, isOn);
            }
        }
        request.End(bits);
        request.End(wanted);
        var error = context.Channel.TryGet<EthtoolReply>(request, out var reply);
        if (error.Failed) return context.Fail(error, s_refused.Value);
        return reply is null ? ExitCode.Ok : Tell(context, reply, names, asked);
    }

    private static ExitCode Tell(EthToolContext context, EthtoolReply reply, IReadOnlyList<string> names, HashSet<int> asked)
    {
        // What was wanted and did not come true, and what changed.
        var missed = reply.Bits(FeatureAttribute.Wanted);
        var changed = reply.Bits(FeatureAttribute.Active);
        bool changedAny = changed?.All.Any() == true, missedAny = missed?.All.Any() == true;
        var code = ExitCode.Ok;
        if (!changedAny && missedAny) code = NothingChanged(context);
        if (!missedAny && changed?.All.All(pair => asked.Contains(pair.Key)) != false) return code;
        context.Shell.Output.Literal("Actual changes:\n");
        for (int bit = 0; bit < names.Count; bit++)
        {
            if (missed?.Tells(bit) == true) context.Shell.Output.Line($"{names[bit]}: {(missed.Has(bit) ? "off" : "on")} [requested {(missed.Has(bit) ? "on" : "off")}]");
            else if (changed?.Tells(bit) == true) context.Shell.Output.Line($"{names[bit]}: {(changed.Has(bit) ? "on" : "off")}{(asked.Contains(bit) ? "" : " [not requested]")}");
        }
        return code;
    }

    private static ExitCode NothingChanged(EthToolContext context)
    {
        context.Shell.Error.Literal("Could not change any device features\n");
        return ExitCode.Failed;
    }
}
