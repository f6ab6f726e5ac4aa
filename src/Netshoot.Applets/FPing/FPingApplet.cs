using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>fping: ask many hosts for an echo at once (fping(8), version 5.1).</summary>
[Applet("fping", "ask many hosts for an echo at once")]
[Applet("fping6", "ask many IPv6 hosts for an echo at once")]
public sealed class FPingApplet : IApplet<FPingOptions>
{
    private const int MostSize = 65488, MostHopLimit = 255;

    public static CommandLine<FPingOptions> CommandLine => FPingCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(FPingOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"fping of {MultiCall.Self} {ProductVersion.Text}, compatible with fping 5.1\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp)
        {
            FPingCommandLine.Table.WriteHelp("fping", AppletTable.SummaryOf("fping"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (shell.Name == "fping6" && options.Family == NameFamily.Any) options.Family = NameFamily.Ip6;
        Check(options);
        var stop = shell.Stop;
        var targets = new FPingTargets(options, shell);
        await targets.FindAsync(stop);
        if (targets.Found.Count == 0) return targets.Unknown > 0 ? new ExitCode(2) : ExitCode.Failed;

        using var four = Open(shell, options, targets.Found, is6: false);
        using var six = Open(shell, options, targets.Found, is6: true);
        long began = shell.Clock.GetTimestamp();
        var pinger = new HostPinger([.. targets.Found.Select(static t => t.Endpoint)], is6 => is6 ? six : four, Plan(options), shell.Clock);
        var display = new FPingDisplay(shell, options, targets.Found);
        shell.OnQuit(() => display.ShowRecent(pinger));
        using (Summaries(options, shell, display, pinger)) await pinger.RunAsync(happened => display.Show(in happened, pinger), stop);
        display.ShowEnd(pinger, targets.Unknown, shell.Clock.GetElapsedTime(began));
        return Exit(options, shell, display, targets);
    }

    private static ExitCode Exit(FPingOptions options, Shell shell, FPingDisplay display, FPingTargets targets)
    {
        if (options.Reachable is { } wanted)
        {
            bool isEnough = display.Alive >= wanted;
            if (!shell.Json) shell.Output.Line($"{(isEnough ? "Enough" : "Not enough")} hosts reachable (required: {wanted}, reachable: {display.Alive})");
            return isEnough ? ExitCode.Ok : ExitCode.Failed;
        }
        return targets.Unknown > 0 ? new ExitCode(2) : display.Alive < targets.Found.Count ? ExitCode.Failed : ExitCode.Ok;
    }

    private static ITimer? Summaries(FPingOptions options, Shell shell, FPingDisplay display, HostPinger pinger)
    {
        if (options.SummaryPeriod is not > 0) return null;
        var period = TimeSpan.FromSeconds(options.SummaryPeriod.Value);
        return shell.Clock.CreateTimer(_ => display.ShowRecent(pinger), null, period, period);
    }

    private static HostPingPlan Plan(FPingOptions options)
    {
        const double Patience = 500, MostCountingPatience = 2000;
        double patience = options.Patience ?? (options.IsCounting ? Math.Min(options.Period, MostCountingPatience) : Patience);
        return new()
        {
            Count = options.Count,
            IsEndless = options.Loops,
            Retries = options.Retries,
            Interval = TimeSpan.FromMilliseconds(options.Interval),
            Period = TimeSpan.FromMilliseconds(options.Period),
            Patience = TimeSpan.FromMilliseconds(patience),
            Backoff = options.Backoff,
        };
    }

    private static void Check(FPingOptions options)
    {
        const double LeastBackoff = 1, MostBackoff = 5;
        if (options.Count is not null && options.Loops) throw FPingCommandLine.Refused("specify only one of c, l");
        if (options.ShowsAlive && options.ShowsUnreachable) throw FPingCommandLine.Refused("specify only one of a, u");
        if (options.Size > MostSize) throw FPingCommandLine.Refused($"data size {options.Size} not valid, must be lower than {MostSize}");
        if (options.Backoff is < LeastBackoff or > MostBackoff)
            throw FPingCommandLine.Refused(string.Create(CultureInfo.InvariantCulture, $"backoff factor {options.Backoff:F1} not valid, must be between 1.0 and 5.0"));
        if (options.HopLimit is > MostHopLimit) throw FPingCommandLine.Refused($"ttl {options.HopLimit} out of range");
        // Both are said where they only say something together: without them it is left away, as in the original.
        options.IsForNetdata &= options.Loops && options.SummaryPeriod is > 0;
    }

    private static EchoSocket? Open(Shell shell, FPingOptions options, List<FPingTarget> targets, bool is6)
    {
        if (!targets.Exists(t => t.Endpoint.Address.Is6 == is6)) return null;
        var errno = EchoSocket.TryOpen(shell.Machine, is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, mustBeRaw: false, out var opened);
        if (errno != Errno.None)
            throw new Failure("can't create socket (must run as root?)", shell.Machine.Text(errno), errno is Errno.EPERM or Errno.EACCES ? shell.Machine.HowToGet("NET_RAW", "a raw socket") : null, (int)errno);
        try
        {
            Prepare(shell, options, opened!, is6);
        }
        catch
        {
            opened!.Dispose();
            throw;
        }
        return opened;
    }

    private static void Prepare(Shell shell, FPingOptions options, EchoSocket socket, bool is6)
    {
        var plain = socket.Socket;
        socket.Identifier = (ushort)Random.Shared.Next(1, ushort.MaxValue);
        socket.SetPayloadLength(options.Size);
        if (options.IsRandom) Random.Shared.NextBytes(socket.Payload);
        socket.Prepare();
        if (options.Device is { } device)
        {
            var errno = plain.BindToInterface(device);
            if (errno != Errno.None) throw new UsageFailure(device) { Usage = $"binding to specific interface (SO_BINTODEVICE): {shell.Machine.Text(errno)}\n", Exit = ExitCode.Failed };
        }
        if (options.Source is { } source && source.Is6 == is6)
        {
            var errno = plain.Bind(new(source, 0));
            if (errno != Errno.None) throw new Failure("cannot bind source address ", shell.Machine.Text(errno), errno: (int)errno);
        }
        if (options.HopLimit is { } hopLimit) plain.Set(SocketOption.HopLimit, hopLimit);
        if (options.TrafficClass is { } trafficClass) plain.Set(SocketOption.TrafficClass, trafficClass);
        if (options.DoesNotFragment) plain.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Do);
        // Answers of many hosts come at once.
        plain.Set(SocketOption.ReceiveBuffer, 1 << 20);
    }
}
