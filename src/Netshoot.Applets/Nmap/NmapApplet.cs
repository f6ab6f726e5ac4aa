using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>nmap: find hosts, their ports and services (nmap(1), version 7.93).</summary>
[Applet("nmap", "find hosts, their open ports and services")]
public sealed class NmapApplet : IApplet<NmapOptions>
{
    public static CommandLine<NmapOptions> CommandLine => NmapCommandLine.Create();

    public static async ValueTask<ExitCode> RunAsync(NmapOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"Nmap version 7.93 ( {MultiCall.Self} {ProductVersion.Text} )\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp || options.Targets.Count == 0 && options.InputFile is null)
        {
            CommandLine.WriteHelp("nmap", AppletTable.SummaryOf("nmap"), shell.Output.Buffer);
            return options.ShowsHelp ? ExitCode.Ok : new ExitCode(255);
        }
        using var run = new NmapRun(options, shell);
        return await run.RunAsync($"Starting Nmap 7.93 ( {MultiCall.Self} {ProductVersion.Text} )", shell.Stop);
    }
}
