using System.Numerics;
using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>What a command line of ss(8) comes to.</summary>
internal static class SsPlan
{
    public static SocketPlan Of(SsOptions options, SsFilter filter, bool isOnlyOfOthers, Action<string> refused)
    {
        bool hasInternet = options.Wants4 || options.Wants6;
        var named = options.Tables | options.FamilyTables;
        uint states = filter.States != 0 ? filter.States
            : options.IsAll ? SocketStates.All
            : options.IsListening ? SocketStates.Of(SocketState.Listening) | SocketStates.Of(SocketState.Closed)
            : options.Tables != SocketTables.None || named != SocketTables.None && !hasInternet ? options.TableStates
            : SsOptions.Connected;
        // What is half open has a number of its own since Linux 4.4, and shows as SYN-RECV.
        if (SocketStates.Includes(states, SocketState.SynReceived)) states |= SocketStates.Of(SocketState.NewSynReceived);
        var details = (options.ShowsMemory ? SocketDetails.Memory : SocketDetails.None)
            | (options.ShowsInformation ? SocketDetails.Information : SocketDetails.None)
            | (options.IsExtended ? SocketDetails.Extended : SocketDetails.None)
            | (options.ShowsTypeOfService ? SocketDetails.TypeOfService : SocketDetails.None)
            | (options.ShowsFilters ? SocketDetails.Filter : SocketDetails.None);
        bool both = options.Wants4 == options.Wants6;
        return new(TablesOf(options), states, !isOnlyOfOthers && (options.Wants4 || both), !isOnlyOfOthers && (options.Wants6 || both), details, filter.Test) { Code = filter.Code(), Refused = refused };
    }

    /// <summary>The tables that the options name, or leave to be chosen.</summary>
    public static SocketTables TablesOf(SsOptions options)
    {
        var named = options.Tables | options.FamilyTables;
        if (options.Tables != SocketTables.None) return named;
        if (options.Wants4 || options.Wants6) return options.FamilyTables | SocketTables.Internet;
        return named == SocketTables.None && !options.HasQuery ? SocketTables.All : named;
    }

    /// <summary>Whether more than one table is shown, so that each socket must say which it is of.</summary>
    public static bool HasSeveralTables(this SocketPlan plan) => BitOperations.PopCount((uint)plan.Tables) > 1;

    public static bool HasSeveralStates(this SocketPlan plan) => BitOperations.PopCount(plan.States) > 1;
}
