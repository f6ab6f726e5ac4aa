using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.Mtr;

/// <summary>mtr: keep account of every hop on the path to a host (mtr(8), version 0.95).</summary>
[Applet("mtr", "keep account of every hop on the path to a host")]
public sealed class MtrApplet : IApplet<MtrOptions>
{
    private const int UsualCycles = 10;

    public static CommandLine<MtrOptions> CommandLine => MtrCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(MtrOptions options, Shell shell)
    {
        options = WithEnvironment(options, shell);
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"mtr of {MultiCall.Self} {ProductVersion.Text}, compatible with mtr 0.95\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp)
        {
            MtrCommandLine.Table.WriteHelp("mtr", AppletTable.SummaryOf("mtr"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Interval < 1 && !shell.Machine.IsSuperUser) throw new UsageFailure("non-root users cannot request an interval < 1.0 seconds");
        var stop = shell.Stop;
        await ReadHostsAsync(options, shell, stop);
        if (options.Hosts.Count == 0) options.Hosts.Add("localhost");
        foreach (string name in options.Hosts)
        {
            if (stop.IsCancellationRequested) break;
            InternetEndpoint destination;
            try
            {
                destination = (await HostAddress.FindAsync(shell.Machine, name, options.Family, stop)).Endpoint;
            }
            catch (Failure e)
            {
                shell.Complain($"Failed to resolve host: {e.Message}");
                continue;
            }
            await FollowAsync(new MtrHost(shell, options, name, destination), shell, stop);
        }
        return ExitCode.Ok;
    }

    private static async Task FollowAsync(MtrHost host, Shell shell, CancellationToken stop)
    {
        if (!shell.Json && (host.Options.Output ?? MtrOutput.Screen) == MtrOutput.Screen)
        {
            // What was said so far stands on the screen that comes back in the end.
            shell.Error.Flush();
            using var terminal = shell.Machine.OpenTerminal();
            if (terminal is not null)
            {
                using var interactive = new MtrInteractive(host, shell, terminal);
                await interactive.RunAsync(stop);
                return;
            }
            if (host.Options.Output is not null) throw new Failure("", "there is no terminal to show a screen on", "-r prints a report");
        }
        var output = host.Options.Output ?? MtrOutput.Report;
        // Its reader decides how long it goes on.
        host.Plan.Cycles = output == MtrOutput.Split ? null : host.Options.Cycles ??= UsualCycles;
        try
        {
            using var method = host.Open();
            var monitor = new PathMonitor(method, host.Destination.Address, host.Plan, shell.Clock);
            var raw = output == MtrOutput.Raw ? new MtrRaw(shell.Output, host) : null;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var splitting = output == MtrOutput.Split ? new MtrSplit(shell, host, monitor).RunAsync(over.Token) : Task.CompletedTask;
            await monitor.RunAsync(happened =>
            {
                // Names are asked for as hops appear, so that they are there in the end.
                if (happened.IsNew) host.NameOf(monitor[happened.Hop]);
                raw?.Tell(in happened, monitor);
            }, stop);
            over.Cancel();
            await splitting;
            monitor.GiveUp();
            await host.Names.AllKnownAsync(stop);
            Show(output, host, monitor, shell);
        }
        catch (Failure e)
        {
            throw NotStarted(e, shell);
        }
        finally
        {
            host.Names.Dispose();
        }
    }

    public static Failure NotStarted(Failure e, Shell shell)
        => new("Failure to start mtr-packet", $"{e.Subject}: {(e.Reason.Length > 0 ? e.Reason : shell.Machine.Text((Errno)e.Errno))}", e.Hint, e.Errno);

    private static void Show(MtrOutput output, MtrHost host, PathMonitor monitor, Shell shell)
    {
        if (shell.Json)
        {
            shell.Report(new MtrReport(host, monitor));
            return;
        }
        switch (output)
        {
            case MtrOutput.Report:
                shell.Report(new MtrReport(host, monitor));
                break;
            case MtrOutput.Xml:
                MtrXml.Write(shell.Output, host, monitor);
                break;
            case MtrOutput.Csv:
                MtrCsv.Write(shell.Output, host, monitor);
                break;
            case MtrOutput.Json:
                MtrJson.Write(shell.Output, host, monitor);
                break;
        }
    }

    /// <summary>Options of the environment stand before those of the command line.</summary>
    private static MtrOptions WithEnvironment(MtrOptions options, Shell shell)
        => shell.Environment("MTR_OPTIONS") is { Length: > 0 } ? throw new UsageFailure("MTR_OPTIONS is not supported: give the options as words") : options;

    private static async ValueTask ReadHostsAsync(MtrOptions options, Shell shell, CancellationToken stop)
    {
        if (options.File is not { } file) return;
        Stream? stream = shell.Input;
        if (file != "-")
        {
            var errno = shell.Machine.TryOpenRead(file, out stream);
            if (errno != Errno.None) throw new Failure($"open {file}", shell.Machine.Text(errno), errno: (int)errno);
        }
        using var lines = new StreamReader(stream!);
        while (await lines.ReadLineAsync(stop) is { } line)
            if (line.Trim() is { Length: > 0 } host) options.Hosts.Add(host);
    }
}
