using Netshoot.Applets.Addresses;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.PathMtu;
using Netshoot.Wire;

namespace Netshoot.Applets.TracePath;

public sealed class TracePathOptions
{
    public NameFamily Family { get; set; }

    public string? Destination { get; set; }

    public bool IsNumeric { get; set; }

    /// <summary>Names and addresses both.</summary>
    public bool ShowsBoth { get; set; }

    public long? Length { get; set; }

    public int MostHops { get; set; } = 30;

    public ushort? Port { get; set; }

    public bool ShowsVersion { get; set; }
}

/// <summary>tracepath: follow the path to a host and find its MTU (tracepath(8) of iputils).</summary>
[Applet("tracepath", "follow the path to a host and find its MTU")]
public sealed class TracePathApplet : IApplet<TracePathOptions>
{
    private const ushort FirstPort = 44444;

    /// <summary>The headers of IP and UDP, and the least that must lie behind them.</summary>
    private const int Overhead4 = 28, Overhead6 = 48;

    public static CommandLine<TracePathOptions> CommandLine => new Getopt<TracePathOptions>("[OPTION...] DESTINATION", usage: new ExitCode(255))
    {
        { '4', null, "use IPv4 only", static o => SetFamily(o, NameFamily.Ip4) },
        { '6', null, "use IPv6 only", static o => SetFamily(o, NameFamily.Ip6) },
        { 'b', null, "print names and addresses", static o => o.ShowsBoth = true },
        { 'l', null, "LENGTH", "IP length of the first probe", static (o, v) => o.Length = IputilsValue.Whole(v, int.MinValue, int.MaxValue) },
        { 'm', null, "HOPS", "give up after HOPS hops (30)", static (o, v) => o.MostHops = (int)IputilsValue.Whole(v, 0, 255) },
        { 'n', null, "print addresses, not names", static o => o.IsNumeric = true },
        { 'p', null, "PORT", "UDP port of the first probe (44444)", static (o, v) => o.Port = (ushort)IputilsValue.Whole(v, 0, 65535) },
        { 'V', null, "print the version", static o => o.ShowsVersion = true },
        { static (o, v) => o.Destination = v.Text },
    };

    public static async ValueTask<ExitCode> RunAsync(TracePathOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"tracepath of {MultiCall.Self} {ProductVersion.Text}, compatible with iputils 20221126\n");
            return ExitCode.Ok;
        }
        string name = options.Destination ?? throw new UsageFailure("destination address required");
        // The port may stand behind the host: an old way of saying -p.
        if (name.IndexOf('/') is var slash and > 0)
        {
            options.Port ??= ushort.TryParse(name.AsSpan(slash + 1), out ushort port) ? port : null;
            name = name[..slash];
        }

        var stop = shell.Stop;
        var host = await HostAddress.FindAsync(shell.Machine, name, options.Family, stop);
        bool is6 = host.Endpoint.Address.Is6;
        int overhead = is6 ? Overhead6 : Overhead4;
        if (options.Length is { } length && length <= overhead) throw new Failure("", $"pktlen must be within: {overhead} < value <= {int.MaxValue}");
        var errno = shell.Machine.TryOpen(is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Datagram, 0, out var opened);
        if (errno != Errno.None) throw new Failure("socket", shell.Machine.Text(errno), errno: (int)errno);

        using var socket = opened!;
        using var names = new AddressNames(shell.Machine.Names, options.IsNumeric);
        var tracer = new PathTracer(socket, new(host.Endpoint with { Port = options.Port ?? FirstPort })
        {
            Length = (int)Math.Min(options.Length ?? 0, is6 ? PathTracer.Longest6 : PathTracer.Longest4),
            MostHops = options.MostHops,
        }, shell.Clock);
        var waiting = new Queue<TracePathLine>();
        names.Changed = WriteWaiting;
        while (await tracer.NextAsync(stop) is { } hop)
        {
            var line = new TracePathLine(hop, ScopedAddress.Of(hop.From, shell.Machine), names, options);
            if (line.IsReady && waiting.Count == 0) Write(line);
            else waiting.Enqueue(line);
        }
        await names.AllKnownAsync(stop);
        shell.Report(new TracePathSummary(tracer));
        return ExitCode.Ok;

        void WriteWaiting()
        {
            while (waiting.TryPeek(out var next) && next.IsReady) Write(waiting.Dequeue());
        }

        void Write(TracePathLine line)
        {
            shell.Report(line);
            if (line.Unknown is { } error) shell.Complain($"NET ERROR: {shell.Machine.Text(error)}");
        }
    }

    private static void SetFamily(TracePathOptions options, NameFamily family)
    {
        if (options.Family != NameFamily.Any && options.Family != family) throw new UsageFailure("Only one -4 or -6 option may be specified") { Exit = new ExitCode(2) };
        options.Family = family;
    }
}

