using Netshoot.Host.Targets;
using Netshoot.Packets;

namespace Netshoot.Applets.CaptureTool;

public sealed class CaptureOptions
{
    public List<TargetName> Targets { get; } = [];

    /// <summary>An interface of each target; all of them when it is <c>any</c>.</summary>
    public string Interface { get; set; } = "any";

    /// <summary>A pcap-filter(7) expression; empty takes everything.</summary>
    public string Filter { get; set; } = "";

    /// <summary>A pcapng file; null prints.</summary>
    public string? WriteFile { get; set; }

    /// <summary>How many packets; 0 until the user ends it.</summary>
    public ulong Count { get; set; }

    /// <summary>How long; null until the user ends it.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>Bytes of a packet.</summary>
    public int SnapLength { get; set; } = 262_144;

    public int Verbosity { get; set; }

    public bool LinkHeader { get; set; }

    public DumpStyle Dump { get; set; }
}
