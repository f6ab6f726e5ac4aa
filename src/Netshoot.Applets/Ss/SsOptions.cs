using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>The options of ss(8).</summary>
public sealed class SsOptions
{
    /// <summary>All that are connected, from the side of one who waits for them; ss(8) shows these unless told otherwise.</summary>
    public static readonly uint Connected = SocketStates.All & ~(SocketStates.Of(SocketState.Listening) | SocketStates.Of(SocketState.Closed)
        | SocketStates.Of(SocketState.TimeWait) | SocketStates.Of(SocketState.SynReceived) | SocketStates.Of(SocketState.NewSynReceived));

    /// <summary>Tables that were named.</summary>
    public SocketTables Tables { get; set; }

    /// <summary>The tables of families that were named; those of the Internet have flags of their own.</summary>
    public SocketTables FamilyTables { get; set; }

    /// <summary>Whether tables were named, even if none of them is left.</summary>
    public bool HasQuery { get; set; }

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

    /// <summary>Whether each thread is shown that has a socket open.</summary>
    public bool ShowsThreads { get; set; }

    public bool ShowsTypeOfService { get; set; }

    public bool ShowsControlGroup { get; set; }

    /// <summary>Whether options of Internet sockets are shown.</summary>
    public bool ShowsSocketOptions { get; set; }

    /// <summary>Whether filters of sockets of AF_PACKET are shown.</summary>
    public bool ShowsFilters { get; set; }

    /// <summary>Whether security contexts are shown.</summary>
    public bool ShowsContexts { get; set; }

    /// <summary>Whether sockets are closed, and those shown that were.</summary>
    public bool Kills { get; set; }

    /// <summary>Whether sockets are shown as they end, until the tool is interrupted.</summary>
    public bool Watches { get; set; }

    /// <summary>The name of the namespace that is looked into.</summary>
    public string? Namespace { get; set; }

    /// <summary>Where the kernel's messages about TCP are written to, as they come.</summary>
    public string? DumpFile { get; set; }

    /// <summary>A file with an expression.</summary>
    public string? FilterFile { get; set; }

    /// <summary>The family of addresses that say none (AF_*); 0 for IPv4 and IPv6.</summary>
    public byte PreferredFamily { get; set; }

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
