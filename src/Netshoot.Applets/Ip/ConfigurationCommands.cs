using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Configuration;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip netconf</c> (ip-netconf(8)).</summary>
internal static class ConfigurationCommands
{
    private const string Usage = "Usage: ip netconf show [ dev STRING ]\n";

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (words.More)
        {
            if (words.Matches("help")) throw new IpFailure(Usage);
            if (!words.Matches("show") && !words.Matches("lst") && !words.Matches("list")) throw IpFailure.UnknownCommand(words.Current, "ip netconf help");
            words.Advance();
        }
        int index = 0;
        for (; words.More; words.Advance())
            if (words.Is("dev")) index = context.RequireLink(words.Next(), isShown: true);

        byte[] families = context.Options.Family != 0 ? [context.Options.Family] : [AddressFamilyNumber.Inet, AddressFamilyNumber.Inet6, AddressFamilyNumber.Mpls];
        context.OpenList();
        foreach (byte family in families)
        {
            if (index != 0) Find(context, family, index);
            else List(context, family);
        }
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void List(IpContext context, byte family)
    {
        var dump = context.Channel.Dump(InterfaceConfiguration.List(family));
        var entry = new InterfaceConfiguration();
        foreach (var message in dump)
            // Asked for a family that it does not have, the kernel tells of all others.
            if (entry.Read(message) && entry.Family == family) ConfigurationReport.Write(context, entry);
        // A family that this kernel does not have has no settings.
        if (dump.Error.Errno is not (Errno.EOPNOTSUPP or Errno.EAFNOSUPPORT)) context.RequireDump(dump);
    }

    private static void Find(IpContext context, byte family, int index)
    {
        var error = context.Channel.TryGet<InterfaceConfiguration>(InterfaceConfiguration.Find(family, index), out var entry);
        if (entry is not null) ConfigurationReport.Write(context, entry);
        else if (context.Options.Family != 0 && error.Failed) throw context.Refused(error);
    }
}
