using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>The options of ss(8).</summary>
public sealed class SsOptions
{
    /// <summary>All that are connected, from the side of one who waits for them; ss(8) shows these unless told otherwise.</summary>
    public static readonly uint Connected = SocketStates.All & ~(SocketStates.Of(SocketState.Listening) | SocketStates.Of(SocketState.Closed)
        | SocketStates.Of(SocketState.TimeWait) | SocketStates.Of(SocketState.SynReceived) | SocketStates.Of(SocketState.NewSynReceived));

    public SocketTables Tables { get; set; }

    /// <summary>What the options for tables have added; empty when none was given.</summary>
    public uint TableStates { get; set; }

    public bool Wants4 { get; set; }

    public bool Wants6 { get; set; }

    public bool IsAll { get; set; }

    public bool IsListening { get; set; }

    public bool IsNumeric { get; set; }

    public bool Resolves { get; set; }

    public bool ShowsProcesses { get; set; }

    public bool IsExtended { get; set; }

    public bool ShowsMemory { get; set; }

    public bool ShowsTimers { get; set; }

    public bool ShowsInformation { get; set; }

    public bool IsSummary { get; set; }

    public bool HidesHeader { get; set; }

    public bool IsOneLine { get; set; }

    public bool ShowsVersion { get; set; }

    public bool ShowsHelp { get; set; }

    public List<string> Words { get; } = [];

    /// <summary>Adds a table and the states of it that are shown when nobody asks for others.</summary>
    public void Add(SocketTables tables, uint states)
    {
        Tables |= tables;
        TableStates |= states;
    }
}
