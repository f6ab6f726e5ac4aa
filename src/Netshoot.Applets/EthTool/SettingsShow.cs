using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool DEVICE</c>: five questions, of which a driver answers those it can.</summary>
internal static class SettingsShow
{
    private static readonly ExitCode s_nothing = new(75);

    public static ExitCode Run(EthToolContext context)
    {
        if (context.Device == EthToolContext.EveryDevice)
        {
            context.Shell.Complain($"device '{EthToolContext.EveryDevice}' is not supported without a command: ask for each by its name");
            return ExitCode.Failed;
        }
        var modes = Ask(context, EthtoolCommand.GetLinkModes);
        var information = Ask(context, EthtoolCommand.GetLinkInformation);
        var wake = Ask(context, EthtoolCommand.GetWakeOnLan);
        var debug = Ask(context, EthtoolCommand.GetDebug);
        var state = Ask(context, EthtoolCommand.GetLinkState);
        if (modes is null && information is null && wake is null && debug is null && state is null)
        {
            context.Write([]);
            if (!context.Shell.Json) context.Shell.Output.Literal("No data available\n");
            return s_nothing;
        }
        return context.Write(new SettingsReport(context.Device, modes, information, wake, debug, state));
    }

    // What a driver cannot tell is left out without a word; what else goes wrong is said.
    private static EthtoolReply? Ask(EthToolContext context, EthtoolCommand command)
    {
        var error = context.Channel.TryGet<EthtoolReply>(context.Request(command), out var reply);
        if (error.Failed && error.Errno != Wire.Errno.EOPNOTSUPP) context.Say(error);
        return reply is null || reply.Attributes.Bytes.IsEmpty ? null : reply;
    }
}
