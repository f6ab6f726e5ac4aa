using Netshoot.Applets.Links;
using Netshoot.Cli;

namespace Netshoot.Applets.NetStat;

/// <summary>The multicast groups that interfaces listen to, as <c>netstat -g</c> shows them.</summary>
internal static class NetStatGroups
{
    public static void Write(NetStatOptions options, Shell shell)
    {
        if (!shell.Json) shell.Output.Literal("IPv6/IPv4 Group Memberships\nInterface       RefCnt Group\n--------------- ------ ---------------------\n");
        bool both = options.Wants4 == options.Wants6;
        if (both || options.Wants4) Report(shell, MulticastMembership.Read4(shell.Machine, null));
        if (both || options.Wants6) Report(shell, MulticastMembership.Read6(shell.Machine, null));
    }

    private static void Report(Shell shell, IEnumerable<MulticastMembership> groups)
    {
        foreach (var group in groups) shell.Report(new Row(group));
    }

    private readonly record struct Row(MulticastMembership Group) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Field("interface", Group.Device, $"{Group.Device,-15} ");
            to.Field("refcount", Group.Users, $"{Group.Users,-6} ");
            to.Field("group", Group.Internet, $"{Group.Internet}");
        }
    }
}
