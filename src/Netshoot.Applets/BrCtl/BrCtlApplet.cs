using Netshoot.Cli;

namespace Netshoot.Applets.BrCtl;

/// <summary>brctl: the bridges of this namespace, as brctl(8) of bridge-utils shows and changes them.</summary>
/// <remarks>The original reads /sys, which belongs to the mount namespace: in a container's network alone it shows the bridges of the host. This one asks the kernel about the network it is in.</remarks>
[Applet("brctl", "show and change Ethernet bridges")]
public sealed class BrCtlApplet : IApplet<BrCtlOptions>
{
    public static CommandLine<BrCtlOptions> CommandLine => new Getopt<BrCtlOptions>("[commands]", usage: ExitCode.Failed, usageText: $"Unknown option '?'\n{BrCtlCommands.Usage}")
    {
        { 'h', "help", "how it is used", static o => o.Help = true },
        { 'V', "version", "print the version", static o => o.Version = true },
        static (o, v) => o.Words.Add(v.Text),
    };

    public static ValueTask<ExitCode> RunAsync(BrCtlOptions options, Shell shell) => ValueTask.FromResult(Run(options, shell));

    private static ExitCode Run(BrCtlOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"bridge-utils, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        if (options.Help || options.Words.Count == 0)
        {
            shell.Output.Literal(BrCtlCommands.Usage);
            return options.Help ? ExitCode.Ok : ExitCode.Failed;
        }
        string name = options.Words[0];
        if (Array.Find(BrCtlCommands.All, command => command.Name == name) is not { } command)
        {
            shell.Error.Line($"never heard of command [{name}]");
            shell.Output.Literal(BrCtlCommands.Usage);
            return ExitCode.Failed;
        }
        if (options.Words.Count - 1 < command.Least)
        {
            shell.Output.Literal($"Incorrect number of arguments for command\nUsage: brctl {command.Name} {command.Usage}\n");
            return ExitCode.Failed;
        }
        using var context = new BrCtlContext(shell);
        return command.Run(context, options.Words[1..]);
    }
}
