using Netshoot.Cli;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.NetTools;

/// <summary>One interface as a row of <c>ifconfig -s</c>.</summary>
internal readonly record struct IfConfigRow(IfConfigInterface Interface) : IReport
{
    private static readonly (LinkFlags Flag, string Letter)[] s_flags =
    [
        (LinkFlags.AllMulticast, "A"),
        (LinkFlags.Broadcast, "B"),
        (LinkFlags.Debug, "D"),
        (LinkFlags.Loopback, "L"),
        (LinkFlags.Multicast, "M"),
        (LinkFlags.NoTrailers, "N"),
        (LinkFlags.NoArp, "O"),
        (LinkFlags.PointToPoint, "P"),
        (LinkFlags.Promiscuous, "P"),
        (LinkFlags.Running, "R"),
        (LinkFlags.Slave, "s"),
        (LinkFlags.Master, "m"),
        (LinkFlags.Up, "U"),
    ];

    public void Write(ReportWriter to)
    {
        uint mtu = Interface.Link.Mtu ?? 0;
        to.Field("ifname", Interface.Name, $"{Interface.Name,-16}");
        to.Field("mtu", mtu, $"{mtu,5} ");
        if (Interface.IsAlias)
        {
            to.Text($"     - no statistics available -                        ");
        }
        else
        {
            var counted = Interface.Link.Statistics ?? default;
            WriteCounters(to, "rx", Counters.Received(counted), isLast: false);
            WriteCounters(to, "tx", Counters.Sent(counted), isLast: true);
        }
        var self = this;
        string letters = string.Concat(s_flags.Where(one => self.Interface.Has(one.Flag)).Select(static one => one.Letter));
        to.Field("flags", letters, $"{letters}");
    }

    private static void WriteCounters(ReportWriter to, string key, Counters counters, bool isLast)
    {
        to.OpenObject(key);
        to.Field("ok", counters.Packets, $"{counters.Packets,8} ");
        to.Field("errors", counters.Errors, $"{counters.Errors,6} ");
        to.Field("dropped", counters.Dropped, $"{counters.Dropped,6} ");
        if (isLast) to.Field("overruns", counters.Overruns, $"{counters.Overruns,6} ");
        else to.Field("overruns", counters.Overruns, $"{counters.Overruns,-6} ");
        to.CloseObject();
    }
}
