using Netshoot.Applets.Addresses;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf;

/// <summary>iperf(1), version 2: how much a path carries, measured by two of it.</summary>
[Applet("iperf", "measure how much a path carries, in the manner of iperf 2")]
public sealed class IperfApplet : IApplet<IperfOptions>
{
    public static CommandLine<IperfOptions> CommandLine => IperfCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(IperfOptions options, Shell shell)
    {
        if (options.Help)
        {
            CommandLine.WriteHelp(shell.Name, "measure how much a path carries, in the manner of iperf 2", shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Version)
        {
            shell.Output.Line($"iperf version 2.1.8 (netshoot {ProductVersion.Text})");
            return ExitCode.Failed;
        }
        IperfCommandLine.Check(options);
        if (options.Daemon)
        {
            shell.Machine.Processes.StartDetached(shell.Machine.Executable, ["iperf", .. DetachedWords.Without('D', "daemon", Environment.GetCommandLineArgs(), shell.Name)]);
            return ExitCode.Ok;
        }
        if (options.RealTime && shell.Machine.RunInRealTime() is var refused and not Errno.None) shell.Error.Line($"set scheduler failed: {shell.Machine.Text(refused)}");
        var output = shell.Output;
        if (options.OutputFile is { } path)
        {
            if (shell.Machine.TryCreate(path, out var stream) is var errno and not Errno.None) throw new Failure(path, shell.Machine.Text(errno), errno: (int)errno);
            output = new Output(stream!);
        }
        try
        {
            return options.Serves ? await ServeAsync(options, shell, output) : await TestAsync(options, shell, output);
        }
        finally
        {
            output.Flush();
        }
    }

    private static async ValueTask<ExitCode> ServeAsync(IperfOptions options, Shell shell, Output output)
    {
        var text = new IperfText(shell, output, options);
        if (options.HasKey) options.Key ??= NewKey(shell.Clock);
        var any = options.Family == NameFamily.Ip4 ? InternetAddress.Any4 : InternetAddress.Any6;
        var (bind, device) = await LocalAsync(options, shell);
        var stop = shell.Stop;
        using var server = new Iperf2Server(shell.Machine, Plan(options, shell, text) with
        {
            Endpoint = new(bind?.Address ?? any, (ushort)options.Port, bind?.Scope ?? 0),
            Device = device,
            Time = options.Time is > 0 ? TimeSpan.FromSeconds(options.Time.Value) : null,
            Rate = 0,
            ReadRate = options.IsUdp ? 0 : text.Rate,
            KeyLifetime = options.Key is null || options.KeyLifetime == 0 ? null : TimeSpan.FromSeconds(options.KeyLifetime),
        }, text);
        try
        {
            server.Open();
        }
        catch (Failure e)
        {
            shell.Error.Line($"listener bind failed: {e.Reason}");
            return ExitCode.Failed;
        }
        text.Listening(server.Buffer);
        await server.RunAsync(stop);
        return ExitCode.Ok;
    }

    private static async ValueTask<ExitCode> TestAsync(IperfOptions options, Shell shell, Output output)
    {
        var text = new IperfText(shell, output, options);
        HostAddress host;
        try
        {
            host = await HostAddress.FindAsync(shell.Machine, options.Server!, options.Family, shell.Stop);
        }
        catch (Failure) when (options.Family == NameFamily.Ip4)
        {
            // An address of IPv6 says by itself what it is.
            host = await HostAddress.FindAsync(shell.Machine, options.Server!, NameFamily.Any, shell.Stop);
        }
        text.IsIp6 = host.Endpoint.Address.Is6;
        Spread(options, text);
        var (bind, device) = await LocalAsync(options, shell);
        if (options.Steps.HasFlag(Iperf2Steps.LocalPort) && bind is not { Port: > 0 }) text.Warn("WARN: option of --incr-srcport requires -B bind option w/port to be set");
        var plan = Plan(options, shell, text) with
        {
            Endpoint = host.Endpoint with { Port = (ushort)options.Port },
            Bind = bind,
            Device = options.Device ?? device,
            Time = options.Bytes > 0 ? null : TimeSpan.FromSeconds(options.Time ?? 10),
            ListenPort = options.ListenPort > 0 ? options.ListenPort : options.Port,
        };
        var stop = shell.Stop;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var back = options.Dual || options.Tradeoff ? OpenBack(plan, shell, text) : null;
        var serving = back?.RunAsync(both.Token).AsTask() ?? Task.CompletedTask;
        var client = new Iperf2Client(shell.Machine, plan, text);
        // The original ends as if all were well when there is no connection.
        var progress = text.ShowProgressAsync(both.Token);
        await client.RunAsync(1, stop);
        if (back is not null && !stop.IsCancellationRequested) await back.ServedAsync(TimeSpan.FromSeconds(10) + (plan.Time ?? TimeSpan.Zero), stop);
        both.Cancel();
        await serving;
        await progress;
        return ExitCode.Ok;
    }

    /// <summary>A key that nobody guesses: the time, and as many letters as the original's has.</summary>
    private static string NewKey(TimeProvider clock)
    {
        const int Letters = 16;
        string random = System.Security.Cryptography.RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", Letters);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0:0.000000}-{random}");
    }

