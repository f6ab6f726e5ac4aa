using System.Text;
using Netshoot.Cli;

namespace Netshoot.Applets.EthTool;

/// <summary>ethtool: what a network device and its driver can do and how they are set, as ethtool(8) 6.1 shows and changes it.</summary>
/// <remarks>Most of it is asked by netlink; what Linux tells only there where drivers have always told it (SIOCETHTOOL) is asked there, as the original does.</remarks>
[Applet("ethtool", "show and change settings of network devices and their drivers")]
public sealed class EthToolApplet : IApplet<EthToolOptions>
{
    public static CommandLine<EthToolOptions> CommandLine => new EthToolCommandLine();

    public static ValueTask<ExitCode> RunAsync(EthToolOptions options, Shell shell) => ValueTask.FromResult(Run(options, shell));

    private static ExitCode Run(EthToolOptions options, Shell shell)
    {
        const int LongestName = 127; // ALTIFNAMSIZ without its NUL
        string first = options.Words[0];
        var command = first.StartsWith('-') ? EthToolCommands.Find(first) : EthToolCommands.Settings;
        int next = first.StartsWith('-') ? 1 : 0;
        if (command is null || command.TakesDevice && options.Words.Count <= next)
        {
            shell.Error.Literal(EthToolCommandLine.Bad);
            return ExitCode.Failed;
        }
        string device = command.TakesDevice ? options.Words[next++] : "";
        if (Encoding.UTF8.GetByteCount(device) > LongestName)
        {
            shell.Error.Line($"device name '{device}' longer than {LongestName} characters");
            return ExitCode.Failed;
        }
        if (command.Refusal is { } reason)
        {
            shell.Complain($"option '{first}' is not supported: {reason}");
            return ExitCode.Failed;
        }
        using var context = new EthToolContext(shell, device, options.Words[next..], options.IncludesStatistics);
        return command.Run!(context);
    }
}
