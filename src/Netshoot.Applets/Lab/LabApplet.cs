using Netshoot.Cli;
using Netshoot.Host.Labs;
using Netshoot.Wire;

namespace Netshoot.Applets.Lab;

public sealed class LabOptions
{
    public string? Command { get; set; }
}

/// <summary>lab: three "containers" on a bridge, to learn, to try and to demonstrate without containers of one's own.</summary>
[Applet("lab", "make a small network of namespaces to try things in: up, down, list", AppletKind.Own)]
public sealed class LabApplet : IApplet<LabOptions>
{
    public static CommandLine<LabOptions> CommandLine => new Getopt<LabOptions>("up|down|list", notes: """
        up makes the namespaces web, api and db, cabled to a bridge in the namespace lab; their names resolve among them, and a service
        listens in db on port 5432. down removes all of it, also what a crash left behind. Nothing of the host's own network is touched.
        """)
    {
        { static (o, v) => o.Command = o.Command is null ? v.Text : throw new UsageFailure($"unexpected argument '{v.Text}'") },
    };

    public static async ValueTask<ExitCode> RunAsync(LabOptions options, Shell shell)
    {
        switch (options.Command)
        {
            case "up":
                if (LabBuilder.IsWhole)
                {
                    shell.Output.Literal("The lab is up already.\n");
                }
                else
                {
                    if (LabBuilder.Exists) LabBuilder.Down();
                    await new LabBuilder(shell.Machine.Netlink, shell.Machine.Processes).UpAsync(shell.Machine.Executable, shell.Clock, shell.Stop);
                }
                List(shell);
                return ExitCode.Ok;
            case "down":
                if (!LabBuilder.Exists) shell.Output.Literal("There is no lab.\n");
                else
                {
                    LabBuilder.Down();
                    shell.Output.Literal("The lab is gone.\n");
                }
                return ExitCode.Ok;
            case "list":
                List(shell);
                return ExitCode.Ok;
            case null:
                throw new UsageFailure("up, down or list?");
            case var other:
                throw new UsageFailure($"{other}: no such command", Spelling.Nearest(other, ["up", "down", "list"]) is [var near, ..] ? $"did you mean {near}?" : null);
        }
    }

    private static void List(Shell shell)
    {
        if (shell.Json)
        {
            shell.Report(new LabReport());
            return;
        }
        if (!LabBuilder.Exists)
        {
            shell.Output.Literal($"There is no lab; '{MultiCall.Self} lab up' makes one.\n");
            return;
        }
        var table = new Columns("TARGET", "ADDRESSES", "WHAT IT IS");
        table.Add($"netns:{LabPlan.Network}", $"{LabPlan.Gateway4}\n{LabPlan.Gateway6}", $"the network: bridge {LabPlan.Bridge}");
        foreach (string container in LabPlan.Containers)
        {
            var (address4, address6) = LabPlan.AddressesOf(container);
            table.Add($"netns:{container}", $"{address4}\n{address6}", container == LabPlan.Server ? $"a container with a service on port {LabPlan.ServicePort}" : "a container");
        }
        table.Write(shell.Output, shell.HasColor);
        if (!LabBuilder.IsWhole) shell.Complain("the lab is in pieces", $"'{MultiCall.Self} lab up' makes it anew");
    }
}
