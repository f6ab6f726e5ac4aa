using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Groups of standard statistics as <c>ethtool -S DEVICE --groups</c> shows them.</summary>
/// <param name="Statistics">The numbers.</param>
/// <param name="Names">The names in a set of the kernel's.</param>
internal sealed record StandardStatisticsReport(StatisticsReply Statistics, Func<uint, IReadOnlyList<string>> Names) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Statistics.Device);
        to.Text($"Standard stats for {Statistics.Device}:\n");
        var groups = Names(StringSet.StatisticsGroups);
        foreach (var attribute in Statistics.Attributes)
        {
            if (attribute.Type != (ushort)StatisticsAttribute.Group) continue;
            var inside = attribute.Nested;
            uint id = inside.Find((ushort)StatisticsGroupAttribute.Id).U32;
            string group = NameOf(groups, id);
            to.OpenObject(group);
            WriteStatistics(to, group, inside, Names(inside.Find((ushort)StatisticsGroupAttribute.Names).U32));
            WriteHistogram(to, group, "rx", inside, (ushort)StatisticsGroupAttribute.ReceiveHistogram);
            WriteHistogram(to, group, "tx", inside, (ushort)StatisticsGroupAttribute.TransmitHistogram);
            to.CloseObject();
        }
    }

    private static void WriteStatistics(ReportWriter to, string group, NetlinkAttributes inside, IReadOnlyList<string> names)
    {
        foreach (var attribute in inside)
        {
            if (attribute.Type != (ushort)StatisticsGroupAttribute.Statistic) continue;
            foreach (var statistic in attribute.Nested)
            {
                string name = NameOf(names, statistic.Type);
                to.Field(name, statistic.U64, $"{group}-{name}: {statistic.U64}\n");
            }
        }
    }

    // Packets by their lengths; a bucket without an upper end has everything above.
    private static void WriteHistogram(ReportWriter to, string group, string direction, NetlinkAttributes inside, ushort wanted)
    {
        if (!inside.Find(wanted).Exists) return;
        to.OpenArray($"{direction}-pktsNtoM");
        foreach (var attribute in inside)
        {
            if (attribute.Type != wanted) continue;
            uint low = attribute.Nested.Find((ushort)StatisticsGroupAttribute.Low).U32, high = attribute.Nested.Find((ushort)StatisticsGroupAttribute.High).U32;
            ulong value = attribute.Nested.Find((ushort)StatisticsGroupAttribute.Value).U64;
            to.OpenObject();
            to.Text($"{direction}-{group}-etherStatsPkts");
            to.Field("low", low);
            to.Field("high", high);
            if (low == 0) to.Text($"{high}Octets");
            else if (high == 0) to.Text($"{low}toMaxOctets");
            else to.Text($"{low}to{high}Octets");
            to.Field("val", value, $": {value}\n");
            to.CloseObject();
        }
        to.CloseArray();
    }

    private static string NameOf(IReadOnlyList<string> names, uint number)
        => number < names.Count && names[(int)number].Length > 0 ? names[(int)number] : number.ToString(CultureInfo.InvariantCulture);
}
