using Netshoot.Cli;
using Netshoot.Host.Targets;

namespace Netshoot.Applets.Targets;

public sealed class TargetsOptions
{
    public bool Watch { get; set; }

    /// <summary>How long to wait between two looks.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>targets: everything on this machine that <c>--net</c> can enter.</summary>
[Applet("targets", "list every container, network and namespace that can be entered here", AppletKind.Own)]
public sealed class TargetsApplet : IApplet<TargetsOptions>
{
    public static CommandLine<TargetsOptions> CommandLine => new Getopt<TargetsOptions>("[--watch] [--json]")
    {
        { 'w', "watch", "look again and again, until stopped", static o => o.Watch = true },
        { 'i', "interval", "SECONDS", "how long to wait between two looks (2)", static (o, v) => o.Interval = v.Seconds() },
    };

    public static async ValueTask<ExitCode> RunAsync(TargetsOptions options, Shell shell)
    {
        var lister = new TargetLister(shell.Machine.ContainerEngine, shell.Machine.Netlink);
        if (!options.Watch)
        {
            Show(await lister.ReadAsync(default), shell);
            return ExitCode.Ok;
        }
        try
        {
            while (true)
            {
                var list = await lister.ReadAsync(shell.Stop);
                // On a terminal each look takes the place of the one before.
                if (shell.Output.IsTerminal && !shell.Json) shell.Output.Literal("\e[H\e[2J");
                Show(list, shell);
                await Task.Delay(options.Interval, shell.Clock, shell.Stop);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Ok;
        }
    }

    private static void Show(TargetList list, Shell shell)
    {
        if (shell.Json)
        {
            shell.Report(new TargetReport(list));
            return;
        }
        TargetTable.Write(list, shell);
    }
}
