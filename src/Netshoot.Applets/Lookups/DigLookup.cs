using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>A server as it is asked and as it is called.</summary>
/// <param name="Endpoint">Its address; the port is set when it is asked.</param>
/// <param name="Name">What the user or a record called it.</param>
internal readonly record struct DigServer(InternetEndpoint Endpoint, string Name);

/// <summary>One query and how it is made and shown: what the words of a command line set, one lookup's after the global ones.</summary>
internal sealed record DigLookup
{
    public const int NoEdns = -1;

    public string? Name { get; set; }

    public DnsType Type { get; set; } = DnsType.A;

    public bool HasType { get; set; }

    public DnsClass Class { get; set; } = DnsClass.Internet;

    public bool HasClass { get; set; }

    /// <summary>What we have of the zone (IXFR).</summary>
    public uint Serial { get; set; }

    public IReadOnlyList<DigServer> Servers { get; set; } = [];

    public DnsFlags Flags { get; set; } = DnsFlags.RecursionDesired | DnsFlags.AuthenticData;

    public DnsOpcode Opcode { get; set; }

    public bool IsHeaderOnly { get; set; }

    public ushort? Id { get; set; }

    public int EdnsVersion { get; set; }

    public bool Negotiates { get; set; } = true;

    public ushort UdpSize { get; set; } = Edns.UsualUdpSize;

    public ushort EdnsFlags { get; set; }

    public bool WantsDnssec { get; set; }

    public bool WantsCompactDenial { get; set; }

    public bool SendsCookie { get; set; } = true;

    /// <summary>A cookie to repeat; null for one of our own.</summary>
    public byte[]? Cookie { get; set; }

    public bool RetriesBadCookie { get; set; } = true;

    public bool ShowsBadCookie { get; set; }

    public bool WantsServerIdentifier { get; set; }

    public bool WantsExpire { get; set; }

    public bool WantsKeepalive { get; set; }

    public int Padding { get; set; }

    public ClientSubnet? Subnet { get; set; }

    public ValueList<EdnsOption> Options { get; set; }

    /// <summary>Null leaves the choice to the type: TCP for whole zones and for all records of a name.</summary>
    public DnsTransport? Transport { get; set; }

    public string HttpPath { get; set; } = "/dns-query";

    public bool VerifiesTls { get; set; }

    public string? TlsAuthorities { get; set; }

    public string? TlsHostName { get; set; }

    public string? TlsCertificate { get; set; }

    public string? TlsKey { get; set; }

    public bool IgnoresTruncation { get; set; }

    public bool TriesNextOnFailure { get; set; }

    public int Tries { get; set; } = 3;

    public int Timeout { get; set; } = 5;

    public bool BestEffort { get; set; } = true;

    public bool Searches { get; set; }

    public bool ShowsSearch { get; set; }

    public bool IsTrace { get; set; }

    public bool IsServerSearch { get; set; }

    public bool WantsDns64Prefix { get; set; }

    public bool Identifies { get; set; }

    public bool ShowsQuery { get; set; }

    public bool KeepsOpen { get; set; }

    public DateTimeOffset? SigningTime { get; set; }

    public DigDisplay Display { get; set; } = new();

    /// <summary><c>+comments</c> was given, which outlives a later type.</summary>
    public bool AskedForComments { get; set; }

    /// <summary><c>+question</c> was given, which outlives a later type.</summary>
    public bool AskedForQuestion { get; set; }

    public bool IsTransfer => Type is DnsType.Axfr or DnsType.Ixfr;

    /// <summary>What carries the query.</summary>
    public DnsTransport Carrier => Type == DnsType.Axfr && Transport is null or DnsTransport.Udp ? DnsTransport.Tcp
        : Transport ?? (Type is DnsType.Ixfr or DnsType.Any ? DnsTransport.Tcp : DnsTransport.Udp);

    /// <summary>Switches EDNS on, for options that need it.</summary>
    public void NeedEdns()
    {
        if (EdnsVersion == NoEdns) EdnsVersion = 0;
    }

    public void SetFlag(DnsFlags flag, bool on) => Flags = on ? Flags | flag : Flags & ~flag;
}

/// <summary>What holds for a whole call of dig, whichever lookup's words say it.</summary>
internal sealed class DigGlobals
{
    public bool ShowsCommand { get; set; } = true;

    public bool IsShort { get; set; }

    public bool IsYaml { get; set; }

    public bool CountsMicroseconds { get; set; }

    public ushort? Port { get; set; }

    public InternetAddress? Source { get; set; }

    public ushort SourcePort { get; set; }

    public Host.Names.NameFamily Family { get; set; }

    public Netshoot.Dns.Security.TsigKey? Key { get; set; }

    /// <summary>A key was given and could not be used: the answers say so.</summary>
    public bool HasLostKey { get; set; }

    public int? Dots { get; set; }

    /// <summary>What +keepopen leaves standing.</summary>
    public KeptConnections Connections { get; } = new();

    public string? Domain { get; set; }
}
