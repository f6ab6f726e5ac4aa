using System.Globalization;
using Netshoot.Applets.Frames;
using Netshoot.Applets.Scans;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Arp;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.NPing;

/// <summary>nping: send packets made to measure and show what comes back (nping(1), version 0.7.93).</summary>
[Applet("nping", "send packets made to measure and show what comes back")]
public sealed class NPingApplet : IApplet<NPingOptions>
{
    private const int MostTargets = 1 << 16;

    public static CommandLine<NPingOptions> CommandLine => NPingCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(NPingOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"\nNping version 0.7.93 ( {MultiCall.Self} {ProductVersion.Text} )\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp || options.Targets.Count == 0)
        {
            NPingCommandLine.Table.WriteHelp("nping", AppletTable.SummaryOf("nping"), shell.Output.Buffer);
            return options.ShowsHelp ? ExitCode.Ok : ExitCode.Failed;
        }
        NPingCommandLine.Settle(options, shell.Clock);
        // An IPv6 header of the kernel's making carries neither label nor class nor another's address.
        if (options.Is6 && options.Mode is NPingMode.Tcp or NPingMode.Udp or NPingMode.Icmp && (options.WantsFrames || options.Source is not null))
            throw NPingCommandLine.Refused("You requested raw ethernet level transmission and IPv6. In this case, you need to supply source MAC address, destination MAC address and IPv6 source address.");
        var stop = shell.Stop;
        bool isPrivileged = options.IsPrivileged ?? MaySendRaw(shell);
        var mode = options.Mode != NPingMode.Unsaid ? options.Mode : isPrivileged ? NPingMode.Icmp : NPingMode.TcpConnect;
        if (!isPrivileged && mode is NPingMode.Tcp or NPingMode.Icmp or NPingMode.Arp)
            throw NPingCommandLine.Refused($"Mode {mode.ToString().ToUpperInvariant()} requires root privileges.\nnping: hint: {shell.Machine.HowToGet("NET_RAW", "raw packets")}");

        var targets = await TargetsAsync(options, shell, stop);
        if (targets.Count == 0)
            throw NPingCommandLine.Refused("Cannot find a valid target. Please make sure the specified hosts are either IP addresses in standard notation or hostnames that can be resolved with DNS");
        await NamesAsync(options, shell, stop);
        var plan = new PacketPlan(targets, Ports(options, mode)) { Rounds = options.Rounds, Delay = options.Delay, Traces = options.Traces };
        long began = shell.Clock.GetTimestamp();
        if (options.Verbosity > -2 && !shell.Json)
        {
            var now = TimeZoneInfo.ConvertTime(shell.Clock.GetUtcNow(), shell.Clock.LocalTimeZone);
            shell.Output.Line($"\nStarting Nping 0.7.93 ( {MultiCall.Self} {ProductVersion.Text} ) at {Measures.StrfTime.Format("%Y-%m-%d %H:%M", now)} {ScanTime.Zone(now)}");
            foreach (string warning in options.Warnings) shell.Error.Line($"{warning}");
            shell.Output.Flush();
        }
        if (options.Device is { } device && shell.Machine.InterfaceIndex(device) == 0) throw NPingCommandLine.Refused($"Could not find interface {device} which was specified by -e");
        return mode == NPingMode.TcpConnect || mode == NPingMode.Udp && !isPrivileged
            ? await HandshakesAsync(options, shell, mode, plan, began, stop)
            : await PacketsAsync(options, shell, mode, plan, began, stop);
    }

    private static bool MaySendRaw(Shell shell)
    {
        var errno = PacketSender.TryOpen(shell.Machine, null, 0, out var sender);
        sender?.Dispose();
        return errno == Errno.None;
    }

    private static async ValueTask<List<InternetAddress>> TargetsAsync(NPingOptions options, Shell shell, CancellationToken stop)
    {
        var found = new List<InternetAddress>();
        foreach (string word in options.Targets)
        {
            var targets = await ScanTargets.FindAsync(shell.Machine, word, options.Is6, stop);
            if (targets is null)
            {
                shell.Error.Line($"Failed to resolve given hostname/IP: {word}.  Note that you can't use '/mask' AND '1-4,7,100-' style IP ranges");
                continue;
            }
            if (targets.Count > MostTargets || found.Count + (int)targets.Count > MostTargets) throw new Failure(word, $"more than {MostTargets} targets", "nmap -sn finds out who is there first");
            foreach (var endpoint in targets.All()) found.Add(endpoint.Address);
        }
        return found;
    }

