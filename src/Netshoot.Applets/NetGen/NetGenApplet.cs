using System.Text;
using Netshoot.Cli;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.NetGen;

public sealed class NetGenOptions
{
    public List<string> Operands { get; } = [];
}

/// <summary>netgen: two containers that talk to each other: listens on a port, and sends a message to the same port of a host again and again.</summary>
[Applet("netgen", "generate traffic between containers, for watching")]
public sealed class NetGenApplet : IApplet<NetGenOptions>
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10), s_patience = TimeSpan.FromSeconds(5);

    public static CommandLine<NetGenOptions> CommandLine => new Getopt<NetGenOptions>("HOST PORT [SECONDS]",
        notes: "Run it in two containers, each with the other's name. A host that cannot be reached yet is tried again on the next beat.")
    {
        { static (o, v) => o.Operands.Add(v.Text) },
    };

    public static async ValueTask<ExitCode> RunAsync(NetGenOptions options, Shell shell)
    {
        if (options.Operands.Count is < 2 or > 3) throw new UsageFailure(options.Operands.Count < 2 ? "which host and port?" : $"unexpected argument '{options.Operands[3]}'");
        string host = options.Operands[0];
        var portWord = new OptionValue("port", options.Operands[1]);
        ushort port = shell.Machine.Names.Port(portWord.Text, "tcp") is { } service and > 0 ? service : (ushort)portWord.Int(1, ushort.MaxValue);
        var interval = options.Operands.Count > 2 ? new OptionValue("seconds", options.Operands[2]).Seconds() : s_interval;
        if (interval <= TimeSpan.Zero) throw new UsageFailure("seconds: there must be some time between messages");

        // Before anything is started: a container's first process dies of no signal that it does not listen to.
        var stop = shell.Stop;
        var sink = new MessageSink(shell.Machine);
        using var listener = Listen(sink, port);
        shell.Report(new ListeningReport(port));
        shell.Report(new SendingReport(host, port, interval));
        var serving = sink.ServeAsync(listener, stop);
        try
        {
            await SendAsync(shell, new MessageSender(shell.Machine, host, port, s_patience), sink, (host, port, interval), stop);
        }
        catch (OperationCanceledException)
        {
            await serving.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return ExitCode.Ok;
    }

    private static Host.Sockets.ISocket Listen(MessageSink sink, ushort port)
    {
        try
        {
            return sink.Listen(port);
        }
        catch (Failure e)
        {
            throw new Failure($"port {port}", e.Reason, (Errno)e.Errno == Errno.EADDRINUSE ? "somebody listens there already: ss -ltnp" : e.Hint, e.Errno);
        }
    }

    private static async ValueTask SendAsync(Shell shell, MessageSender sender, MessageSink sink, (string Host, ushort Port, TimeSpan Interval) plan, CancellationToken stop)
    {
        for (long sent = 0; ;)
        {
            long began = shell.Clock.GetTimestamp();
            try
            {
                await sender.SendAsync(Encoding.ASCII.GetBytes($"netgen message {sent + 1}\n"), stop);
                sent++;
                shell.Report(new SentReport(sent, plan.Host, plan.Port, sink.Messages, sink.Bytes));
            }
            catch (Failure e)
            {
                // Containers start in any order: the next beat is another try.
                if (shell.Json) shell.Report(new FailedReport(plan.Host, plan.Port, e.Reason));
                else shell.Complain(e.Message);
            }
            var rest = plan.Interval - shell.Clock.GetElapsedTime(began);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, shell.Clock, stop);
        }
    }
}
