using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Arp;
using Netshoot.Wire;

namespace Netshoot.Applets.ArpPing;

public sealed class ArpPingOptions
{
    public string? Destination { get; set; }

    public string? Device { get; set; }

    public string? Source { get; set; }

    public long? Count { get; set; }

    public int Interval { get; set; } = 1;

    public int Deadline { get; set; }

    public ArpPurpose Purpose { get; set; }

    public bool StopsAtAnswer { get; set; }

    public bool IsQuiet { get; set; }

    public bool KeepsBroadcasting { get; set; }

    public bool ShowsVersion { get; set; }
}

/// <summary>arping: ask a link by ARP who has an address (arping(8) of iputils).</summary>
[Applet("arping", "ask a link by ARP who has an address")]
public sealed class ArpPingApplet : IApplet<ArpPingOptions>
{
    public static CommandLine<ArpPingOptions> CommandLine => new Getopt<ArpPingOptions>("[OPTION...] DESTINATION", failure: new ExitCode(2))
    {
        { 'A', null, "announce our address by an ARP reply", static o => o.Purpose = ArpPurpose.AnnounceByReply },
        { 'b', null, "ask everybody each time", static o => o.KeepsBroadcasting = true },
        { 'c', null, "COUNT", "stop after COUNT requests or answers", static (o, v) => o.Count = IputilsValue.Whole(v, 1, int.MaxValue) },
        { 'D', null, "look whether anybody else has the address", static o => o.Purpose = ArpPurpose.DetectDuplicate },
        { 'f', null, "stop at the first answer", static o => o.StopsAtAnswer = true },
        { 'i', null, "SECONDS", "time between two requests (1)", static (o, v) => o.Interval = (int)IputilsValue.Whole(v, 0, int.MaxValue) },
        { 'I', null, "INTERFACE", "the link to ask", static (o, v) => o.Device = v.Text },
        { 'q', null, "print nothing", static o => o.IsQuiet = true },
        { 's', null, "ADDRESS", "ask from this address", static (o, v) => o.Source = v.Text },
        { 'U', null, "announce our address by an ARP request", static o => o.Purpose = ArpPurpose.AnnounceByRequest },
        { 'V', null, "print the version", static o => o.ShowsVersion = true },
        { 'w', null, "SECONDS", "stop after so many seconds", static (o, v) => o.Deadline = (int)IputilsValue.Whole(v, 0, int.MaxValue) },
        { static (o, v) => o.Destination = v.Text },
    };

