using Netshoot.Applets.Addresses;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>ping: send ICMP echo requests and time the answers (ping(8) of iputils).</summary>
[Applet("ping", "send ICMP echo requests and time the answers")]
public sealed class PingApplet : IApplet<PingOptions>
{
    /// <summary>ping(8): what a user other than root may ask for.</summary>
    private static readonly TimeSpan s_shortestUserInterval = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan s_shortestBroadcastInterval = TimeSpan.FromSeconds(1);

    private const int MostUserPreload = 3;

    /// <summary>Far beyond what the kernel takes, so that it is the kernel who refuses what can at all be tried.</summary>
    private const int LongestPayload = 1 << 24;

    /// <summary>Hops and destination that fit into 40 bytes of IPv4 options.</summary>
    private const int MostRoute = 9, MostPrespecified = 4;

    public static CommandLine<PingOptions> CommandLine => PingCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(PingOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"ping of {MultiCall.Self} {ProductVersion.Text}, compatible with iputils 20221126\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp) throw new UsageFailure("") { Usage = Usage() };
        if (options.Operands.Count == 0) throw new UsageFailure("usage error: Destination address required") { Exit = ExitCode.Failed };
        if (options.Preload > MostUserPreload && !shell.Machine.IsSuperUser)
            throw new UsageFailure($"cannot set preload to value greater than {MostUserPreload}: {options.Preload}");

        if (options.PayloadLength > LongestPayload) throw new Failure("", "memory allocation failed", "no IP packet can be that long: try a smaller -s");

        var stop = shell.Stop;
        string name = options.Operands[^1];
        var host = await HostAddress.FindAsync(shell.Machine, name, options.Family, stop);
        var destination = host.Endpoint;
        bool is6 = destination.Address.Is6;
        var hops = await FindHopsAsync(shell, options, is6, stop);
        using var names = new AddressNames(shell.Machine.Names, options.IsNumeric || host.IsLiteral);

        if (options.IsVerbose && !shell.Json) shell.Output.Line($"ai->ai_family: {(is6 ? "AF_INET6" : "AF_INET")}, ai->ai_canonname: '{name}'");
        var source = options.Source is { } given && given.Is6 == is6 ? given : PingSocket.FindSource(shell, options, destination);
        using var socket = PingSocket.Open(shell, options, destination, SourceToBind(options, source, is6), hops);

        var plan = MakePlan(shell, options, destination);
        var display = new PingDisplay(shell, options, socket, destination, names);
        if (!shell.Json) await WriteHeadingAsync(shell, options, name, host, source, names, hops);
        CheckIntervals(shell, options, plan, destination);

        var pinger = new Pinger(socket, plan, shell.Clock);
        shell.OnQuit(() => WriteStatus(shell, pinger.Statistics));
        while (await pinger.NextAsync(stop) is { Kind: not EchoEventKind.Finished } happened) display.Show(in happened, pinger);

        await names.AllKnownAsync(stop);
        display.Show(new PingSummary(name, pinger.Statistics, HasGap: plan.Pace != EchoPace.Steady));
        return IsSuccess(options, pinger.Statistics) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>ping(8): without any answer, or with fewer than were asked for by the deadline, the exit code is 1.</summary>
    private static bool IsSuccess(PingOptions options, EchoStatistics statistics)
        => statistics.Received > 0 && !(options.Deadline > 0 && options.Count is { } count && statistics.Received < count);

    private static InternetAddress? SourceToBind(PingOptions options, InternetAddress source, bool is6)
        => options.Source is { } given && given.Is6 == is6 ? given : options.HasStickySource ? source : null;

    private static async ValueTask<List<InternetAddress>> FindHopsAsync(Shell shell, PingOptions options, bool is6, CancellationToken stop)
    {
        var hops = new List<InternetAddress>();
        int most = options.IpOption == PingIpOption.TimestampPrespecified ? MostPrespecified + 1 : MostRoute;
        if (options.Operands.Count > most) throw new UsageFailure("too many arguments");
        if (options.Operands.Count > 1 && (is6 || options.IpOption is not (PingIpOption.None or PingIpOption.TimestampPrespecified))) throw new UsageFailure("too many arguments");
        foreach (string hop in options.Operands[..^1]) hops.Add((await HostAddress.FindAsync(shell.Machine, hop, NameFamily.Ip4, stop)).Endpoint.Address);
        return hops;
    }

    private static EchoPlan MakePlan(Shell shell, PingOptions options, InternetEndpoint destination)
    {
        var interval = options.Interval ?? (options.IsFlood ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
        return new(destination)
        {
            Count = options.Count,
            Pace = options.IsAdaptive ? EchoPace.Adaptive : interval == TimeSpan.Zero ? EchoPace.Flood : EchoPace.Steady,
            Interval = interval,
            ShortestInterval = shell.Machine.IsSuperUser ? TimeSpan.Zero : s_shortestUserInterval,
            Patience = options.Linger,
            Deadline = TimeSpan.FromSeconds(options.Deadline),
            Preload = options.Preload,
            IsConnected = options.IsConnected,
            UserTime = options.UserTime,
        };
    }

    private static void CheckIntervals(Shell shell, PingOptions options, EchoPlan plan, InternetEndpoint destination)
    {
        if (shell.Machine.IsSuperUser) return;
        if ((options.AllowsBroadcast || destination.Address.IsMulticast) && plan.Interval < s_shortestBroadcastInterval)
            throw new UsageFailure($"broadcast ping with too short interval: {(long)plan.Interval.TotalMilliseconds}");
        if (!options.IsAdaptive && plan.Interval < s_shortestUserInterval)
            throw new UsageFailure($"cannot flood; minimal interval allowed for user is {s_shortestUserInterval.TotalMilliseconds}ms");
    }

    private static async ValueTask WriteHeadingAsync(Shell shell, PingOptions options, string name, HostAddress host, InternetAddress source, AddressNames names, List<InternetAddress> hops)
    {
        const int IcmpHeader = 8, Ip4Header = 20;
        var line = shell.Output;
        if (options.Pattern.Length > 0)
        {
            line.Literal("PATTERN: 0x");
            foreach (byte b in options.Pattern) line.Buffer.AppendHex(b, 2);
            line.Literal("\n");
        }
        var address = ScopedAddress.Of(host.Endpoint, shell.Machine);
        bool showsSource = options.Device is not null || options.Source is not null || options.HasStickySource;
        if (address.Address.Is6)
        {
            if (!names.TryFind(address.Address, out string? real)) real = await shell.Machine.Names.HostAsync(address.Address, shell.Stop);
            if (real is null) line.Text($"PING {name}({address}) ");
            else line.Text($"PING {name}({real} ({address})) ");
            if (showsSource) line.Text($"from {source} {options.Device}: ");
            line.Text($"{options.PayloadLength} data bytes\n");
            return;
        }
        line.Text($"PING {name} ({address}) ");
        if (showsSource) line.Text($"from {source} {options.Device}: ");
        long whole = (long)options.PayloadLength + IcmpHeader + Ip4Header + PingSocket.IpOptionsOf(options, host.Endpoint, hops).Length;
        line.Text($"{options.PayloadLength}({whole}) bytes of data.\n");
    }

    private static string Usage()
    {
        var text = new TextBuffer();
        text.Append("\n"u8);
        CommandLine.WriteHelp("ping", AppletTable.SummaryOf("ping"), text);
        return text.ToString();
    }

    /// <summary>How things stand, on one line (SIGQUIT).</summary>
    private static void WriteStatus(Shell shell, EchoStatistics statistics)
    {
        shell.Error.Text($"\r{statistics.Received}/{statistics.Sent} packets, {(long)statistics.LossPercent}% loss");
        if (statistics.Timed > 0)
        {
            Milliseconds minimum = new(statistics.Minimum), average = new(statistics.Average), smoothed = new(statistics.Smoothed), maximum = new(statistics.Maximum);
            shell.Error.Text($", min/avg/ewma/max = {minimum}/{average}/{smoothed}/{maximum} ms");
        }
        shell.Error.Literal("\n");
        shell.Error.Flush();
    }
}
