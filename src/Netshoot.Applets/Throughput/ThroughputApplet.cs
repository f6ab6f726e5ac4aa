using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Host.Targets;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Probes.Throughput;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Wire;

namespace Netshoot.Applets.Throughput;

public sealed class ThroughputOptions
{
    public List<TargetName> Targets { get; } = [];

    public bool IsUdp { get; set; }

    public int Seconds { get; set; } = 5;

    public int Streams { get; set; } = 1;

    /// <summary>Bits per second of each stream; 0 for as fast as it goes.</summary>
    public double Rate { get; set; }
}

/// <summary>throughput: what the path between two targets carries. Both ends run in this process, each with its sockets in its target's namespace.</summary>
[Applet("throughput", "measure what the path from one target to another carries", AppletKind.Own)]
public sealed class ThroughputApplet : IApplet<ThroughputOptions>
{
    private const int MostTargets = 2;
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);

    public static CommandLine<ThroughputOptions> CommandLine => new Getopt<ThroughputOptions>("FROM TO [--udp] [--time SECONDS] [--parallel N]")
    {
        { 'u', "udp", "UDP instead of TCP", static o => o.IsUdp = true },
        { 't', "time", "SECONDS", "how long to send (5)", static (o, v) => o.Seconds = v.Int(1, Iperf3Parameters.LongestTest) },
        { 'P', "parallel", "N", "streams side by side (1)", static (o, v) => o.Streams = v.Int(1, Iperf3Parameters.MostStreams) },
        { 'b', "bitrate", "RATE", "bits per second of each stream; as fast as it goes without", static (o, v) => o.Rate = SizeText.Rate(v.Text) is { } rate && rate > 0 ? rate : throw v.Invalid("is not a rate") },
        static (o, v) => o.Targets.Add(TargetName.Parse(v.Text)),
    };

    public static async ValueTask<ExitCode> RunAsync(ThroughputOptions options, Shell shell)
    {
        if (options.Targets.Count != MostTargets) throw new UsageFailure("two targets are wanted: the one to send from and the one to send to");
        var machine = shell.Machine;
        var finder = new TargetFinder(machine.ContainerEngine);
        var from = await FindAsync(finder, options.Targets[0]);
        var to = await FindAsync(finder, options.Targets[1]);
        var stop = shell.Stop;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var server = Open(new MachineInNamespace(machine, to.Path), to);
        var serving = ServeAsync(server, ending.Token);
        var report = new ThroughputReport(from.Label, to.Label, options, shell);
        try
        {
            await TestAsync(options, new MachineInNamespace(machine, from.Path), Addresses(machine, to), server.Port, report, from, to, stop);
        }
        catch (OperationCanceledException)
        {
            // What was measured is told below.
        }
        finally
        {
            ending.Cancel();
            await serving;
        }
        if (shell.Json) shell.Report(report);
        else report.WriteSummary();
        return stop.IsCancellationRequested ? new ExitCode(130) : ExitCode.Ok;
    }

    private static async ValueTask<Target> FindAsync(TargetFinder finder, TargetName name)
    {
        var found = await finder.FindAsync(name, default);
        return found.Count == 1 ? found[0]
            : throw new Failure($"{name}", "has several tasks on this machine", $"name one of them: {string.Join(", ", found.Select(static t => "container:" + t.Label))}");
    }

    private static Iperf3Server Open(MachineInNamespace machine, Target to)
    {
        // A kernel or a namespace without IPv6 has only the other.
        foreach (var any in new[] { InternetAddress.Any6, InternetAddress.Any4 })
        {
            var server = new Iperf3Server(machine, new() { Local = new(any, 0) });
            try
            {
                server.Open();
                return server;
            }
            catch (Failure e) when (any.Is6 && e.Errno is (int)Errno.EAFNOSUPPORT or (int)Errno.EADDRNOTAVAIL)
            {
                server.Dispose();
            }
            catch (Failure e)
            {
                server.Dispose();
                throw new Failure(to.Label, e.Reason, e.Errno is (int)Errno.EPERM or (int)Errno.EACCES ? machine.HowToGet("SYS_ADMIN", "opening sockets in another namespace") : null, e.Errno);
            }
        }
        throw new Failure(to.Label, "speaks neither IPv6 nor IPv4");
    }

    private static async Task ServeAsync(Iperf3Server server, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await server.ServeAsync(Silent.Instance, stop);
            }
            catch (Exception e) when (e is Iperf3Exception or OperationCanceledException or Failure)
            {
                // The client tells what went wrong; somebody else's connection is nothing to us.
            }
        }
    }

    /// <summary>The addresses of a target that others can reach it by; of our own namespace, the loopback last.</summary>
    private static IReadOnlyList<InternetAddress> Addresses(IMachine machine, Target to)
    {
        NetlinkChannel? channel;
        var errno = to.Path is { } path ? machine.Netlink.TryOpenIn(path, NetlinkProtocol.Route, out channel) : machine.Netlink.TryOpen(NetlinkProtocol.Route, out channel);
        if (errno != Errno.None) throw new Failure(to.Label, machine.Text(errno), errno: (int)errno);
        using (channel)
        {
            var all = channel!.ReadAll<InterfaceAddress>(AddressRequests.List(), to.Label).Select(static a => a.Local).Where(static a => !a.IsLinkLocal).ToList();
            return [.. all.OrderBy(static a => a.IsLoopback ? 2 : a.Is6 ? 1 : 0)];
        }
    }

    private static async ValueTask TestAsync(ThroughputOptions options, MachineInNamespace machine, IReadOnlyList<InternetAddress> addresses, ushort port, ThroughputReport report, Target from, Target to, CancellationToken stop)
    {
        bool isSame = from.Path == to.Path;
        Iperf3Exception? refused = null;
        foreach (var address in addresses.Where(a => isSame || !a.IsLoopback))
        {
            report.Address = address;
            try
            {
                await new Iperf3Client(machine, new()
                {
                    Host = address.ToString(),
                    Server = new(address, port),
                    ConnectTimeout = s_connectTimeout,
                    Parameters = new() { IsUdp = options.IsUdp, Time = options.Seconds, Streams = options.Streams, Rate = (long)options.Rate, BlockSize = options.IsUdp ? 0 : 128 * 1024 },
                }, report).RunAsync(stop);
                return;
            }
            catch (Iperf3Exception e) when (e.Fault == Iperf3Fault.Connect)
            {
                // Another of its addresses may be in a network that both are in.
                refused = e;
            }
            catch (Iperf3Exception e)
            {
                throw new Failure($"{from.Label} to {to.Label}", Iperf3Words.Of(e), errno: e.Errno);
            }
        }
        if (refused is null) throw new Failure(to.Label, "has no address that could be reached", "netshoot targets lists the addresses of all targets");
        throw new Failure($"{from.Label} to {to.Label}", refused.Reason ?? "cannot be connected", $"netshoot --net {options.Targets[0]} ping -c 1 {addresses[0]} shows whether they see each other at all", refused.Errno);
    }

    private sealed class Silent : IIperf3Observer
    {
        public static readonly Silent Instance = new();

        public void Agreed(Iperf3Parameters parameters, string cookie, InternetEndpoint peer, int maximumSegment) { }

        public void Connected(IReadOnlyList<Iperf3Stream> streams) { }

        public void Interval(IReadOnlyList<Iperf3Interval> streams) { }

        public void Ended(Iperf3End end) { }
    }
}
