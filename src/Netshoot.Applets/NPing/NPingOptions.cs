using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.NPing;

/// <summary>What nping sends.</summary>
public enum NPingMode
{
    /// <summary>Not said: what the user may.</summary>
    Unsaid,
    TcpConnect,
    Tcp,
    Udp,
    Icmp,
    Arp,
}

/// <summary>What nping is asked to do (nping(1)).</summary>
public sealed class NPingOptions
{
    public NPingMode Mode { get; set; }

    /// <summary>What the packets look like.</summary>
    public PacketForm Form { get; } = new() { SourcePort = (ushort)Random.Shared.Next(1025, ushort.MaxValue), Sequence = (uint)Random.Shared.NextInt64(1, uint.MaxValue) };

    public List<string> Targets { get; } = [];

    public string? Ports { get; set; }

    public ushort? SourcePort { get; set; }

    public string? Source { get; set; }

    public bool Is6 { get; set; }

    public bool Traces { get; set; }

    public long Rounds { get; set; } = 5;

    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    public string? Device { get; set; }

    public bool HidesSent { get; set; }

    public bool HearsNothing { get; set; }

    /// <summary>What the user says of the privileges; null finds out.</summary>
    public bool? IsPrivileged { get; set; }

    public string? Filter { get; set; }

    public int Mtu { get; set; }

    public byte[]? Data { get; set; }

    public MacAddress? Neighbor { get; set; }

    public ushort ArpOperation { get; set; } = 1;

    public MacAddress? ArpSenderMac { get; set; }

    public MacAddress? ArpTargetMac { get; set; }

    public InternetAddress? ArpSender { get; set; }

    public InternetAddress? ArpTarget { get; set; }

    public string? RedirectTo { get; set; }

    public List<string> Advertised { get; } = [];

    public int Verbosity { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    /// <summary>What is said before it begins.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>When an ICMP message was sent, received and sent back, as the user wrote it.</summary>
    internal string?[] Times { get; } = new string?[3];

    internal string? TypeWord { get; set; }

    internal string? CodeWord { get; set; }

    /// <summary>An option that only packets of IPv6 with frames of our own could carry.</summary>
    internal bool WantsFrames { get; set; }
}
