using Netshoot.Cli;

namespace Netshoot.Applets.Help;

public sealed class HelpOptions
{
    public string? Tool { get; set; }
}

/// <summary>help: what there is, or how one tool is used.</summary>
[Applet("help", "say what there is, or how one tool is used", AppletKind.Own)]
public sealed class HelpApplet : IApplet<HelpOptions>
{
    public static CommandLine<HelpOptions> CommandLine => new Getopt<HelpOptions>("[TOOL]")
    {
        { static (o, v) => o.Tool = v.Text },
    };

    public static ValueTask<ExitCode> RunAsync(HelpOptions options, Shell shell)
    {
        if (options.Tool is { } tool)
        {
            if (AppletTable.Find(tool) is not { } applet)
            {
                shell.Complain($"{tool}: no such tool", MultiCall.Suggestion(tool));
                return ValueTask.FromResult(ExitCode.Failed);
            }
            applet.CommandLine.WriteHelp(AppletTable.CalledAs(tool), AppletTable.SummaryOf(tool), shell.Output.Buffer);
            return ValueTask.FromResult(ExitCode.Ok);
        }

        shell.Output.Literal($"""
            {MultiCall.Self} {ProductVersion.Text}: network troubleshooting tools in one executable, for containers and the networks between them.

            Usage: {MultiCall.Self} TOOL [ARGUMENT...]                run a tool
                   {MultiCall.Self} --net TARGET [TOOL [ARGUMENT...]]  run it inside a container, network or namespace; without a tool: a shell
                   {MultiCall.Self} --all-containers TOOL [ARGUMENT...] run it in each running container in turn
                   {MultiCall.Self} help TOOL                          how a tool is used

            TARGET is container:NAME, network:NAME, service:NAME, pid:N, netns:NAME, path:FILE or host; a bare word is a container, a pid or a netns name.


            """);
        List(shell, AppletKind.Tool, "Tools:");
        List(shell, AppletKind.Own, "Our own:");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void List(Shell shell, AppletKind kind, string heading)
    {
        shell.Output.Literal($"{heading}\n");
        foreach (var applet in AppletTable.All)
            if (applet.Kind == kind) shell.Output.Line($"  {applet.Name,-15} {applet.Summary}");
    }
}
