using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Applets.Scans;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>One call of nmap: finds who is there, scans, and says what was found, a group of hosts after the other.</summary>
internal sealed class NmapRun : IScanObserver, IDisposable
{
    private const int MostHostsAtOnce = 4096, MostScannedAtOnce = 256, MostProbesAtOnce = 1 << 20;

    private readonly NmapOptions _options;
    private readonly Shell _shell;
    private readonly NmapPorts _names;
    private readonly ScanTiming _timing;
    private readonly long _began;
    private readonly List<NmapFile> _files = [];
    private readonly List<(ScanMethod Method, ushort[] Ports)> _scans = [];
    private readonly NmapSender _sender;
    private readonly NmapStatus _status;
    private long _addresses, _up;

    public NmapRun(NmapOptions options, Shell shell)
    {
        (_options, _shell, _names) = (options, shell, new(shell.Machine.Names));
        _timing = ScanTiming.OfTemplate(options.Template);
        foreach (var change in options.Timings) change(_timing);
        _began = shell.Clock.GetTimestamp();
        _sender = new(options, shell, _timing, this);
        _status = new(options, shell, () => Elapsed);
    }

    private TimeSpan Elapsed => _shell.Clock.GetElapsedTime(_began);

    private DateTimeOffset Now => TimeZoneInfo.ConvertTime(_shell.Clock.GetUtcNow(), _shell.Clock.LocalTimeZone);

    /// <summary>Whether the text goes to standard output.</summary>
    private bool IsTalking => !_shell.Json && !_files.Exists(static f => f.IsStandard);

    public async ValueTask<ExitCode> RunAsync(string head, CancellationToken stop)
    {
        bool isPrivileged = _sender.IsPrivileged;
        Refuse(isPrivileged);
        var methods = Methods(isPrivileged);
        OpenFiles();
        if (IsTalking) _shell.Output.Line($"{head} at {StrfTime.Format("%Y-%m-%d %H:%M", Now)} {ScanTime.Zone(Now)}");
        try
        {
            if (_options.ScansPorts)
            {
                foreach (var method in methods) _scans.Add((method, _names.Of(_options, method)));
            }
            else if (_options.Ports is not null || _options.IsFast)
            {
                throw NmapCommandLine.Quitting("You cannot use -F (fast scan) or -p (explicit port selection) when not doing a port scan");
            }
            if (_options.IsFast && _options.Ports is not null)
                throw NmapCommandLine.Quitting("You cannot use -F (fast scan) with -p (explicit port selection) but see --top-ports and --port-ratio to fast scan a range of ports");
            _sender.Check();
            var targets = new NmapTargets(_options, _shell);
            await targets.FindAsync(stop);
            foreach (var file in _files) file.Begin(_options, Now, _scans);
            if (IsTalking && _options.Debugging > 0) _status.TimingReport(_timing);
            using (_status.Start(stop)) await GroupsAsync(targets, stop);
            Conclude();
            return ExitCode.Ok;
        }
        finally
        {
            foreach (var file in _files) file.Dispose();
        }
    }

    public void Dispose() => _sender.Dispose();

    public void Packet(in SeenPacket packet, bool isSent)
    {
        if (_options.TracesPackets && IsTalking) _status.Trace(in packet, isSent);
    }

    public void Found(ScanHost host, byte protocol, ushort port, PortResult result)
    {
        if (!IsTalking) return;
        bool isOpen = result.State == PortState.Open;
        if (isOpen ? _options.Verbosity > 0 : _options.Debugging > 1)
            _shell.Output.Line($"Discovered {NmapWords.Of(result.State)} port {port}/{NmapWords.Protocol(protocol)} on {host.Address}");
    }

