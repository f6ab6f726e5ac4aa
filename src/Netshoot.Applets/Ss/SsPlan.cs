using System.Numerics;
using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>What a command line of ss(8) comes to.</summary>
internal static class SsPlan
{
    public static SocketPlan Of(SsOptions options, SsFilter filter)
    {
        bool hasFamily = options.Wants4 || options.Wants6;
        var tables = options.Tables != SocketTables.None ? options.Tables : hasFamily ? SocketTables.Internet : SocketTables.All;
        uint states = filter.States != 0 ? filter.States
            : options.IsAll ? SocketStates.All
            : options.IsListening ? SocketStates.Of(SocketState.Listening) | SocketStates.Of(SocketState.Closed)
            : options.Tables != SocketTables.None ? options.TableStates
            : SsOptions.Connected;
        // What is half open has a number of its own since Linux 4.4, and shows as SYN-RECV.
        if (SocketStates.Includes(states, SocketState.SynReceived)) states |= SocketStates.Of(SocketState.NewSynReceived);
        var details = (options.ShowsMemory ? SocketDetails.Memory : SocketDetails.None)
            | (options.ShowsInformation ? SocketDetails.Information : SocketDetails.None)
            | (options.IsExtended ? SocketDetails.Extended : SocketDetails.None);
        return new(tables, states, options.Wants4 || !hasFamily, options.Wants6 || !hasFamily, details, filter.Test);
    }

    /// <summary>Whether more than one table is shown, so that each socket must say which it is of.</summary>
    public static bool HasSeveralTables(this SocketPlan plan) => BitOperations.PopCount((uint)plan.Tables) > 1;

    public static bool HasSeveralStates(this SocketPlan plan) => BitOperations.PopCount(plan.States) > 1;
}
