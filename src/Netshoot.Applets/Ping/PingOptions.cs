using Netshoot.Host.Names;
using Netshoot.Host.Sockets;

namespace Netshoot.Applets.Ping;

/// <summary>Which IPv4 option goes with each request (RFC 791 section 3.1).</summary>
public enum PingIpOption
{
    None,
    RecordRoute,
    TimestampOnly,
    TimestampAndAddress,
    TimestampPrespecified,
}

public sealed class PingOptions
{
    public NameFamily Family { get; set; }

    /// <summary>The last operand is the destination; those before it are hops of a source route, or of prespecified timestamps.</summary>
    public List<string> Operands { get; } = [];

    public long? Count { get; set; }

    public TimeSpan? Interval { get; set; }

    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(10);

    public int Deadline { get; set; }

    public int PayloadLength { get; set; } = 56;

    public byte[] Pattern { get; set; } = [];

    public int? HopLimit { get; set; }

    public string? Device { get; set; }

    public Wire.InternetAddress? Source { get; set; }

    public int Preload { get; set; } = 1;

    public PathMtuDiscovery? PathMtuDiscovery { get; set; }

    public int? TrafficClass { get; set; }

    public uint? Mark { get; set; }

    public int? Identifier { get; set; }

    public int? SendBuffer { get; set; }

    public PingIpOption IpOption { get; set; }

    public bool IsNumeric { get; set; }

    public bool IsQuiet { get; set; }

    public bool IsVerbose { get; set; }

    public bool IsFlood { get; set; }

    public bool IsAdaptive { get; set; }

    public bool IsAudible { get; set; }

    public bool HasTimestamps { get; set; }

    public bool ReportsOutstanding { get; set; }

    public bool AllowsBroadcast { get; set; }

    public bool HasStickySource { get; set; }

    public bool IsConnected { get; set; }

    public bool BypassesRoutes { get; set; }

    public bool SuppressesLoop { get; set; }

    public bool Debugs { get; set; }

    public bool UserTime { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }
}
