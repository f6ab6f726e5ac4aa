using System.Globalization;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>Names as the files and name servers of this target give them: <c>files dns</c> of nsswitch.conf(5). Each file is read when it is first needed.</summary>
internal sealed class MachineNames(IMachine machine, TargetEtc etc) : INames
{
    private readonly Lazy<HostsFile> _hosts = new(() => new(etc.Read("hosts")));
    private readonly Lazy<Resolver> _resolver = new(() => new(ResolverConfiguration.Parse(etc.Read("resolv.conf"), machine.InterfaceIndex), machine));

    // Services and protocols are what the reader knows, not what the container's image happens to carry.
    private readonly Lazy<ServiceFile> _services = new(static () => new(Kernel.Files.TryReadText("/etc/services")));
    private readonly Lazy<ProtocolFile> _protocols = new(static () => new(Kernel.Files.TryReadText("/etc/protocols")));

    public async ValueTask<IReadOnlyList<InternetEndpoint>> AddressesAsync(string host, NameFamily family, CancellationToken stop)
    {
        if (AddressLiteral.TryParse(host, machine.InterfaceIndex, out var literal))
            return Wanted(literal.Address, family) ? [literal] : throw new Failure(host, "Address family for hostname not supported");

        InternetAddress[] known = [.. _hosts.Value.Addresses(host)];
        if (known.Length == 0 && IsLocalhost(host)) known = [InternetAddress.Loopback6, InternetAddress.Loopback4];
        if (known.Length > 0) return Endpoints(known.Where(a => Wanted(a, family)), host);

        DnsType[] types = family switch
        {
            NameFamily.Ip4 => [DnsType.A],
            NameFamily.Ip6 => [DnsType.Aaaa],
            _ => [DnsType.A, DnsType.Aaaa],
        };
        var found = await _resolver.Value.LookUpAsync(host, types, stop);
        return found.Outcome switch
        {
            ResolverOutcome.Answer => Endpoints(found.Records.Select(static r => r.Data switch { A a => a.Address, Aaaa a => a.Address, _ => InternetAddress.Any4 }), host),
            ResolverOutcome.NoData => throw new Failure(host, "No address associated with hostname"),
            ResolverOutcome.NoName => throw new Failure(host, "Name or service not known"),
            _ => throw new Failure(host, "Temporary failure in name resolution", Silence(found)),
        };
    }

    public async ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop)
        => _hosts.Value.Name(address) ?? await _resolver.Value.HostAsync(address, stop);

    public ResolverConfiguration? Configuration => etc.Read("resolv.conf") is { } text ? ResolverConfiguration.Parse(text, machine.InterfaceIndex) : null;

    public string? File(string name) => etc.Read(name);

    public ushort? Port(string service, string protocol)
        => ushort.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : _services.Value.Port(service, protocol);

    public string? Service(ushort port, string protocol) => _services.Value.Name(port, protocol);

    public byte? Protocol(string name) => byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : _protocols.Value.Number(name);

    public string? ProtocolName(byte protocol) => _protocols.Value.Name(protocol);

    private static bool IsLocalhost(string host)
    {
        // RFC 6761 section 6.3: these names mean the loopback addresses, whatever a name server says.
        string name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Wanted(InternetAddress address, NameFamily family) => family == NameFamily.Any || address.Is6 == (family == NameFamily.Ip6);

    private IReadOnlyList<InternetEndpoint> Endpoints(IEnumerable<InternetAddress> addresses, string host)
    {
        InternetEndpoint[] endpoints = [.. addresses.Distinct().Select(static a => new InternetEndpoint(a, 0))];
        return endpoints.Length > 0 ? AddressOrder.Sort(endpoints, machine) : throw new Failure(host, "Address family for hostname not supported");
    }

    /// <summary>Who was asked and how that ended, one phrase a server.</summary>
    private string? Silence(Resolution found)
    {
        var servers = found.Steps.GroupBy(static s => s.Server).Select(static g => g.Last());
        return found.Steps.Count == 0 ? null : "asked " + string.Join(", ", servers.Select(s => $"{s.Server.Address} ({Word(s)})"));
    }

    private string Word(ResolverStep step) => step.Outcome switch
    {
        ResolverOutcome.Timeout => "no answer",
        ResolverOutcome.Unreachable => machine.Text(step.Errno),
        ResolverOutcome.ServerFailure => $"refused with {step.Rcode}",
        _ => "an answer to something else",
    };
}