    /// <summary>Ports are one for each stream, as many as there are.</summary>
    private static void Spread(IperfOptions options, IperfText text)
    {
        if (options.LastPort <= options.Port) return;
        int ports = options.LastPort - options.Port + 1;
        options.Steps |= Iperf2Steps.RemotePort;
        if (ports == options.Streams) return;
        const int MostStreams = 128;
        if (ports > MostStreams) throw new UsageFailure("option '-p': more ports than there can be streams");
        text.Warn(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"WARNING: port-range and -P mismatch (adjusting -P to {ports})"));
        options.Streams = ports;
    }

    /// <summary>Where the server connects back to.</summary>
    private static Iperf2Server? OpenBack(Iperf2Plan plan, Shell shell, IperfText text)
    {
        var any = plan.Endpoint.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4;
        var server = new Iperf2Server(shell.Machine, plan with { Endpoint = new(plan.Bind?.Address ?? any, (ushort)plan.ListenPort), Time = null, Rate = 0, Dual = false, Tradeoff = false, Frames = null, BounceWrites = 0 }, text) { FirstNumber = plan.Streams + 1 };
        try
        {
            server.Open();
            return server;
        }
        catch (Failure e)
        {
            server.Dispose();
            text.Warn($"listener bind failed: {e.Reason}");
            return null;
        }
    }

    private static Iperf2Plan Plan(IperfOptions options, Shell shell, IperfText text) => new()
    {
        Endpoint = default,
        IsUdp = options.IsUdp,
        BlockSize = text.BlockSize,
        Rate = text.Rate,
        Bytes = options.Bytes,
        Interval = TimeSpan.FromSeconds(options.Interval),
        Streams = options.Streams,
        Reverse = options.Reverse,
        FullDuplex = options.FullDuplex,
        Dual = options.Dual,
        Tradeoff = options.Tradeoff,
        Window = options.Window,
        MaximumSegment = options.MaximumSegment,
        NoDelay = options.NoDelay,
        TypeOfService = options.TypeOfService,
        HopLimit = options.HopLimit,
        Congestion = options.Congestion,
        Serializes = options.Serializes,
        IsEnhanced = options.IsEnhanced,
        TripTimes = options.TripTimes,
        Frames = text.Frames,
        BounceWrites = options.BounceWrites,
        BouncePeriod = TimeSpan.FromSeconds(options.BouncePeriod),
        BounceHold = TimeSpan.FromMilliseconds(options.BounceHold),
        BounceQuickAcknowledgements = !options.BounceNoQuickAck,
        CongestionWeight = options.CongestionWeight,
        IsCompatible = options.Compatible,
        NoFin = options.NoFin,
        DetectsPeer = options.DetectsPeer,
        Bins = options.Bins,
        PacingRate = options.PacingRate,
        ConnectRetries = options.ConnectRetries,
        Connects = options.Connects,
        QuickAcknowledgements = options.QuickAcknowledgements,
        WindowClamp = options.WindowClamp,
        Prefetch = options.Prefetch,
        OnlyLocal = options.OnlyLocal,
        ReflectedTypeOfService = options.ReflectedTypeOfService,
        Delay = TimeSpan.FromSeconds(options.Delay),
        Start = options.Start is { } start ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(start) : null,
        Steps = options.Steps,
        Key = options.Key,
        SumsByLocal = options.SumsByLocal,
        BurstSize = !options.HasBursts ? 0 : options.BurstSize > 0 ? options.BurstSize : 1 << 20,
        BurstPeriod = TimeSpan.FromSeconds(options.BurstPeriod > 0 ? options.BurstPeriod : 1),
        OpenFile = () =>
        {
            if (options.File is not { } file) return null;
            var errno = shell.Machine.TryOpenRead(file, out var stream);
            return errno == Errno.None ? stream : throw new Failure(file, shell.Machine.Text(errno), errno: (int)errno);
        },
    };

    /// <summary>Reads <c>HOST[:PORT][%DEVICE]</c>.</summary>
    private static async ValueTask<(InternetEndpoint? Local, string? Device)> LocalAsync(IperfOptions options, Shell shell)
    {
        if (options.Bind is not { } bind) return (null, null);
        string? device = null;
        if (bind.IndexOf('%', StringComparison.Ordinal) is var percent and >= 0 && !bind.StartsWith("fe80", StringComparison.OrdinalIgnoreCase))
        {
            device = bind[(percent + 1)..];
            bind = bind[..percent];
        }
        ushort port = 0;
        if (bind.Count(static c => c == ':') == 1 && ushort.TryParse(bind[(bind.IndexOf(':', StringComparison.Ordinal) + 1)..], out port)) bind = bind[..bind.IndexOf(':', StringComparison.Ordinal)];
        if (bind.Length == 0) return (null, device);
        var found = await HostAddress.FindAsync(shell.Machine, bind, NameFamily.Any, shell.Stop);
        return (found.Endpoint with { Port = port }, device);
    }
}