    private void Refuse(bool isPrivileged)
    {
        if (isPrivileged) return;
        foreach (char letter in _options.Scans)
        {
            if ("SUAWMFNXO".Contains(letter))
                throw new UsageFailure("") { Usage = $"You requested a scan type which requires root privileges.\nQUITTING!\nnmap: hint: {_shell.Machine.HowToGet("NET_RAW", "raw packets")}\n", Exit = ExitCode.Failed };
        }
        if (_options.Traces) throw new UsageFailure("") { Usage = $"Traceroute has to be run as root\nQUITTING!\nnmap: hint: {_shell.Machine.HowToGet("NET_RAW", "raw packets")}\n", Exit = ExitCode.Failed };
    }

    private List<ScanMethod> Methods(bool isPrivileged)
    {
        var methods = new List<ScanMethod>();
        int tcp = 0;
        foreach (char letter in _options.Scans)
        {
            ScanMethod? method = letter switch
            {
                'S' => ScanMethod.Syn,
                'T' => ScanMethod.Connect,
                'U' => ScanMethod.Udp,
                'A' => ScanMethod.Ack,
                'W' => ScanMethod.Window,
                'M' => ScanMethod.Maimon,
                'F' => ScanMethod.Fin,
                'N' => ScanMethod.Null,
                'X' => ScanMethod.Xmas,
                'O' => ScanMethod.Protocol,
                'Y' => ScanMethod.SctpInit,
                'Z' => ScanMethod.SctpCookie,
                _ => null,
            };
            if (method is not { } found || methods.Contains(found)) continue;
            if (ScanMethods.ProtocolOf(found) == IpProtocols.Tcp && ++tcp > 1)
                throw NmapCommandLine.Quitting("You specified more than one type of TCP scan.  Please choose only one of -sA, -b, -sT, -sF, -sI, -sM, -sN, -sS, -sW, and -sX");
            methods.Add(found);
        }
        if (methods.Count == 0) methods.Add(isPrivileged ? ScanMethod.Syn : ScanMethod.Connect);
        methods.Sort();
        return methods;
    }

    private void OpenFiles()
    {
        Add(_options.NormalFile, (to, own) => new NmapNormalFile(to, own));
        Add(_options.GrepableFile, (to, own) => new NmapGrepableFile(to, own, _names));
        Add(_options.XmlFile, (to, own) => new NmapXmlFile(to, own, _names));

        void Add(string? path, Func<Output, bool, NmapFile> make)
        {
            if (path is null) return;
            if (path == "-")
            {
                _files.Add(make(_shell.Output, false));
                return;
            }
            var errno = _shell.Machine.TryCreate(StrfTime.Format(path, Now), out var stream);
            if (stream is null) throw NmapCommandLine.Quitting($"Failed to open output file {path} for writing: {_shell.Machine.Text(errno)} ({(int)errno})");
            _files.Add(make(new Output(stream), true));
        }
    }

    private async ValueTask GroupsAsync(NmapTargets targets, CancellationToken stop)
    {
        var group = new List<ScanHost>();
        using var routes = OpenRoutes();
        foreach (var (endpoint, name) in targets.All())
        {
            _addresses++;
            var route = _options.ScansAnything() ? ScanRoute.Find(_shell.Machine, routes, endpoint.Address, _options.Device, _sender.Source) : null;
            group.Add(new(endpoint, route) { GivenName = name });
            if (group.Count < MostHostsAtOnce) continue;
            await GroupAsync(group, stop);
            group.Clear();
        }
        if (group.Count > 0) await GroupAsync(group, stop);
        if (_addresses == 0) _shell.Error.Literal("WARNING: No targets were specified, so 0 hosts scanned.\n");
        // One host that is down: whoever asks for it believes otherwise.
        else if (_addresses == 1 && _up == 0 && !_options.TakesAsUp && _options.ScansAnything() && IsTalking)
            _shell.Output.Literal("Note: Host seems down. If it is really up, but blocking our ping probes, try -Pn\n");
    }

    private NetlinkChannel OpenRoutes()
    {
        var errno = _shell.Machine.Netlink.TryOpen(NetlinkProtocol.Route, out var channel);
        return channel ?? throw new Failure("netlink", _shell.Machine.Text(errno), errno: (int)errno);
    }

