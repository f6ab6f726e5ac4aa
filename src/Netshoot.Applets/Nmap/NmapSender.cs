using System.Globalization;
using Netshoot.Applets.Frames;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Host.Names;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Arp;
using Netshoot.Probes.Scan;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>The engines of a scan, one receive ring for each interface, and what the user wants of their packets.</summary>
internal sealed class NmapSender(NmapOptions options, Shell shell, ScanTiming timing, IScanObserver observer) : IDisposable
{
    private PacketSender? _packets;
    private bool? _isPrivileged;
    private Resolver? _servers;

    public long Sent { get; private set; }

    public long SentBytes { get; private set; }

    public long Received { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>The address that the user wants to send from.</summary>
    public InternetAddress? Source { get; private set; }

    public bool IsPrivileged => _isPrivileged ??= options.IsPrivileged ?? TryOpen();

    public void Dispose() => _packets?.Dispose();

    /// <summary>Looks at what can be wrong before anything is sent.</summary>
    public void Check()
    {
        FindNameServers();
        if (options.Device is { } device && shell.Machine.InterfaceIndex(device) == 0)
            throw NmapCommandLine.Quitting($"I cannot figure out what source address to use for device {device}, does it even exist?");
        if (options.Source is { } text)
            Source = InternetAddress.TryParse(text, out var source) ? source : throw NmapCommandLine.Quitting($"Failed to resolve/decode supposed IPv4 source address \"{text}\": Name or service not known");
    }

    /// <summary>Looks who is there; marks them.</summary>
    public async ValueTask FindHostsAsync(List<ScanHost> hosts, NmapStatus status, CancellationToken stop)
    {
        var neighbors = new List<ScanHost>();
        var others = new List<ScanHost>();
        foreach (var host in hosts)
        {
            if (host.Route is not { } route) continue;
            if (route.IsLocal) (host.IsUp, host.Reason) = (true, ScanReason.Localhost);
            else if (IsPrivileged && route.IsNeighbor && host.Address.Is4 && !options.SkipsArp) neighbors.Add(host);
            else if (options.TakesAsUp) (host.IsUp, host.Reason) = (true, ScanReason.UserSet);
            else others.Add(host);
        }
        foreach (var device in Groups(neighbors)) await FindNeighborsAsync(device, status, stop);
        if (!IsPrivileged && others.Count > 0)
        {
            var done = status.Begin("Ping Scan", Count(others, 2), IsTalking, others.Count);
            await Connecting().FindHostsAsync(others, [80, 443], stop);
            done(Total(others));
            return;
        }
        foreach (var device in Groups(others))
        {
            var probes = Pings();
            var done = status.Begin("Ping Scan", Count(device, probes.Length), IsTalking, device.Count);
            await RawAsync(device, status, scanner => scanner.FindHostsAsync(device, probes, stop), stop);
            done(Total(device));
        }
    }

    /// <summary>Looks at ports.</summary>
    public async ValueTask ScanAsync(List<ScanHost> hosts, ScanMethod method, ushort[] ports, NmapStatus status, CancellationToken stop)
    {
        if (method == ScanMethod.Connect)
        {
            var scanner = Connecting();
            if (options.TracesPackets && IsTalking) scanner = Connecting((target, errno) => status.TraceConnect(target, errno == Errno.None ? "Connected" : shell.Machine.Text(errno)));
            status.Progress = () => scanner.Progress;
            await scanner.ScanAsync(hosts, ports, stop);
            Complete(hosts, ports);
            return;
        }
        foreach (var device in Groups(hosts)) await RawAsync(device, status, scanner => scanner.ScanAsync(device, method, ports, stop), stop);
    }

    /// <summary>Finds the way to a host, hop by hop.</summary>
    public async ValueTask TraceAsync(ScanHost host, CancellationToken stop)
    {
        const int Queries = 1;
        if (host.Route is { IsNeighbor: true } && host.RoundTrips.IsKnown)
        {
            host.Hops.Add(new(1, host.Address, TimeSpan.FromMicroseconds(host.RoundTrips.Smoothed)));
            return;
        }
        ushort port = 0;
        foreach (var found in host.Ports)
            if (found.Protocol == IpProtocols.Tcp && found.Result.Reason is ScanReason.SynAck or ScanReason.Reset) port = found.Number;
        var settings = new TraceSettings(host.Endpoint with { Port = port }) { Source = Source, Device = options.Device, Length = 60 };
        using ITraceMethod method = port != 0 ? new TcpProbes(shell.Machine, settings, new TcpSegment(TcpSegment.Syn)) : EchoProbes.Open(shell.Machine, settings, 1, isRaw: true);
        var tracer = new HopTracer(method, new TracePlan { Queries = Queries, Patience = host.RoundTrips.IsKnown ? host.RoundTrips.Timeout(timing) : timing.InitialTimeout }, shell.Clock);
        while (await tracer.NextAsync(stop) is { } probe) host.Hops.Add(new(probe.Hop, probe.Answer?.From.Address, probe.RoundTrip));
        while (host.Hops is [.., { Address: null }]) host.Hops.RemoveAt(host.Hops.Count - 1);
    }

    public async ValueTask<string?> NameAsync(InternetAddress address, CancellationToken stop)
        => await (_servers?.HostAsync(address, stop) ?? shell.Machine.Names.HostAsync(address, stop));

    /// <summary>Takes the name servers of the command line.</summary>
    private void FindNameServers()
    {
        if (options.NameServers is not { } list) return;
        const ushort Port = 53;
        var servers = new List<InternetEndpoint>();
        foreach (string word in list.Split(','))
            if (AddressLiteral.TryParse(word, shell.Machine.InterfaceIndex, out var server)) servers.Add(server with { Port = Port });
        _servers = new(new ResolverConfiguration { Servers = servers, NamesServers = true, Timeout = TimeSpan.FromSeconds(1) }, shell.Machine);
        if (servers.Count > 0 || options.AsksNoNames) return;
        options.AsksNoNames = true;
        shell.Error.Literal("mass_dns: warning: Unable to determine any DNS servers. Reverse DNS is disabled. Try using --system-dns or specify valid servers with --dns-servers\n");
    }

    private bool IsTalking => !shell.Json && options is { NormalFile: not "-", XmlFile: not "-", GrepableFile: not "-" };

    private static string Count(List<ScanHost> hosts, int ports)
        => string.Create(CultureInfo.InvariantCulture, $"{(hosts.Count == 1 ? NmapWords.Label(hosts[0]) : $"{hosts.Count} hosts")} [{ports} port{(ports == 1 ? "" : "s")}{(hosts.Count == 1 ? "" : "/host")}]");

    private static string Total(List<ScanHost> hosts) => string.Create(CultureInfo.InvariantCulture, $"{hosts.Count} total hosts");

    private bool TryOpen()
    {
        if (_packets is not null) return true;
        var errno = PacketSender.TryOpen(shell.Machine, null, options.Mtu, out _packets);
        return errno == Errno.None;
    }

    private ScanProbe[] Pings()
    {
        if (options.Pings.Count > 0) return [.. options.Pings];
        const ushort Tls = 443, Web = 80;
        ScanProbe[] probes = [new(ProbeKind.Echo, 0), new(ProbeKind.Tcp, Tls, TcpFlags.Syn), new(ProbeKind.Tcp, Web, TcpFlags.Ack), new(ProbeKind.Timestamp, 0)];
        return options.Is6 ? probes[..3] : probes;
    }

    /// <summary>Hosts by the interface and the address that they are asked from.</summary>
    private static List<List<ScanHost>> Groups(List<ScanHost> hosts)
    {
        var groups = new List<List<ScanHost>>();
        foreach (var host in hosts)
        {
            if (host.Route is null) continue;
            var group = groups.Find(g => g[0].Route!.Device == host.Route.Device && g[0].Route!.Source == host.Route.Source);
            if (group is null) groups.Add([host]);
            else group.Add(host);
        }
        return groups;
    }

    private ConnectScanner Connecting(Action<InternetEndpoint, Errno>? traced = null)
        => new(shell.Machine, timing, observer) { SourcePort = options.SourcePort, Source = Source, Device = options.Device, HopLimit = options.HopLimit, IsInOrder = options.IsInOrder, Traced = traced };

    /// <summary>Ports of hosts that were given up have a state too.</summary>
    private static void Complete(List<ScanHost> hosts, ushort[] ports)
    {
        foreach (var host in hosts)
        {
            if (!host.IsTimedOut && host.Ports.Count >= ports.Length) continue;
            var seen = new HashSet<ushort>();
            foreach (var port in host.Ports)
                if (port.Protocol == IpProtocols.Tcp) seen.Add(port.Number);
            foreach (ushort port in ports)
                if (!seen.Contains(port)) host.Ports.Add(new(IpProtocols.Tcp, port, new(PortState.Filtered, ScanReason.NoResponse, 0)));
        }
    }

    private async ValueTask FindNeighborsAsync(List<ScanHost> hosts, NmapStatus status, CancellationToken stop)
    {
        var route = hosts[0].Route!;
        var errno = shell.Machine.Links.TryOpen(route.Device, ArpMessage.EtherType, out var opened);
        if (opened is null) throw new Failure(route.Device, shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "ARP"), (int)errno);
        using var link = opened;
        var done = status.Begin("ARP Ping Scan", Count(hosts, 1), IsTalking, hosts.Count);
        var scanner = new ArpScanner(link, route.Source, timing, shell.Clock) { Traced = (in packet, isSent, _) => observer.Packet(in packet, isSent) };
        await scanner.FindAsync(hosts, stop);
        Sent += scanner.Sent;
        Received += scanner.Received;
        SentBytes += scanner.Sent * ArpMessage.Size;
        ReceivedBytes += scanner.Received * ArpMessage.Size;
        done(Total(hosts));
    }

