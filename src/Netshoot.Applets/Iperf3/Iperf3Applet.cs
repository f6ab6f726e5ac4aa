using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf3;

/// <summary>iperf3(1): how much a path carries, measured by two of it.</summary>
[Applet("iperf3", "measure how much a path carries: TCP and UDP, one server and one client")]
public sealed class Iperf3Applet : IApplet<Iperf3Options>
{
    public static CommandLine<Iperf3Options> CommandLine => Iperf3CommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(Iperf3Options options, Shell shell)
    {
        if (options.Help)
        {
            CommandLine.WriteHelp(shell.Name, "measure how much a path carries", shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Version)
        {
            shell.Output.Line($"iperf 3.12 (netshoot {ProductVersion.Text})");
            shell.Output.Line($"{new Iperf3Facts(shell.Machine).System}");
            shell.Output.Line($"Optional features available: CPU affinity setting, IPv6 flow label, TCP congestion algorithm setting, sendfile / zerocopy, socket pacing, authentication, bind to device, support IPv4 don't fragment");
            return ExitCode.Ok;
        }
        Iperf3CommandLine.Check(options);
        if (options.Daemon) return Detach(shell);
        if (options.Affinity >= 0 && shell.Machine.RunOn(options.Affinity) is var refused and not Errno.None) return Fail(shell, $"unable to set CPU affinity: {shell.Machine.Text(refused)}");
        if (options.PidFile is { } pid && WritePid(shell, pid) is { } failure) return failure;
        var output = shell.Output;
        if (options.LogFile is { } log)
        {
            if (shell.Machine.TryCreate(log, out var stream) is var errno and not Errno.None) return Fail(shell, $"unable to open log file: {shell.Machine.Text(errno)}");
            output = new Output(stream!);
        }
        using var page = new Iperf3Page(shell, options, output);
        return options.Serves ? await ServeAsync(options, shell, page) : await TestAsync(options, shell, page);
    }

    private static async ValueTask<ExitCode> TestAsync(Iperf3Options options, Shell shell, Iperf3Page page)
    {
        var facts = new Iperf3Facts(shell.Machine);
        var text = new Iperf3Text(page, options, facts);
        var json = new Iperf3Json(page, options, facts);
        string? error = null;
        try
        {
            var plan = await PlanAsync(options, shell);
            var client = new Iperf3Client(shell.Machine, plan, options.Json ? json : text);
            await client.RunAsync(shell.Stop);
        }
        catch (Iperf3Exception e)
        {
            error = Iperf3Words.Of(e);
        }
        catch (OperationCanceledException)
        {
            error = "interrupt - the client has terminated";
        }
        catch (UnauthorizedAccessException)
        {
            throw Iperf3CommandLine.Parameter("you must specify a username, password, and path to a valid RSA public key");
        }
        catch (Failure e) when (e.Errno != (int)Errno.EPIPE)
        {
            error = $"unable to connect to server: {e.Reason}";
        }
        if (options.Json) json.Print(error);
        // The original tells it in its JSON and ends as if all were well.
        if (options.Json || error is null) return ExitCode.Ok;
        page.Error(error.StartsWith("interrupt", StringComparison.Ordinal) ? error : $"error - {error}");
        return ExitCode.Failed;
    }

    private static async ValueTask<ExitCode> ServeAsync(Iperf3Options options, Shell shell, Iperf3Page page)
    {
        if (options.PrivateKey is { } key)
        {
            using var read = Iperf3Credentials.Key(shell.Machine, key);
            if (read is null || shell.Machine.TryReadText(options.AuthorizedUsers!) is null) throw Iperf3CommandLine.Parameter("you must specify a path to a valid RSA private key and a user credential file");
        }
        var stop = shell.Stop;
        var facts = new Iperf3Facts(shell.Machine);
        using var server = new Iperf3Server(shell.Machine, new()
        {
            Local = await LocalAsync(options, shell) is { } bound ? bound with { Port = (ushort)options.Port } : new(options.Family == NameFamily.Ip4 ? InternetAddress.Any4 : InternetAddress.Any6, (ushort)options.Port),
            Device = options.Device,
            Interval = TimeSpan.FromSeconds(options.Interval),
            Idle = options.Idle > 0 ? TimeSpan.FromSeconds(options.Idle) : null,
            RateLimit = (options.RateLimit, TimeSpan.FromSeconds(options.RateLimitSeconds)),
            Settings = new() { Silence = TimeSpan.FromMilliseconds(options.ReceiveTimeout), SendTimeout = options.SendTimeout },
            OpenFile = sends => OpenFile(options, shell, sends),
            Admits = options.PrivateKey is null ? null : token => Iperf3Credentials.Admits(shell.Machine, options, token),
        });
        if (options.Verbose)
        {
            page.Line("iperf 3.12");
            page.Line(facts.System);
        }
        try
        {
            server.Open();
        }
        catch (Failure e)
        {
            page.Error($"error - unable to start listener for connections: {e.Reason}");
            page.Error("exiting");
            return ExitCode.Failed;
        }
        for (int number = 1; ; number++)
        {
            const string Rule = "-----------------------------------------------------------";
            page.Line(Rule);
            page.Line(string.Create(CultureInfo.InvariantCulture, $"Server listening on {options.Port} (test #{number})"));
            page.Line(Rule);
            page.Forget();
            facts = new Iperf3Facts(shell.Machine);
            var json = new Iperf3Json(page, options, facts);
            string? error = null;
            bool cameSomebody = true;
            try
            {
                cameSomebody = await server.ServeAsync(options.Json ? json : new Iperf3Text(page, options, facts), stop);
            }
            catch (Iperf3Exception e)
            {
                error = e.Fault == Iperf3Fault.ControlClosed ? "the client has unexpectedly closed the connection" : Iperf3Words.Of(e);
                if (e.Fault is not (Iperf3Fault.ControlClosed or Iperf3Fault.ClientTerminated)) error = $"error - {error}";
            }
            catch (OperationCanceledException)
            {
                error = "interrupt - the server has terminated";
            }
            if (options.Json && cameSomebody) json.Print(error);
            else if (error is not null) page.Error(error);
            page.Output.Flush();
            if (stop.IsCancellationRequested) return ExitCode.Failed;
            if (options.OneOff) return error is null && cameSomebody ? ExitCode.Ok : ExitCode.Failed;
            if (!cameSomebody) number--;
        }
    }

    private static async ValueTask<Iperf3ClientPlan> PlanAsync(Iperf3Options options, Shell shell)
    {
        var machine = shell.Machine;
        string host = options.Server!;
        var server = await HostAddress.FindAsync(machine, host, options.Family, shell.Stop);
        bool timed = options.Bytes == 0 && options.Blocks == 0;
        string? token = null;
        if (options.UserName is { } user)
        {
            string password = shell.Environment("IPERF3_PASSWORD") ?? machine.AskSecret("Password: ") ?? throw new UnauthorizedAccessException();
            token = Iperf3Credentials.Token(machine, user, password, options.PublicKey!);
        }
        return new()
        {
            Host = host,
            Server = server.Endpoint with { Port = (ushort)options.Port },
            Interval = TimeSpan.FromSeconds(options.Interval),
            ConnectTimeout = options.ConnectTimeout >= 0 ? TimeSpan.FromMilliseconds(options.ConnectTimeout) : null,
            OpenFile = sends => OpenFile(options, shell, sends),
            Local = new()
            {
                Bind = await LocalAsync(options, shell),
                Device = options.Device ?? (host.IndexOf('%', StringComparison.Ordinal) is var at and >= 0 && !server.Endpoint.Address.Is6 ? host[(at + 1)..] : null),
                ClientPort = (ushort)options.ClientPort,
                Silence = TimeSpan.FromMilliseconds(options.ReceiveTimeout),
                SendTimeout = options.SendTimeout,
            },
            Parameters = new Iperf3Parameters
            {
                IsUdp = options.IsUdp,
                Omit = options.Omit,
                ServerAffinity = options.ServerAffinity,
                Time = timed ? options.Time ?? 10 : 0,
                Bytes = options.Bytes,
                Blocks = options.Blocks,
                MaximumSegment = options.MaximumSegment,
                NoDelay = options.NoDelay,
                Streams = options.Streams,
                Reverse = options.Reverse,
                Bidirectional = options.Bidirectional,
                Window = (int)options.Window,
                BlockSize = options.BlockSize > 0 ? options.BlockSize : options.IsUdp ? 0 : 128 * 1024,
                Rate = (long)(options.Rate ?? (options.IsUdp ? 1024 * 1024 : 0)),
                FairQueueRate = (long)options.FairQueueRate,
                PacingTimer = options.PacingTimer,
                Burst = options.Burst,
                TypeOfService = options.TypeOfService,
                FlowLabel = options.FlowLabel,
                Title = options.Title,
                ExtraData = options.ExtraData,
                Congestion = options.Congestion,
                GetServerOutput = options.GetServerOutput,
                WideCounters = options.WideCounters,
                RepeatingPayload = options.RepeatingPayload,
                ZeroCopy = options.ZeroCopy,
                DontFragment = options.DontFragment,
            }.With(token),
        };
    }

    private static async ValueTask<InternetEndpoint?> LocalAsync(Iperf3Options options, Shell shell)
    {
        if (options.Bind is not { } bind) return null;
        int percent = bind.IndexOf('%', StringComparison.Ordinal);
        // An interface behind the address is --bind-dev, but for link-local addresses, which it belongs to.
        if (percent >= 0 && !bind.StartsWith("fe80", StringComparison.OrdinalIgnoreCase))
        {
            options.Device ??= bind[(percent + 1)..];
            bind = bind[..percent];
        }
        return (await HostAddress.FindAsync(shell.Machine, bind, options.Family, shell.Stop)).Endpoint;
    }

    private static Stream? OpenFile(Iperf3Options options, Shell shell, bool sends)
    {
        if (options.File is not { } path) return null;
        var errno = sends ? shell.Machine.TryOpenRead(path, out var stream) : shell.Machine.TryCreate(path, out stream);
        return errno == Errno.None ? stream : throw new Iperf3Exception((Iperf3Fault)14, shell.Machine.Text(errno), (int)errno);
    }

    private static ExitCode? WritePid(Shell shell, string path)
    {
        if (shell.Machine.TryCreate(path, out var stream) is var errno and not Errno.None) return Fail(shell, $"unable to write PID file: {shell.Machine.Text(errno)}");
        using (stream) stream!.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\0")));
        return null;
    }

    private static ExitCode Detach(Shell shell)
    {
        shell.Machine.Processes.StartDetached(shell.Machine.Executable, ["iperf3", .. DetachedWords.Without('D', "daemon", Environment.GetCommandLineArgs(), shell.Name)]);
        return ExitCode.Ok;
    }

    private static ExitCode Fail(Shell shell, string message)
    {
        shell.Output.Flush();
        shell.Error.Line($"iperf3: error - {message}");
        return ExitCode.Failed;
    }
}
