namespace Netshoot.Applets.NetStat;

/// <summary>The options of netstat(8).</summary>
public sealed class NetStatOptions
{
    public bool Tcp { get; set; }

    public bool Udp { get; set; }

    public bool Raw { get; set; }

    public bool UdpLite { get; set; }

    public bool Sctp { get; set; }

    public bool Unix { get; set; }

    public bool Wants4 { get; set; }

    public bool Wants6 { get; set; }

    public bool IsAll { get; set; }

    public bool IsListening { get; set; }

    public bool NumericHosts { get; set; }

    public bool NumericPorts { get; set; }

    public bool NumericUsers { get; set; }

    /// <summary>How often more was asked for.</summary>
    public int Extended { get; set; }

    public bool IsExtended => Extended > 0;

    public NetStatTable Table { get; set; }

    /// <summary>Of routes whether the table was asked for.</summary>
    public bool WantsTable { get; set; }

    /// <summary>Of routes whether the cache was asked for.</summary>
    public bool WantsCache { get; set; }

    public bool ShowsPrograms { get; set; }

    public bool ShowsTimers { get; set; }

    public bool IsContinuous { get; set; }

    public bool IsWide { get; set; }

    public bool ShowsVersion { get; set; }

    /// <summary>Whether nothing was said about which sockets: then all are meant.</summary>
    public bool ShowsEverything => !(Tcp || Udp || Raw || Unix);
}

/// <summary>What is shown.</summary>
public enum NetStatTable
{
    Sockets,
    Routes,
    Interfaces,
    Groups,
    Statistics,
    Masquerade,
}
