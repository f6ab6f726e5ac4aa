using Netshoot.Host.Names;

namespace Netshoot.Applets.Mtr;

/// <summary>How the results are shown.</summary>
public enum MtrOutput
{
    Report,
    Xml,
    Csv,
    Json,
    Raw,

    /// <summary>A line for each hop in each interval.</summary>
    Split,

    /// <summary>A screen that is drawn anew all the time.</summary>
    Screen,
}

/// <summary>What mtr is asked to do (mtr(8)).</summary>
public sealed class MtrOptions
{
    public NameFamily Family { get; set; }

    public string? File { get; set; }

    public MtrOutput? Output { get; set; }

    /// <summary>Names of hosts are not cut.</summary>
    public bool IsWide { get; set; }

    public bool IsNumeric { get; set; }

    /// <summary>Names and addresses both.</summary>
    public bool ShowsBoth { get; set; }

    public bool ShowsLabels { get; set; }

    public string Fields { get; set; } = MtrField.Usual;

    public double Interval { get; set; } = 1;

    public int? Cycles { get; set; }

    public int Length { get; set; } = 64;

    public int Pattern { get; set; }

    public double Grace { get; set; } = 5;

    public int TrafficClass { get; set; }

    public string? Device { get; set; }

    public string? Source { get; set; }

    public int FirstHop { get; set; } = 1;

    public int MostHops { get; set; } = 30;

    public int MostSilent { get; set; } = 5;

    /// <summary>icmp, udp or tcp.</summary>
    public string Protocol { get; set; } = "icmp";

    public int? Port { get; set; }

    public int LocalPort { get; set; }

    public int Timeout { get; set; } = 10;

    public uint? Mark { get; set; }

    /// <summary>What the screen shows first: 0 numbers, 1 the last probes, 2 the same with their times.</summary>
    public int DisplayMode { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    public List<string> Hosts { get; } = [];
}
