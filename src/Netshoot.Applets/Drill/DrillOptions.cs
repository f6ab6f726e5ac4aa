using Netshoot.Dns;
using Netshoot.Dns.Security;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

public sealed class DrillOptions
{
    public const ushort NoUdpSize = 0;

    /// <summary>The size that drill announces when EDNS is needed and no size was given.</summary>
    public const ushort UsualUdpSize = 4096;

    /// <summary>At this level drill tells what it does while it traces and chases.</summary>
    public const int UsualVerbosity = 2;

    /// <summary>From -1 (only the data of answers) to 5 (the query, too).</summary>
    public int Verbosity { get; set; } = UsualVerbosity;

    public bool IsQuiet => Verbosity < 0;

    public bool ShowsQuery => Verbosity >= 5;

    public bool ShowsHelp { get; set; }

    public bool ShowsVersion { get; set; }

    public bool WantsDnssec { get; set; }

    /// <summary>Follows the delegations from the root.</summary>
    public bool Traces { get; set; }

    /// <summary>Follows the signatures to a trusted key.</summary>
    public bool Chases { get; set; }

    /// <summary>Where a trace with DNSSEC begins.</summary>
    public DnsName Start { get; set; }

    /// <summary>The file that names the root's servers.</summary>
    public string? HintsFile { get; set; }

    /// <summary>Files of keys that are trusted.</summary>
    public List<string> KeyFiles { get; } = [];

    public bool WantsServerIdentifier { get; set; }

    /// <summary>What EDNS announces; <see cref="NoUdpSize"/> for none.</summary>
    public ushort UdpSize { get; set; }

    public bool UsesTcp { get; set; }

    public bool FallsBack { get; set; }

    public bool IsReverse { get; set; }

    public bool ShowsDigests { get; set; }

    public bool KeepsServerOrder { get; set; }

    public NameFamily Family { get; set; }

    public ushort Port { get; set; } = 53;

    public InternetAddress? Source { get; set; }

    public DnsFlags Flags { get; set; } = DnsFlags.RecursionDesired;

    public TsigKey? Key { get; set; }

    public string? Server { get; set; }

    public string? ResolverFile { get; set; }

    /// <summary>Reads the query from there and sends it.</summary>
    public string? QueryInput { get; set; }

    /// <summary>Reads the answer from there and prints it.</summary>
    public string? AnswerInput { get; set; }

    /// <summary>Writes the query there instead of sending it.</summary>
    public string? QueryOutput { get; set; }

    /// <summary>Writes the answer there, too.</summary>
    public string? AnswerOutput { get; set; }

    public string? Name { get; set; }

    public DnsType? Type { get; set; }

    public DnsClass? Class { get; set; }
}