/// <summary>What became of one probe.</summary>
internal sealed record TracePathLine(PathHop Hop, ScopedAddress From, AddressNames Names, TracePathOptions Options) : IReport
{
    /// <summary>Where the times begin, behind the hop's number.</summary>
    private const int HostWidth = 52, LocalWidth = 33;

    public bool IsReady => !HasHost || Names.TryFind(From.Address, out _);

    /// <summary>An error that has no words here.</summary>
    public Errno? Unknown => Hop.Kind == PathHopKind.Unreachable && Word.Length == 0 ? Hop.Error.Errno : null;

    private bool HasHost => Hop.Kind is PathHopKind.Hop or PathHopKind.Mtu or PathHopKind.Reached or PathHopKind.Unreachable;

    private string Word => Hop.Error.Errno switch
    {
        Errno.EPROTO => "!P",
        Errno.EHOSTUNREACH => "!H",
        Errno.ENETUNREACH => "!N",
        Errno.EACCES => "!A",
        _ => "",
    };

    public void Write(ReportWriter to)
    {
        bool isLocal = Hop.Kind == PathHopKind.LocalMtu;
        to.Field("type", "hop");
        to.Field("hop", Hop.HopLimit, $"{Hop.HopLimit,2}{(isLocal ? "?" : "")}: ");
        switch (Hop.Kind)
        {
            case PathHopKind.NoReply:
                to.Field("result", "no reply", $" no reply");
                return;
            case PathHopKind.SendFailed:
                to.Field("result", "send failed", $" send failed");
                return;
            case PathHopKind.LocalMtu:
                to.Field("result", "local", $"{"[LOCALHOST]",-LocalWidth}");
                // Of IPv6 the original tells a time here, too.
                if (From.Address.Is6) WriteTime(to);
                break;
            default:
                WriteHost(to);
                WriteTime(to);
                break;
        }
        WriteRest(to);
    }

    private void WriteHost(ReportWriter to)
    {
        string? name = Names.Find(From.Address);
        to.Text($" ");
        if (Options.IsNumeric || name is null && !Options.ShowsBoth && !to.IsText)
        {
            to.Field("from", From, $"{From,-HostWidth}");
            return;
        }
        // Who has no name is ??? in the original; whoever reads that learns nothing, but scripts expect it.
        string shown = name ?? "???";
        if (name is not null) to.Field("name", name);
        to.Field("from", From);
        if (!to.IsText) return;
        string host = Options.ShowsBoth ? $"{shown} ({From})" : shown;
        to.Text($"{host,-HostWidth}");
    }

    private void WriteTime(ReportWriter to)
    {
        long microseconds = Hop.RoundTrip.Ticks / TimeSpan.TicksPerMicrosecond;
        to.Field("time_ms", microseconds / 1000.0, $"{microseconds / 1000,3}.{microseconds % 1000:D3}ms ");
    }

    private void WriteRest(ReportWriter to)
    {
        switch (Hop.Kind)
        {
            case PathHopKind.LocalMtu or PathHopKind.Mtu:
                to.Field("pmtu", Hop.Mtu, $"pmtu {Hop.Mtu}");
                break;
            case PathHopKind.Reached:
                to.Field("result", "reached", $"reached");
                to.Field("hops_back", Hop.HopsBack);
                break;
            case PathHopKind.Unreachable:
                to.Field("result", "unreachable", $"{Word}");
                to.Field("icmp_type", Hop.Error.Type);
                to.Field("icmp_code", Hop.Error.Code);
                break;
            default:
                to.Field("hops_back", Hop.HopsBack);
                if (Hop.HopsBack >= 0 && Hop.HopsBack != Hop.HopLimit) to.Text($"asymm {Hop.HopsBack,2} ");
                break;
        }
    }
}

/// <summary>What is known of the whole path.</summary>
internal sealed record TracePathSummary(PathTracer Tracer) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "summary");
        if (Tracer.HasTooManyHops) to.Field("too_many_hops", true, $"     Too many hops: pmtu {Tracer.Mtu}\n");
        to.Field("pmtu", Tracer.Mtu, $"     Resume: pmtu {Tracer.Mtu} ");
        if (Tracer.Hops >= 0) to.Field("hops", Tracer.Hops, $"hops {Tracer.Hops} ");
        if (Tracer.HopsBack >= 0) to.Field("hops_back", Tracer.HopsBack, $"back {Tracer.HopsBack} ");
    }
}
