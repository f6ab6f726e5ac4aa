using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Applets.Links;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Netlink.Addresses;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpTraceRoute;

/// <summary>tcptraceroute: follow the path to a TCP port (tcptraceroute(1), version 1.5beta7).</summary>
[Applet("tcptraceroute", "follow the path to a TCP port")]
public sealed class TcpTraceRouteApplet : IApplet<TcpTraceRouteOptions>
{
    private const byte Inet = 2;
    private const int DefaultPort = 80, LongestPacket = 65535;

    public static CommandLine<TcpTraceRouteOptions> CommandLine => TcpTraceRouteOptions.Table;

    public static async ValueTask<ExitCode> RunAsync(TcpTraceRouteOptions options, Shell shell)
    {
        if (options.ShowsHelp || options.Operands.Count is 0 or > 3)
        {
            var help = new TextBuffer();
            TcpTraceRouteOptions.Table.WriteHelp("tcptraceroute", AppletTable.SummaryOf("tcptraceroute"), help);
            throw new UsageFailure("") { Usage = help.ToString(), Exit = ExitCode.Failed };
        }
        Check(options);
        var stop = shell.Stop;
        string host = options.Operands[0];
        ushort port = FindPort(options, shell);
        InternetEndpoint destination;
        try
        {
            destination = (await HostAddress.FindAsync(shell.Machine, host, NameFamily.Ip4, stop)).Endpoint with { Port = port };
        }
        catch (Failure)
        {
            throw TcpTraceRouteOptions.Refused($"Bad destination address: {host}");
        }

        var segment = new TcpSegment(Flags(options)) { IsBare = true };
        var settings = Settings(options, destination);
        int headers = settings.HeaderLength + segment.Length;
        if (options.Length > 0 && options.Length < headers)
        {
            shell.Error.Line($"Warning: Increasing packet length to {headers} bytes");
            options.Length = 0;
        }
        using var probes = Open(shell, settings, segment, Math.Max(0, options.Length - headers), out ushort sourcePort);
        if (!shell.Json) WriteHeading(options, shell, destination, probes.Source, sourcePort);
        return await FollowAsync(options, shell, probes, destination, stop) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<bool> FollowAsync(TcpTraceRouteOptions options, Shell shell, TcpProbes probes, InternetEndpoint destination, CancellationToken stop)
    {
        var plan = new TracePlan
        {
            FirstHop = options.FirstHop,
            MostHops = options.MostHops,
            Queries = options.Queries,
            Simultaneous = 1,
            Patience = TimeSpan.FromSeconds(options.Patience),
            SameHopFactor = 0,
            LaterHopFactor = 0,
        };
        var tracer = new HopTracer(probes, plan, shell.Clock);
        bool isReached = false;
        InternetAddress? shown = null;
        while (await tracer.NextAsync(stop) is { } probe)
        {
            if (probe.Query == 0)
            {
                shown = null;
                if (!shell.Json) shell.Output.Text($"{probe.Hop,2} ");
            }
            var from = probe.Answer?.From.Address;
            string? name = from is { } address && from != shown && Asks(options, address) ? await shell.Machine.Names.HostAsync(address, stop) : null;
            var report = new TcpTraceRouteProbe(probe, name, from is not null && from != shown);
            shown = from ?? shown;
            isReached |= probe.Answer is { Kind: not TraceAnswerKind.Hop };
            if (shell.Json)
            {
                shell.Report(report);
                continue;
            }
            report.Write(new ReportWriter(shell.Output.Buffer));
            if (probe.Query == options.Queries - 1) shell.Output.Literal("\n");
        }
        if (!isReached && !stop.IsCancellationRequested)
        {
            shell.Output.Flush();
            shell.Error.Literal("Destination not reached\n");
        }
        return isReached;
    }

    /// <summary>Private addresses (RFC 1918) have no names that others could know.</summary>
    private static bool Asks(TcpTraceRouteOptions options, InternetAddress address)
    {
        if (options.IsNumeric) return false;
        uint value = address.Value4;
        bool isPrivate = value >> 24 == 10 || value >> 20 == 0xac1 || value >> 16 == 0xc0a8;
        return options.NamesPrivate || !isPrivate;
    }

    private static TcpProbes Open(Shell shell, TraceSettings settings, TcpSegment segment, int payload, out ushort sourcePort)
    {
        try
        {
            sourcePort = settings.SourcePort != 0 ? settings.SourcePort : FreePort(shell);
            return new(shell.Machine, settings with { SourcePort = sourcePort }, segment, payload);
        }
        catch (Failure e)
        {
            string hint = e.Hint is null ? "" : $"{shell.Name}: hint: {e.Hint}\n";
            throw new UsageFailure(e.Message) { Usage = $"{(e.Errno == (int)Errno.EPERM ? "Got root?" : e.Message)}\n{hint}", Exit = ExitCode.Failed };
        }
    }

    /// <summary>A port that the kernel chooses.</summary>
    private static ushort FreePort(Shell shell)
    {
        TraceSettings.Must(shell.Machine, shell.Machine.TryOpen(Host.Sockets.SocketFamily.Ip4, Host.Sockets.SocketKind.Stream, 0, out var opened), "socket");
        using var socket = opened!;
        TraceSettings.Must(shell.Machine, socket.Bind(new(InternetAddress.Any4, 0)), "bind");
        return socket.LocalEndpoint.Port;
    }

    private static void WriteHeading(TcpTraceRouteOptions options, Shell shell, InternetEndpoint destination, InternetAddress source, ushort sourcePort)
    {
        string device = options.Device ?? DeviceOf(shell, source) ?? "any";
        string? service = shell.Machine.Names.Service(destination.Port, "tcp");
        string shown = service is null ? $"{destination.Port}" : $"{destination.Port} ({service})";
        string host = options.Operands[0] == destination.Address.ToString() ? options.Operands[0] : $"{options.Operands[0]} ({destination.Address})";
        string length = options.Length > 0 ? $", {options.Length} byte packets" : "";
        shell.Error.Line($"Selected device {device}, address {source}, port {sourcePort} for outgoing packets");
        shell.Error.Line($"Tracing the path to {host} on TCP port {shown}, {options.MostHops} hops max{length}");
        shell.Error.Flush();
    }

    private static string? DeviceOf(Shell shell, InternetAddress source)
    {
        using var links = new LinkTable(shell);
        foreach (var address in links.Channel.ReadAll<InterfaceAddress>(AddressRequests.List(Inet), "addresses"))
            if (address.Local == source) return shell.Machine.InterfaceName(address.InterfaceIndex);
        return source.IsLoopback ? "lo" : null;
    }

    private static TraceSettings Settings(TcpTraceRouteOptions options, InternetEndpoint destination)
    {
        InternetAddress? source = null;
        if (options.Source is { } text) source = InternetAddress.TryParse(text, out var address) && address.Is4 ? address : throw TcpTraceRouteOptions.Refused($"Bad source address: {text}");
        return new(destination)
        {
            Source = source,
            Device = options.Device,
            SourcePort = (ushort)options.SourcePort,
            TrafficClass = options.TrafficClass,
            DoesNotFragment = options.DoesNotFragment,
        };
    }

    private static ushort Flags(TcpTraceRouteOptions options)
    {
        ushort flags = options.HasAck ? TcpSegment.Ack : (ushort)0;
        if (options.HasSyn || !options.HasAck) flags |= TcpSegment.Syn;
        if (options.HasEcn) flags |= TcpSegment.Ece | TcpSegment.Cwr;
        return flags;
    }

    private static ushort FindPort(TcpTraceRouteOptions options, Shell shell)
    {
        if (options.Operands.Count > 2 && int.TryParse(options.Operands[2], NumberStyles.None, CultureInfo.InvariantCulture, out int length)) options.Length = Math.Min(length, LongestPacket);
        if (options.Operands.Count < 2) return DefaultPort;
        string port = options.Operands[1];
        if (long.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return (ushort)number;
        return shell.Machine.Names.Port(port, "tcp") ?? throw TcpTraceRouteOptions.Refused($"Unknown port: {port}");
    }

    private static void Check(TcpTraceRouteOptions options)
    {
        const int MostHops = 255, MostQueries = 255;
        if (options.FirstHop < 1 || options.MostHops < 1) throw TcpTraceRouteOptions.Refused("TTL must be greater than 0");
        if (options.FirstHop > MostHops || options.MostHops > MostHops) throw TcpTraceRouteOptions.Refused("TTL must be less than 256");
        if (options.FirstHop > options.MostHops) throw TcpTraceRouteOptions.Refused($"Minimum TTL ({options.FirstHop}) must be less than maximum TTL ({options.MostHops})");
        if (options.Queries < 1) throw TcpTraceRouteOptions.Refused("Number of queries must be at least 1");
        if (options.Queries > MostQueries) throw TcpTraceRouteOptions.Refused("Number of queries must be less than 256");
        if (options.Patience < 1) throw TcpTraceRouteOptions.Refused("Timeout must be at least 1");
        if (options.Length is < 0 or > LongestPacket) throw TcpTraceRouteOptions.Refused("Packet length must be between 0 and 65535");
        if (options.SourcePort is < 0 or > ushort.MaxValue) throw TcpTraceRouteOptions.Refused("Source port must be between 0 and 65535");
    }
}

/// <summary>One probe of a hop, as it stands behind those before it.</summary>
internal sealed record TcpTraceRouteProbe(TracedProbe Probe, string? Name, bool ShowsNode) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("hop", Probe.Hop);
        to.Field("query", Probe.Query);
        if (Probe.Answer is not { } answer)
        {
            to.Field("answered", false, $" *");
            return;
        }
        to.Field("answered", true);
        if (Name is not null) to.Field("name", Name);
        to.Field("address", answer.From.Address);
        if (ShowsNode && Name is not null) to.Text($" {Name} ({answer.From.Address})");
        else if (ShowsNode) to.Text($" {answer.From.Address}");
        if (answer.TcpFlags != 0)
        {
            string state = State(answer.TcpFlags);
            to.Field("state", state);
            if (ShowsNode) to.Text($" [{state}]");
        }
        to.Field("time_ms", Probe.RoundTrip.TotalMilliseconds, $"  {Probe.RoundTrip.TotalMilliseconds:F3} ms");
        if (answer.TcpFlags == 0 && answer.Kind != TraceAnswerKind.Hop && Word(answer.Error.Code) is { } word) to.Field("error", word, $" !{word}");
    }

    private static string State(ushort flags)
    {
        if ((flags & TcpSegment.Rst) != 0) return "closed";
        if ((flags & (TcpSegment.Syn | TcpSegment.Ack)) == (TcpSegment.Syn | TcpSegment.Ack)) return (flags & TcpSegment.Ece) != 0 ? "open, ecn" : "open";
        return "unknown";
    }

    private static string? Word(byte code) => code switch
    {
        0 => "N",
        1 => "H",
        2 => "P",
        3 => "p",
        4 => "F",
        5 => "S",
        6 or 7 => "U",
        8 => "I",
        9 or 13 => "A",
        10 => "C",
        11 or 12 => "T",
        _ => $"<{code}>",
    };
}