    public static async ValueTask<ExitCode> RunAsync(ArpPingOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"arping of {MultiCall.Self} {ProductVersion.Text}, compatible with iputils 20221126\n");
            return ExitCode.Ok;
        }
        string name = options.Destination ?? throw new UsageFailure("destination address required");
        string device = FindDevice(options, shell);
        if (!IsUsable(shell, device)) return new(2);

        var stop = shell.Stop;
        var target = (await HostAddress.FindAsync(shell.Machine, name, NameFamily.Ip4, stop)).Endpoint.Address;
        var source = FindSource(options, shell, device, target);
        var errno = shell.Machine.Links.TryOpen(device, ArpMessage.EtherType, out var opened);
        if (errno is Errno.EPERM or Errno.EACCES) throw new Failure("socket", shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "ARP"), (int)errno);
        if (errno != Errno.None) throw new Failure("socket", shell.Machine.Text(errno), errno: (int)errno);
        using var link = opened!;

        var plan = new ArpPlan(target, source)
        {
            Purpose = options.Purpose,
            Count = options.Count,
            Interval = TimeSpan.FromSeconds(options.Interval),
            Deadline = TimeSpan.FromSeconds(options.Deadline),
            StopsAtAnswer = options.StopsAtAnswer,
            KeepsBroadcasting = options.KeepsBroadcasting,
        };
        bool isText = !options.IsQuiet && !shell.Json;
        if (isText) shell.Output.Line($"ARPING {target} from {source} {device}");
        var asker = new ArpAsker(link, plan, shell.Clock);
        while (await asker.NextAsync(stop) is { } answer)
            if (!options.IsQuiet) shell.Report(new ArpPingAnswer(answer, source, link.Address));
        if (asker.SendError != Errno.None) shell.Complain($"sendto: {shell.Machine.Text(asker.SendError)}");
        if (!options.IsQuiet) shell.Report(new ArpPingSummary(asker));
        return IsSuccess(options.Purpose, asker.Received) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>arping(8): an answer is a success, unless it shows that the address is taken; who announces does not ask.</summary>
    private static bool IsSuccess(ArpPurpose purpose, long received) => purpose switch
    {
        ArpPurpose.Ask => received > 0,
        ArpPurpose.DetectDuplicate => received == 0,
        _ => true,
    };

    private static string FindDevice(ArpPingOptions options, Shell shell)
    {
        if (options.Device is { } device) return device;
        var usable = new List<string>();
        foreach (string name in shell.Machine.Links.Names)
            if (shell.Machine.Links.TryGetState(name, out var state) == Errno.None && state is { IsUp: true, SpeaksArp: true }) usable.Add(name);
        return usable is [var only] ? only
            : throw new Failure("", "Suitable device could not be determined. Please, use option -I.", usable.Count == 0 ? "no interface that speaks ARP is up" : $"there are {string.Join(", ", usable)}");
    }

    private static bool IsUsable(Shell shell, string device)
    {
        if (shell.Machine.Links.TryGetState(device, out var state) != Errno.None)
            throw new Failure("", $"Device {device} not available.", $"the interfaces here: {string.Join(", ", shell.Machine.Links.Names)}");
        if (!state.IsUp) shell.Output.Line($"Interface \"{device}\" is down");
        else if (!state.SpeaksArp) shell.Output.Line($"Interface \"{device}\" is not ARPable");
        return state is { IsUp: true, SpeaksArp: true };
    }

    /// <summary>The address that the kernel would send from by that link, or the one that was asked for, if it is ours.</summary>
    private static InternetAddress FindSource(ArpPingOptions options, Shell shell, string device, InternetAddress target)
    {
        InternetAddress? wanted = null;
        if (options.Source is { } text) wanted = InternetAddress.TryParse(text, out var given) && given.Is4 ? given : throw new UsageFailure($"invalid source {text}");
        if (options.Purpose is ArpPurpose.AnnounceByReply or ArpPurpose.AnnounceByRequest) wanted ??= target;
        if (options.Purpose == ArpPurpose.DetectDuplicate) return wanted ?? InternetAddress.Any4;

        Must(shell, "socket", shell.Machine.TryOpen(SocketFamily.Ip4, SocketKind.Datagram, 0, out var opened));
        using var probe = opened!;
        probe.BindToInterface(device);
        if (wanted is { } source)
        {
            Must(shell, "bind", probe.Bind(new(source, 0)));
            return source;
        }
        probe.Set(SocketOption.DontRoute, 1);
        Must(shell, "connect", probe.Connect(new(target, 1025)));
        return probe.LocalEndpoint.Address;
    }

    private static void Must(Shell shell, string call, Errno errno)
    {
        if (errno != Errno.None) throw new Failure(call, shell.Machine.Text(errno), errno: (int)errno);
    }
}

/// <summary>One answer.</summary>
internal sealed record ArpPingAnswer(ArpAnswer Answer, InternetAddress Source, MacAddress OurMac) : IReport
{
    public void Write(ReportWriter to)
    {
        var message = Answer.Message;
        bool isUnicast = Answer.Delivery == LinkDelivery.Host, isReply = message.Operation == ArpOperation.Reply;
        to.Field("type", isReply ? "reply" : "request");
        to.Field("unicast", isUnicast, $"{(isUnicast ? "Unicast" : "Broadcast")} {(isReply ? "reply" : "request")} from ");
        to.Field("address", message.Sender, $"{message.Sender} ");
        to.Field("mac", message.SenderMac, $"[{Upper(message.SenderMac)}] ");
        if (message.Target != Source) to.Field("for_address", message.Target, $"for {message.Target} ");
        if (isReply && message.TargetMac != OurMac) to.Field("for_mac", message.TargetMac, $"for [{Upper(message.TargetMac)}] ");
        var time = new Milliseconds((long)Answer.RoundTrip.TotalMicroseconds);
        to.Field("time_ms", time.Value, $" {time}ms");
    }

    private static string Upper(MacAddress address) => address.ToString().ToUpper(CultureInfo.InvariantCulture);
}

/// <summary>What it came to.</summary>
internal sealed record ArpPingSummary(ArpAsker Asker) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "summary");
        to.Field("sent", Asker.Sent, $"Sent {Asker.Sent} probes ");
        to.Field("broadcasts", Asker.Broadcasts, $"({Asker.Broadcasts} broadcast(s))\n");
        to.Field("received", Asker.Received, $"Received {Asker.Received} response(s)");
        if (Asker.Requests == 0 && Asker.ReceivedBroadcasts == 0) return;
        to.Text($" (");
        if (Asker.Requests > 0) to.Field("requests", Asker.Requests, $"{Asker.Requests} request(s)");
        if (Asker.ReceivedBroadcasts > 0) to.Field("received_broadcasts", Asker.ReceivedBroadcasts, $"{(Asker.Requests > 0 ? ", " : "")}{Asker.ReceivedBroadcasts} broadcast(s)");
        to.Text($")");
    }
}
