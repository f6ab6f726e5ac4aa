using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.Mtr;

/// <summary>A run of mtr to one host: what was asked for, what is known by now, and how hops are called.</summary>
internal sealed class MtrHost(Shell shell, MtrOptions options, string name, InternetEndpoint destination)
{
    public MtrOptions Options => options;

    public string Name => name;

    public InternetEndpoint Destination => destination;

    public DateTimeOffset Began { get; } = shell.Clock.GetLocalNow();

    public AddressNames Names { get; set; } = new(shell.Machine.Names, options.IsNumeric);

    public PathMonitorPlan Plan { get; } = new()
    {
        FirstHop = Math.Min(options.FirstHop, options.MostHops),
        MostHops = options.MostHops,
        MostSilent = options.MostSilent,
        Cycles = options.Cycles,
        Interval = TimeSpan.FromSeconds(options.Interval),
        Grace = TimeSpan.FromSeconds(options.Grace),
        Patience = TimeSpan.FromSeconds(options.Timeout),
    };

    /// <summary>What this machine calls itself.</summary>
    public string Self => shell.Machine.TryReadText("/proc/sys/kernel/hostname")?.Trim() ?? "localhost";

    /// <summary>The hops that are worth showing.</summary>
    public IEnumerable<(int Hop, HopStatistics Statistics)> Hops(PathMonitor monitor)
    {
        for (int hop = Plan.FirstHop; hop <= monitor.Hops; hop++) yield return (hop, monitor[hop]);
    }

    /// <summary>What a hop is called: its name, its address, or both.</summary>
    public string NameOf(HopStatistics hop) => hop.Address is { } endpoint ? NameOf(endpoint) : "???";

    public string NameOf(InternetEndpoint endpoint)
    {
        string address = ScopedAddress.Of(endpoint, shell.Machine).ToString();
        if (options.IsNumeric || !Names.TryFind(endpoint.Address, out string? found) || found is null) return address;
        return options.ShowsBoth ? $"{found} ({address})" : found;
    }

    /// <summary>Opens what is asked with.</summary>
    /// <exception cref="UsageFailure">It cannot be had, in the original's words.</exception>
    public ITraceMethod Open()
    {
        var settings = new TraceSettings(destination with { Port = (ushort)(options.Port ?? DefaultPort) })
        {
            Length = Math.Max(options.Length, Shortest),
            Source = FindSource(),
            Device = options.Device,
            SourcePort = (ushort)options.LocalPort,
            TrafficClass = options.TrafficClass,
            Mark = options.Mark,
        };
        if (options.Length > LongestLength) throw new UsageFailure("mtr-packet reported invalid argument") { Exit = ExitCode.Failed };
        byte pattern = options.Pattern is >= 0 and <= byte.MaxValue ? (byte)options.Pattern : (byte)Random.Shared.Next(256);
        switch (options.Protocol)
        {
            case "udp":
                var datagrams = new UdpProbes(shell.Machine, settings, hasRisingPort: options.Port is null);
                datagrams.Payload.Fill(pattern);
                return datagrams;
            case "tcp":
                return new ConnectProbes(shell.Machine, settings);
            default:
                // The port of the settings is the identifier, which is left to chance.
                var echoes = EchoProbes.Open(shell.Machine, settings with { SourcePort = 0 }, FirstSequence);
                echoes.Payload.Fill(pattern);
                return echoes;
        }
    }

    /// <summary>The number of the first probe.</summary>
    public const ushort FirstSequence = 33000;

    private const int Shortest = 28, LongestLength = 4470;

    private int DefaultPort => options.Protocol == "tcp" ? 80 : FirstSequence;

    private InternetAddress? FindSource()
    {
        if (options.Device is { } device && shell.Machine.InterfaceIndex(device) == 0) throw new UsageFailure("no such interface");
        if (options.Source is not { } text) return null;
        return InternetAddress.TryParse(text, out var address) ? address : throw new UsageFailure("invalid local address");
    }
}
