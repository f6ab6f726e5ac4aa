namespace Netshoot.Applets.Sockets;

/// <summary>What is to be read: which tables and families, which states, how much of each socket, and what each must pass.</summary>
internal sealed record SocketPlan(SocketTables Tables, uint States, bool Wants4, bool Wants6, SocketDetails Details, SocketTest? Test)
{
    public bool Wants(SocketTables table) => (Tables & table) != 0;
}

/// <summary>What to ask the kernel for beyond addresses, state and queues.</summary>
[Flags]
internal enum SocketDetails
{
    None = 0,
    Memory = 1,
    Information = 2,
    Extended = 4,
}

/// <summary>Whether a socket passes a filter.</summary>
internal delegate bool SocketTest(in SocketView socket);