    /// <summary>Addresses that options gave by name.</summary>
    private static async ValueTask NamesAsync(NPingOptions options, Shell shell, CancellationToken stop)
    {
        var form = options.Form;
        form.Payload = options.Data ?? [];
        if (options.RedirectTo is { } router) form.Icmp.RedirectTo = await AddressAsync(router, "Could not resolve specified ICMP Redirect address.");
        foreach (string entry in options.Advertised)
        {
            const string Wrong = "Invalid Router Advertising Entry specification.";
            if (entry.Split(',') is not [{ Length: > 0 } host, var preference] || !ScanNumber.TryRead(preference, uint.MaxValue, out uint number)) throw NPingCommandLine.Refused(Wrong);
            form.Icmp.Routers.Add((await AddressAsync(host, Wrong), number));
        }
        if (options.Source is { } source) form.Source = await AddressAsync(source, "Could not resolve source address.");

        async ValueTask<InternetAddress> AddressAsync(string text, string wrong)
            => AddressLiteral.TryParse(text, shell.Machine.InterfaceIndex, out var literal) ? literal.Address
                : await ScanTargets.FindAsync(shell.Machine, text, is6: false, stop) is { IsOne: true } found ? found.First.Address
                : throw NPingCommandLine.Refused(wrong);
    }

    private static ushort[] Ports(NPingOptions options, NPingMode mode)
    {
        const ushort Web = 80, Unused = 40125;
        if (mode is NPingMode.Icmp or NPingMode.Arp) return [0];
        if (options.Ports is not { } text) return [mode == NPingMode.Udp ? Unused : Web];
        var set = new PortSet();
        return set.Read(text, null) switch
        {
            PortListFault.None => PortSet.Of(set.Tcp),
            PortListFault.OutOfRange => throw NPingCommandLine.Refused("Ports to be scanned must be between 0 and 65535 inclusive"),
            PortListFault.Backwards => throw NPingCommandLine.Refused($"Your port range {set.Wrong} is backwards."),
            _ => throw NPingCommandLine.Refused($"Error: Your port specifications are illegal: {set.Wrong}"),
        };
    }

    private static async ValueTask<ExitCode> HandshakesAsync(NPingOptions options, Shell shell, NPingMode mode, PacketPlan plan, long began, CancellationToken stop)
    {
        bool isDatagram = mode == NPingMode.Udp;
        // Without data of the user's, four zeros: an empty datagram would be read by nobody.
        var pinger = new HandshakePinger(shell.Machine, plan, options.SourcePort, isDatagram ? options.Data is { Length: > 0 } data ? data : new byte[4] : null);
        await pinger.RunAsync(
            happened =>
            {
                if (options.Verbosity < 0 || options.HidesSent && happened.Kind == HandshakeKind.Started) return;
                var report = new NPingHandshake(happened, isDatagram, shell.Machine.Text(happened.Errno));
                if (!report.IsError || shell.Json)
                {
                    shell.Report(report);
                    return;
                }
                report.Write(new ReportWriter(shell.Error.Buffer));
                shell.Error.Literal("\n");
            },
            stop);
        Conclude(options, shell, mode, plan, pinger.Total, pinger.Of, pinger.SendingTime, pinger.ListeningTime, began, isDatagram);
        return ExitCode.Ok;
    }

