using System.Collections.Immutable;
using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.TraceRoute;

/// <summary>traceroute: follow the path to a host hop by hop (traceroute(1) of "Modern traceroute for Linux").</summary>
[Applet("traceroute", "follow the path to a host hop by hop")]
[Applet("traceroute6", "follow the path to an IPv6 host hop by hop")]
public sealed class TraceRouteApplet : IApplet<TraceRouteOptions>
{
    private const int MostGateways4 = 8, MostGateways6 = 127;

    public static CommandLine<TraceRouteOptions> CommandLine => new TraceRouteCommandLine();

    public static async ValueTask<ExitCode> RunAsync(TraceRouteOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"traceroute of {MultiCall.Self} {ProductVersion.Text}, compatible with Modern traceroute for Linux 2.1.2\n");
            return ExitCode.Ok;
        }
        if (shell.Name == "traceroute6" && options.Family == NameFamily.Any) options.Family = NameFamily.Ip6;
        FindService(options, shell);
        var method = new TraceRouteMethod(options);
        if (method.IsHelp) return WriteMethodHelp(method, shell);
        if (options.Host is not { } host) throw TraceRouteCommandLine.Refused("Specify \"host\" missing argument.");

        var stop = shell.Stop;
        var destination = await FindAsync(shell, host, options.Family, $"Cannot handle \"host\" cmdline arg `{host}' on position 1 (argc {options.HostPosition})", stop);
        var family = destination.Address.Is6 ? NameFamily.Ip6 : NameFamily.Ip4;
        InternetAddress? source = options.Source is { } given
            ? (await FindAsync(shell, given, family, $"Cannot handle `-s' option with arg `{given}' (argc {options.SourcePosition})", stop)).Address : null;
        var (gateways, routingType) = await FindGatewaysAsync(options, shell, family, stop);
        Check(options);

        var settings = method.SettingsFor(shell.Machine, destination, source, gateways, routingType);
        var heading = new TraceRouteHeading(host, ScopedAddress.Of(destination, shell.Machine), options.MostHops, settings.Length);
        try
        {
            // Methods with one socket for all probes have it before anything is said.
            if (!method.OpensEarly) WriteHeading(shell, heading);
            using var probes = method.Open(shell.Machine, settings);
            if (method.OpensEarly) WriteHeading(shell, heading);
            await FollowAsync(options, shell, method, probes, stop);
        }
        catch (Failure e)
        {
            throw Refusal(shell, e);
        }
        return ExitCode.Ok;
    }

    /// <summary>The line has no end yet: what goes wrong with the first probe begins with it.</summary>
    private static void WriteHeading(Shell shell, TraceRouteHeading heading)
    {
        if (shell.Json) shell.Report(heading);
        else heading.Write(new ReportWriter(shell.Output.Buffer));
    }

    private static async Task FollowAsync(TraceRouteOptions options, Shell shell, TraceRouteMethod method, ITraceMethod probes, CancellationToken stop)
    {
        var tracer = new HopTracer(probes, Plan(options, method), shell.Clock);
        using var names = new AddressNames(shell.Machine.Names, options.IsNumeric);
        var display = new TraceRouteDisplay(shell, options, names, method.ShowsTcpFlags);
        names.Changed = display.WriteReady;
        while (await tracer.NextAsync(stop) is { } probe) display.Show(probe);
        await names.AllKnownAsync(stop);
        display.Finish();
    }

    private static TracePlan Plan(TraceRouteOptions options, TraceRouteMethod method)
    {
        const double MillisecondsFrom = 10;
        // One at a time is meant to be steady: no probe is given up before its time.
        bool isPatient = method.IsSequential || options.SourcePort != 0;
        var (most, here, near) = options.Wait ?? (5, isPatient ? 0 : 3, isPatient ? 0 : 10);
        return new()
        {
            FirstHop = options.FirstHop,
            MostHops = options.MostHops,
            Queries = options.Queries,
            Simultaneous = options.Simultaneous ?? (method.IsSequential ? 1 : 16),
            Patience = TimeSpan.FromSeconds(most),
            SameHopFactor = here,
            LaterHopFactor = near,
            Interval = options.SendWait > MillisecondsFrom ? TimeSpan.FromMilliseconds(options.SendWait) : TimeSpan.FromSeconds(options.SendWait),
            FindsMtu = options.FindsMtu,
        };
    }

    private static void Check(TraceRouteOptions options)
    {
        const int MostQueries = 10, MostHops = 255, Longest = 65000;
        const double LongestWait = 1e6;
        if (options.FirstHop <= 0 || options.FirstHop > options.MostHops) throw TraceRouteCommandLine.Refused("first hop out of range");
        if (options.MostHops > MostHops) throw TraceRouteCommandLine.Refused("max hops cannot be more than 255");
        if (options.Queries is <= 0 or > MostQueries) throw TraceRouteCommandLine.Refused("no more than 10 probes per hop");
        if (options.Wait is { } wait && (wait.Most is < 0 or > LongestWait || wait.Here < 0 || wait.Near < 0))
            throw TraceRouteCommandLine.Refused(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bad wait specifications `{wait.Most:G6},{wait.Here:G6},{wait.Near:G6}' used"));
        if (options.Length is > Longest or < 0) throw TraceRouteCommandLine.Refused($"too big packetlen {options.Length} specified");
        if (options.SendWait is < 0 or > LongestWait) throw TraceRouteCommandLine.Refused(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bad sendtime `{options.SendWait:G6}' specified"));
    }

    private static void FindService(TraceRouteOptions options, Shell shell)
    {
        if (options.Service is not { } service) return;
        options.Port = shell.Machine.Names.Port(service, "udp") ?? shell.Machine.Names.Port(service, "tcp")
            ?? throw TraceRouteCommandLine.Refused($"Cannot handle `-p' option with arg `{service}' (argc {options.ServicePosition})");
    }

    private static async ValueTask<(ImmutableArray<InternetAddress>, byte?)> FindGatewaysAsync(TraceRouteOptions options, Shell shell, NameFamily family, CancellationToken stop)
    {
        int most = family == NameFamily.Ip6 ? MostGateways6 : MostGateways4;
        byte? type = null;
        var found = ImmutableArray.CreateBuilder<InternetAddress>();
        foreach (string gateway in options.Gateways)
        {
            if (family == NameFamily.Ip6 && found.Count == 0 && type is null && byte.TryParse(gateway, out byte number))
            {
                type = number;
                continue;
            }
            if (found.Count == most) throw TraceRouteCommandLine.Refused($"Too many gateways specified. No more than {most}");
            found.Add((await FindAsync(shell, gateway, family, $"Cannot handle `-g' option with arg `{string.Join(',', options.Gateways)}'", stop)).Address);
        }
        return (found.ToImmutable(), type);
    }

    /// <summary>An address of a host, of IPv4 where it has one of both.</summary>
    private static async ValueTask<InternetEndpoint> FindAsync(Shell shell, string host, NameFamily family, string complaint, CancellationToken stop)
    {
        if (family == NameFamily.Any)
        {
            try
            {
                return (await HostAddress.FindAsync(shell.Machine, host, NameFamily.Ip4, stop)).Endpoint;
            }
            catch (Failure)
            {
                // Then of IPv6, or its failure is what is told.
            }
        }
        try
        {
            return (await HostAddress.FindAsync(shell.Machine, host, family, stop)).Endpoint;
        }
        catch (Failure e)
        {
            throw TraceRouteCommandLine.Refused($"{e.Message}\n{complaint}");
        }
    }

    /// <summary>A call that failed, as the original has it: without its name before it.</summary>
    private static UsageFailure Refusal(Shell shell, Failure failure)
    {
        string reason = failure.Reason.Length > 0 ? failure.Reason : shell.Machine.Text((Errno)failure.Errno);
        string hint = failure.Hint is null ? "" : $"{shell.Name}: hint: {failure.Hint}\n";
        string privileges = (Errno)failure.Errno == Errno.EPERM && failure.Subject == "socket" ? "You do not have enough privileges to use this traceroute method.\n" : "";
        return new(failure.Message) { Usage = $"\n{privileges}{failure.Subject}: {reason}\n{hint}", Exit = ExitCode.Failed };
    }

    private static ExitCode WriteMethodHelp(TraceRouteMethod method, Shell shell)
    {
        if (method.Help is not { Length: > 0 } options)
        {
            shell.Error.Line($"No options for module `{method.Name}'");
            return ExitCode.Ok;
        }
        foreach (var (word, help) in options)
        {
            string shown = word.EndsWith('=') ? $"{word}NUM" : word;
            shell.Error.Line($"  {shown,-28}{help}");
        }
        return ExitCode.Ok;
    }
}
