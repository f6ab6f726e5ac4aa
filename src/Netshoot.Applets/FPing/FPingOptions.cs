using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>What fping is asked to do (fping(8)).</summary>
public sealed class FPingOptions
{
    public NameFamily Family { get; set; }

    public bool ShowsAlive { get; set; }

    public bool ShowsUnreachable { get; set; }

    public bool ShowsAddresses { get; set; }

    /// <summary>Names of addresses that were given as such.</summary>
    public bool ShowsNames { get; set; }

    /// <summary>Names of all addresses, also of those that were found by a name.</summary>
    public bool AsksNames { get; set; }

    public int Size { get; set; } = 56;

    public double Backoff { get; set; } = 1.5;

    public int? Count { get; set; }

    /// <summary>Each round trip instead of their statistics.</summary>
    public bool ListsTimes { get; set; }

    public bool HasTimestamps { get; set; }

    public bool ShowsElapsed { get; set; }

    public string? File { get; set; }

    public bool Generates { get; set; }

    public int? HopLimit { get; set; }

    public double Interval { get; set; } = 10;

    public string? Device { get; set; }

    public bool Loops { get; set; }

    public bool TakesAllAddresses { get; set; }

    public bool DoesNotFragment { get; set; }

    public bool IsForNetdata { get; set; }

    public bool ShowsOutage { get; set; }

    public int? TrafficClass { get; set; }

    public double Period { get; set; } = 1000;

    public bool IsQuiet { get; set; }

    /// <summary>Seconds between two summaries.</summary>
    public double? SummaryPeriod { get; set; }

    public int Retries { get; set; } = 3;

    public bool IsRandom { get; set; }

    public bool ShowsStatistics { get; set; }

    public InternetAddress? Source { get; set; }

    public double? Patience { get; set; }

    public int? Reachable { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    public List<string> Targets { get; } = [];

    public bool IsCounting => Count is not null || Loops;
}
