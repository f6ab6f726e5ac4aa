using Netshoot.Netlink.IpVs;

namespace Netshoot.Applets.IpvsAdm;

/// <summary>What ipvsadm(8) is to do.</summary>
public enum IpvsAdmCommand
{
    List,
    AddService,
    EditService,
    DeleteService,
    Flush,
    Restore,
    Save,
    AddServer,
    EditServer,
    DeleteServer,
    Zero,
    SetTimeouts,
}

/// <summary>The columns of a list.</summary>
public enum IpvsAdmColumns
{
    Usual,
    Statistics,
    Rates,
    Thresholds,
    Persistent,
    Tunnels,
}

/// <summary>The command line of ipvsadm(8).</summary>
public sealed class IpvsAdmOptions
{
    public IpvsAdmCommand? Command { get; set; }

    public bool ShowsVersion { get; set; }

    public VirtualServiceKey? Service { get; set; }

    public bool IsMark6 { get; set; }

    public uint Mark { get; set; }

    /// <summary>The server, with port 0 where none was given.</summary>
    public RealServer Server { get; } = new() { Weight = 1, Forwarding = DirectRouting };

    public string Scheduler { get; set; } = "wlc";

    public uint Persistence { get; set; }

    public string? Netmask { get; set; }

    public string? Engine { get; set; }

    public string? SchedulerFlags { get; set; }

    public bool IsOnePacket { get; set; }

    public bool IsNumeric { get; set; }

    public bool IsExact { get; set; }

    public bool IsUnsorted { get; set; }

    public bool ShowsConnections { get; set; }

    public bool ShowsTimeouts { get; set; }

    public IpvsAdmColumns Columns { get; set; }

    public uint[] Timeouts { get; set; } = [];

    /// <summary>The options that were given, by the original's names for them.</summary>
    public HashSet<string> Given { get; } = [];

    public const uint Masquerading = 0, Tunnel = 2, DirectRouting = 3;
}