    private static async ValueTask<ExitCode> PacketsAsync(NPingOptions options, Shell shell, NPingMode mode, PacketPlan plan, long began, CancellationToken stop)
    {
        var form = options.Form;
        form.Protocol = mode switch { NPingMode.Tcp => IpProtocols.Tcp, NPingMode.Udp => IpProtocols.Udp, _ => options.Is6 ? IpProtocols.Icmp6 : IpProtocols.Icmp };
        if (mode == NPingMode.Udp) form.SourcePort = 53;
        if (options.SourcePort is { } port) form.SourcePort = port;
        if (options.Is6 && options.TypeWord is null) form.Icmp.Type = 128;
        if (options.Traces) form.HopLimit = 1;
        var route = Route(options, shell, plan.Targets[0]);
        if (form.Source.IsAny) form.Source = route.Source;

        var errno = PacketSender.TryOpen(shell.Machine, options.Device, options.Mtu, out var opened);
        if (errno != Errno.None) throw new Failure("socket", shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "raw packets"), (int)errno);
        using var sender = opened!;
        using var link = mode == NPingMode.Arp || options.Neighbor is not null ? OpenLink(shell, route.Device, mode == NPingMode.Arp ? ArpMessage.EtherType : (ushort)0x0800) : null;
        using var capture = options.HearsNothing ? null : await ListenAsync(options, shell, mode, route, stop);
        var pinger = new PacketPinger(form, plan, shell.Clock)
        {
            Sender = sender,
            Link = link,
            Neighbor = options.Neighbor ?? MacAddress.Broadcast,
            Capture = capture,
            ArpOf = mode != NPingMode.Arp ? null : target => new((ArpOperation)options.ArpOperation, options.ArpSenderMac ?? link!.Address, options.ArpSender ?? form.Source, options.ArpTargetMac ?? default, options.ArpTarget ?? target),
        };
        var error = await pinger.RunAsync(
            (in happened, isSent, since) =>
            {
                if (options.Verbosity < 0 || isSent && options.HidesSent) return;
                shell.Report(new NPingPacket(happened.Bytes.ToArray(), happened.IsArp, isSent, since, options.Verbosity));
            },
            stop);
        if (error != Errno.None) shell.Complain($"sendto: {shell.Machine.Text(error)}");
        Conclude(options, shell, mode, plan, pinger.Total, pinger.Of, pinger.SendingTime, pinger.ListeningTime, began, isDatagram: false);
        return ExitCode.Ok;
    }

    private static ScanRoute Route(NPingOptions options, Shell shell, InternetAddress target)
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Route, out var channel);
        if (channel is null) throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno);
        using (channel)
            return ScanRoute.Find(shell.Machine, channel, target, options.Device, null) ?? throw new Failure($"{target}", "no route to it");
    }

    private static ILinkSocket OpenLink(Shell shell, string device, ushort etherType)
    {
        var errno = shell.Machine.Links.TryOpen(device, etherType, out var link);
        return link ?? throw new Failure(device, shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "frames"), (int)errno);
    }

    private static async ValueTask<ILiveCapture> ListenAsync(NPingOptions options, Shell shell, NPingMode mode, ScanRoute route, CancellationToken stop)
    {
        const int Ring = 1 << 20;
        var form = options.Form;
        string expression = options.Filter ?? (mode switch
        {
            NPingMode.Arp => string.Create(CultureInfo.InvariantCulture, $"arp and dst host {options.ArpSender ?? form.Source}"),
            NPingMode.Icmp => $"dst host {form.Source} and {(options.Is6 ? "icmp6 and not (ip6[40] >= 133 and ip6[40] <= 137)" : "icmp")}",
            _ => string.Create(CultureInfo.InvariantCulture, $"dst host {form.Source} and (icmp or icmp6 or ({(mode == NPingMode.Tcp ? "tcp" : "udp")} and dst port {form.SourcePort}))"),
        });
        var capture = shell.Machine.Captures.Open(route.Device, new LiveCaptureOptions { SnapLength = 65_535, RingSize = Ring, Promiscuous = false, Immediate = true, Direction = CaptureDirection.In });
        try
        {
            capture.Start(await new FilterNames(shell.Machine).CompileAsync(expression, new FilterOptions { LinkType = capture.LinkType, SnapLength = 65_535 }, stop));
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    private static void Conclude(NPingOptions options, Shell shell, NPingMode mode, PacketPlan plan, PacketStatistics total, Func<InternetAddress, PacketStatistics> of, TimeSpan sending, TimeSpan listening, long began, bool isDatagram)
    {
        if (options.Verbosity < -1) return;
        var distinct = plan.Targets.Distinct().ToList();
        if (options.Verbosity >= 0 && !shell.Json) shell.Output.Literal(" \n");
        if (distinct.Count > 1 && (options.Verbosity >= 0 || shell.Json))
            foreach (var target in distinct) shell.Report(new NPingTarget(target, of(target)));
        shell.Report(new NPingSummary(mode, distinct.Count, total, sending, listening, shell.Clock.GetElapsedTime(began), options.Verbosity) { IsDatagram = isDatagram });
    }
}