    private async ValueTask GroupAsync(List<ScanHost> hosts, CancellationToken stop)
    {
        // One interface after the other, in the order in which they come.
        var devices = new List<string?>();
        foreach (var host in hosts)
            if (!devices.Contains(host.Route?.Device)) devices.Add(host.Route?.Device);
        var group = new List<ScanHost>(hosts.Count);
        foreach (string? device in devices) group.AddRange(hosts.FindAll(h => h.Route?.Device == device));
        if (_options.ScansAnything()) await _sender.FindHostsAsync(group, _status, stop);
        foreach (var host in group)
            if (host.IsUp) _up++;
        await NamesAsync(group, stop);
        if (!_options.ScansPorts)
        {
            if (_options.Traces) await TracesAsync(group, stop);
            foreach (var host in group) Report(host);
            return;
        }
        foreach (var host in group)
            if (!host.IsUp) Report(host);
        int ports = 1;
        foreach (var (_, list) in _scans) ports = Math.Max(ports, list.Length);
        int most = Math.Clamp(MostProbesAtOnce / ports, 1, MostScannedAtOnce);
        var up = group.FindAll(static h => h.IsUp);
        for (int at = 0; at < up.Count; at += most) await ScanAsync(up.GetRange(at, Math.Min(most, up.Count - at)), stop);
    }

    private async ValueTask ScanAsync(List<ScanHost> hosts, CancellationToken stop)
    {
        foreach (var host in hosts) host.Started = Now;
        foreach (var (method, ports) in _scans)
        {
            if (ports.Length == 0) continue;
            string count = string.Create(CultureInfo.InvariantCulture, $"{(hosts.Count == 1 ? NmapWords.Label(hosts[0]) : $"{hosts.Count} hosts")} [{ports.Length} port{(ports.Length == 1 ? "" : "s")}{(hosts.Count == 1 ? "" : "/host")}]");
            if (method == ScanMethod.Protocol) count = count.Replace("port", "protocol", StringComparison.Ordinal);
            var done = _status.Begin(NmapWords.Of(method), count, IsTalking, hosts.Count);
            await _sender.ScanAsync(hosts, method, ports, _status, stop);
            done(string.Create(CultureInfo.InvariantCulture, $"{(long)ports.Length * hosts.Count} total ports"));
        }
        if (_options.FindsVersions) await VersionsAsync(hosts, stop);
        if (_options.Traces) await TracesAsync(hosts, stop);
        foreach (var host in hosts)
        {
            host.Ended = Now;
            Report(host);
        }
    }

    private async ValueTask VersionsAsync(List<ScanHost> hosts, CancellationToken stop)
    {
        var prober = new ServiceProber(_shell.Machine, _options.Intensity);
        var open = new List<(ScanHost Host, ushort Port)>();
        foreach (var host in hosts)
            foreach (var port in host.Ports)
                if (port.Protocol == IpProtocols.Tcp && port.Result.State == PortState.Open) open.Add((host, port.Number));
        if (open.Count == 0) return;
        var done = _status.Begin("Service scan", string.Create(CultureInfo.InvariantCulture, $"{open.Count} service{(open.Count == 1 ? "" : "s")} on {NmapWords.Label(hosts[0])}"), IsTalking, hosts.Count);
        const int AtOnce = 16;
        var running = new List<Task>();
        foreach (var (host, port) in open)
        {
            if (running.Count >= AtOnce) running.Remove(await Task.WhenAny(running));
            running.Add(ProbeAsync(host, port));
        }
        await Task.WhenAll(running);
        done(string.Create(CultureInfo.InvariantCulture, $"{open.Count} service{(open.Count == 1 ? "" : "s")} on {hosts.Count} {NmapWords.Hosts(hosts.Count)}"));
        _status.HasServices = true;

        async Task ProbeAsync(ScanHost host, ushort port)
        {
            if (await prober.ProbeAsync(host.Endpoint with { Port = port }, stop) is { } facts) host.Services[(IpProtocols.Tcp, port)] = facts;
        }
    }

