using Netshoot.Packets.Transport;
using Netshoot.Probes.Scan;

namespace Netshoot.Applets.Nmap;

/// <summary>What nmap is asked to do (nmap(1)).</summary>
public sealed class NmapOptions
{
    /// <summary>The words it was called with, for the files that it writes.</summary>
    public string CommandLine { get; set; } = "";

    public List<string> Targets { get; } = [];

    public string? InputFile { get; set; }

    public List<string> Excluded { get; } = [];

    public string? ExcludeFile { get; set; }

    /// <summary>The letters of -s: which scans.</summary>
    public string Scans { get; set; } = "";

    /// <summary>Nobody is asked whether he is there.</summary>
    public bool TakesAsUp { get; set; }

    /// <summary>What hosts are asked to find out whether they are there; empty takes the usual.</summary>
    public List<ScanProbe> Pings { get; } = [];

    public bool SkipsArp { get; set; }

    /// <summary>Who is asked for names of addresses; null asks as the target does.</summary>
    public string? NameServers { get; set; }

    public bool AsksNoNames { get; set; }

    public bool AsksAllNames { get; set; }

    public bool Traces { get; set; }

    public string? Ports { get; set; }

    public string? ExcludedPorts { get; set; }

    public bool IsFast { get; set; }

    public int? TopPorts { get; set; }

    public bool IsInOrder { get; set; }

    public bool FindsVersions { get; set; }

    public int Intensity { get; set; } = 7;

    public TcpFlags? Flags { get; set; }

    public int Template { get; set; } = 3;

    /// <summary>What the user says of the times, over the template.</summary>
    public List<Action<ScanTiming>> Timings { get; } = [];

    public int Verbosity { get; set; }

    public int Debugging { get; set; }

    public bool ShowsReasons { get; set; }

    public bool ShowsOpenOnly { get; set; }

    public bool TracesPackets { get; set; }

    public bool Is6 { get; set; }

    public string? Device { get; set; }

    public string? Source { get; set; }

    public ushort? SourcePort { get; set; }

    public byte? HopLimit { get; set; }

    public byte[] Data { get; set; } = [];

    public bool HasBadSum { get; set; }

    public byte[] IpOptions { get; set; } = [];

    public int Mtu { get; set; }

    public string? NormalFile { get; set; }

    public string? XmlFile { get; set; }

    public string? GrepableFile { get; set; }

    public TimeSpan StatisticsPeriod { get; set; }

    public bool? IsPrivileged { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    /// <summary>Reasons are shown where the user asked for them, or for much.</summary>
    public bool HasReasons => ShowsReasons || Verbosity > 1 || Debugging > 0;

    public bool ScansPorts => Scans.AsSpan().IndexOfAny("nL") < 0;
}