    private async ValueTask RawAsync(List<ScanHost> hosts, NmapStatus status, Func<RawScanner, ValueTask> run, CancellationToken stop)
    {
        if (!TryOpen()) throw new Failure("socket", shell.Machine.Text(Errno.EPERM), shell.Machine.HowToGet("NET_RAW", "raw packets"), (int)Errno.EPERM);
        var route = hosts[0].Route!;
        var form = new PacketForm
        {
            SourcePort = options.SourcePort ?? (ushort)Random.Shared.Next(33_000, 60_000),
            Window = 1024,
            Payload = options.Data,
            HasBadSum = options.HasBadSum,
            IpOptions = options.IpOptions,
        };
        using var capture = await ListenAsync(route, form.SourcePort, stop);
        var scanner = new RawScanner(timing, form, _packets!, capture, shell.Clock, observer)
        {
            HasFixedPort = options.SourcePort is not null,
            IsInOrder = options.IsInOrder,
            Flags = options.Flags,
            HopLimit = options.HopLimit,
            PayloadOf = UdpPayloads.Of,
        };
        status.Progress = () => scanner.Progress;
        try
        {
            await run(scanner);
        }
        finally
        {
            Sent += scanner.Sent;
            SentBytes += scanner.SentBytes;
            Received += scanner.Received;
            ReceivedBytes += scanner.ReceivedBytes;
        }
    }

    private async ValueTask<ILiveCapture> ListenAsync(ScanRoute route, ushort port, CancellationToken stop)
    {
        const int Ring = 4 << 20, Snap = 256;
        string expression = options.Scans.Contains('O') ? $"dst host {route.Source}"
            : string.Create(CultureInfo.InvariantCulture, $"dst host {route.Source} and (icmp or icmp6 or ((tcp or udp or sctp) and dst portrange {port}-{port + RawScanner.MostTries}))");
        var capture = shell.Machine.Captures.Open(route.Device, new LiveCaptureOptions { SnapLength = Snap, RingSize = Ring, Promiscuous = false, Immediate = true });
        try
        {
            capture.Start(await new FilterNames(shell.Machine).CompileAsync(expression, new FilterOptions { LinkType = capture.LinkType, SnapLength = Snap }, stop));
            if (options.Debugging > 0 && IsTalking) shell.Output.Line($"Packet capture filter (device {route.Device}): {expression}");
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }
}
