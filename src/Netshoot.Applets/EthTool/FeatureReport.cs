using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Features as <c>ethtool -k</c> lists them: the old groups first, with their parts where there are several, then the others as the kernel orders them.</summary>
/// <param name="Features">The sets.</param>
/// <param name="Names">Asks for the kernel's names.</param>
internal sealed record FeatureReport(EthtoolReply Features, Func<IReadOnlyList<string>> Names) : IReport
{
    private readonly BitSet? _changeable = Features.Bits(FeatureAttribute.Changeable);
    private readonly BitSet? _wanted = Features.Bits(FeatureAttribute.Wanted);
    private readonly BitSet? _active = Features.Bits(FeatureAttribute.Active);
    private readonly BitSet? _unchangeable = Features.Bits(FeatureAttribute.Unchangeable);

    public void Write(ReportWriter to)
    {
        to.Device(Features.Device);
        to.Text($"Features for {Features.Device}:\n");
        var names = Names();
        var isListed = new bool[names.Count];
        foreach (var group in FeatureGroups.All)
        {
            var parts = Enumerable.Range(0, names.Count).Where(bit => group.Holds(names[bit])).ToList();
            foreach (int bit in parts) isListed[bit] = true;
            if (parts.Count == 1) WriteOne(to, group.Long, parts[0]);
            if (parts.Count < 2) continue;
            bool isActive = parts.Any(bit => _active?.Has(bit) == true);
            Open(to, group.Long, isActive, fixedState: null, requested: null);
            to.Text($"{group.Long}: {(isActive ? "on" : "off")}\n");
            foreach (int bit in parts)
            {
                to.Buffer?.Append((byte)'\t');
                WriteOne(to, names[bit], bit);
            }
        }
        for (int bit = 0; bit < names.Count; bit++)
            if (!isListed[bit] && names[bit].Length > 0) WriteOne(to, names[bit], bit);
    }

    private void WriteOne(ReportWriter to, string name, int bit)
    {
        bool isActive = _active?.Has(bit) == true, isWanted = _wanted?.Has(bit) == true;
        bool isFixed = _changeable?.Has(bit) != true || _unchangeable?.Has(bit) == true;
        Open(to, name, isActive, isFixed, isWanted);
        to.Text($"{name}: {(isActive ? "on" : "off")}");
        if (isFixed) to.Text($" [fixed]");
        else if (isWanted != isActive) to.Text($" [requested {(isWanted ? "on" : "off")}]");
        to.Text($"\n");
    }

    private static void Open(ReportWriter to, string name, bool active, bool? fixedState, bool? requested)
    {
        to.OpenObject(name);
        to.Field("active", active);
        Field(to, "fixed", fixedState);
        Field(to, "requested", requested);
        to.CloseObject();
    }

    private static void Field(ReportWriter to, string key, bool? value)
    {
        if (value is { } known) to.Field(key, known);
        else to.Field(key, (string?)null);
    }
}
