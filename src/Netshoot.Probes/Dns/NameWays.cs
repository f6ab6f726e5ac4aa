using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>
/// Goes to a name as programs do: as glibc (nsswitch.conf(5), hosts(5), resolv.conf(5), getaddrinfo(3)) and as musl (its documented
/// differences: no nsswitch.conf, every server at once, no search for names with dots enough), with the files of the target.
/// </summary>
/// <param name="machine">Where.</param>
/// <param name="host">The name, or an address whose name is wanted.</param>
/// <param name="types">The records that are asked for: A and AAAA for what getaddrinfo(3) does.</param>
public sealed class NameWays(IMachine machine, string host, IReadOnlyList<DnsType> types)
{
    private readonly HostsFile _hosts = new(machine.Names.File("hosts"));
    private readonly ResolverConfiguration _configuration = ResolverConfiguration.Parse(machine.Names.File("resolv.conf"), machine.InterfaceIndex);

    /// <summary>What glibc asks, in order.</summary>
    public IReadOnlyList<NameSource> Sources { get; } = NameSwitch.Parse(machine.Names.File("nsswitch.conf"));

    public ResolverConfiguration Configuration => _configuration;

    /// <summary>Whether the question is one that the hosts file can answer.</summary>
    private bool IsHost => types.All(static t => t is DnsType.A or DnsType.Aaaa);

    /// <summary>What the hosts file has for the name, of the wanted families.</summary>
    public IReadOnlyList<InternetAddress> Known
        => IsHost ? [.. _hosts.Addresses(host).Where(a => types.Contains(a.Is6 ? DnsType.Aaaa : DnsType.A)).Distinct()] : [];

    /// <summary>As glibc goes.</summary>
    public async ValueTask<NameWay> GlibcAsync(CancellationToken stop)
    {
        long began = machine.Clock.GetTimestamp();
        var stations = new List<NameStation>();
        var last = ResolverOutcome.NoName;
        foreach (var source in Sources)
        {
            switch (source.Name)
            {
                case "files":
                    if (!IsHost) continue;
                    var known = Known;
                    last = known.Count > 0 ? ResolverOutcome.Answer : ResolverOutcome.NoName;
                    stations.Add(new(source.Name, last, known, []));
                    if (known.Count > 0 && source.Returns.Contains(NameSwitchStatus.Success)) return End(NameLibrary.Glibc, stations, last, known, [], began);
                    break;
                case "dns":
                    var found = await new Resolver(_configuration, machine).LookUpAsync(host, types, stop);
                    last = found.Outcome;
                    stations.Add(new(source.Name, last, [], found.Steps));
                    if (last == ResolverOutcome.Answer) return End(NameLibrary.Glibc, stations, last, Addresses(found.Records), found.Records, began);
                    break;
                default:
                    // Another library of the target answers here (mdns, resolve, myhostname …); it cannot be asked from outside.
                    stations.Add(new(source.Name, null, [], []));
                    continue;
            }
            if (source.Returns.Contains(Status(last))) break;
        }
        return End(NameLibrary.Glibc, stations, last, [], [], began);
    }

    /// <summary>As musl goes.</summary>
    public async ValueTask<NameWay> MuslAsync(CancellationToken stop)
    {
        long began = machine.Clock.GetTimestamp();
        var stations = new List<NameStation>();
        if (IsHost)
        {
            var known = Known;
            stations.Add(new("files", known.Count > 0 ? ResolverOutcome.Answer : ResolverOutcome.NoName, known, []));
            if (known.Count > 0) return End(NameLibrary.Musl, stations, ResolverOutcome.Answer, known, [], began);
        }
        var found = await new MuslResolver(machine, _configuration).LookUpAsync(host, types, stop);
        stations.Add(new("dns", found.Outcome, [], found.Steps));
        return End(NameLibrary.Musl, stations, found.Outcome, Addresses(found.Records), found.Records, began) with { Took = found.Took };
    }

    private NameWay End(NameLibrary library, IReadOnlyList<NameStation> stations, ResolverOutcome outcome, IReadOnlyList<InternetAddress> addresses, IReadOnlyList<DnsRecord> records, long began)
        => new(library, stations, outcome, AddressOrder.Sort([.. addresses.Distinct().Select(static a => new InternetEndpoint(a, 0))], machine), records, machine.Clock.GetElapsedTime(began));

    private static InternetAddress[] Addresses(IReadOnlyList<DnsRecord> records)
        => [.. records.Where(static r => r.Data is A or Aaaa).Select(static r => r.Data is A a ? a.Address : ((Aaaa)r.Data).Address)];

    private static NameSwitchStatus Status(ResolverOutcome outcome) => outcome switch
    {
        ResolverOutcome.Answer => NameSwitchStatus.Success,
        ResolverOutcome.NoData or ResolverOutcome.NoName => NameSwitchStatus.NotFound,
        ResolverOutcome.Unreachable => NameSwitchStatus.Unavailable,
        _ => NameSwitchStatus.TryAgain,
    };
}
