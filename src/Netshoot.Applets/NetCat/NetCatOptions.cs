using Netshoot.Host.Names;

namespace Netshoot.Applets.NetCat;

/// <summary>The protocols that -X chooses between.</summary>
public enum ProxyKind
{
    Socks5,
    Socks4,
    Connect,
}

public sealed class NetCatOptions
{
    public List<string> Operands { get; } = [];

    public bool Help { get; set; }

    public NameFamily Family { get; set; }

    public bool Broadcast { get; set; }

    public bool CarriageReturns { get; set; }

    public bool Debug { get; set; }

    public bool IgnoresInput { get; set; }

    public bool PassesSocket { get; set; }

    public int? ReceiveBuffer { get; set; }

    public TimeSpan? Interval { get; set; }

    public bool KeepsListening { get; set; }

    public bool Listens { get; set; }

    public int? HopLimit { get; set; }

    public int? MinimumHopLimit { get; set; }

    public bool TellsEnd { get; set; }

    public bool Numeric { get; set; }

    public int? SendBuffer { get; set; }

    public string? ProxyUser { get; set; }

    public string? SourcePort { get; set; }

    /// <summary>Null when not given; negative: for ever.</summary>
    public int? QuitSeconds { get; set; }

    public bool RandomPorts { get; set; }

    public bool Signs { get; set; }

    public string? SourceAddress { get; set; }

    public int? TrafficClass { get; set; }

    public bool Telnet { get; set; }

    public bool IsUnix { get; set; }

    public bool IsUdp { get; set; }

    public bool IsDccp { get; set; }

    public bool Verbose { get; set; }

    public int? ReceiveLimit { get; set; }

    public TimeSpan? Timeout { get; set; }

    public ProxyKind ProxyKind { get; set; }

    public string? Proxy { get; set; }

    public bool OnlyConnects { get; set; }

    /// <summary>The protocol as messages and /etc/services name it.</summary>
    public string ProtocolName => IsDccp ? "dccp" : IsUdp ? "udp" : "tcp";
}
