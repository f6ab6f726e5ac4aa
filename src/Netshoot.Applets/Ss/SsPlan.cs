using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>What a command line of ss(8) comes to: which tables, which states, what each must pass.</summary>
internal sealed record SsPlan(SsOptions Options, SocketTables Tables, uint States, bool Wants4, bool Wants6, SocketTest? Test)
{
    public static SsPlan Of(SsOptions options, SsFilter filter)
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
        return new(options, tables, states, options.Wants4 || !hasFamily, options.Wants6 || !hasFamily, filter.Test);
    }

    public bool Wants(SocketTables table) => (Tables & table) != 0;
}