    private async ValueTask TracesAsync(List<ScanHost> hosts, CancellationToken stop)
    {
        var up = hosts.FindAll(static h => h.IsUp && h.Route is { IsLocal: false });
        if (up.Count == 0) return;
        foreach (var host in up) await _sender.TraceAsync(host, stop);
        if (_options.AsksNoNames) return;
        foreach (var host in up)
            for (int i = 0; i < host.Hops.Count; i++)
                if (host.Hops[i].Address is { } address && await NameAsync(address, stop) is { } name) host.Hops[i] = host.Hops[i] with { Name = name };
    }

    private async ValueTask NamesAsync(List<ScanHost> group, CancellationToken stop)
    {
        if (_options.AsksNoNames) return;
        bool listsOnly = !_options.ScansAnything();
        var asked = group.FindAll(h => h.IsUp || listsOnly || _options.AsksAllNames);
        if (asked.Count == 0) return;
        var done = _status.Begin("Parallel DNS resolution of", string.Create(CultureInfo.InvariantCulture, $"{asked.Count} {NmapWords.Hosts(asked.Count)}."), IsTalking, 0);
        const int AtOnce = 32;
        for (int at = 0; at < asked.Count; at += AtOnce)
        {
            var running = new List<Task>();
            for (int i = at; i < Math.Min(asked.Count, at + AtOnce); i++) running.Add(AskAsync(asked[i]));
            await Task.WhenAll(running);
        }
        done("");

        async Task AskAsync(ScanHost host) => host.Name = await NameAsync(host.Address, stop);
    }

    /// <summary>The name of an address; a name server that does not answer is not waited for long.</summary>
    private async ValueTask<string?> NameAsync(InternetAddress address, CancellationToken stop)
    {
        if (_namesFailed) return null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), _shell.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            return await _sender.NameAsync(address, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            _namesFailed = true;
            return null;
        }
        catch (Failure)
        {
            return null;
        }
    }

    private bool _namesFailed;

    private void Report(ScanHost host)
    {
        var report = new NmapHostReport(host, _options, _names);
        foreach (var file in _files)
        {
            file.Host(report);
            file.Written();
        }
        if (report.IsHidden) return;
        if (_shell.Json) _shell.Report(report);
        else if (IsTalking) report.Write(new ReportWriter(_shell.Output.Buffer));
        _shell.Output.Written();
    }

    private void Conclude()
    {
        var totals = new NmapTotals(_addresses, _up, Elapsed, Now);
        foreach (var file in _files) file.End(in totals);
        if (_shell.Json) _shell.Report(new NmapSummary(totals, _sender.Sent, _sender.Received));
        if (!IsTalking) return;
        if (_status.HasServices) _shell.Output.Literal("Service detection performed.\n");
        _shell.Output.Line($"Nmap done: {_addresses} {NmapWords.Addresses(_addresses)} ({_up} {NmapWords.Hosts(_up)} up) scanned in {Elapsed.TotalSeconds:F2} seconds");
        if (_options.Verbosity > 0 && _sender.Sent > 0)
            _shell.Output.Line($"           Raw packets sent: {_sender.Sent} ({NPing.NPingSize.Of(_sender.SentBytes)}) | Rcvd: {_sender.Received} ({NPing.NPingSize.Of(_sender.ReceivedBytes)})");
    }
}

/// <summary>What a scan came to, for programs.</summary>
internal sealed record NmapSummary(NmapTotals Totals, long Sent, long Received) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "summary");
        to.Field("addresses", Totals.Addresses);
        to.Field("up", Totals.Up);
        to.Field("sent", Sent);
        to.Field("received", Received);
        to.Field("elapsed_s", Totals.Elapsed.TotalSeconds, "F2");
    }
}
