namespace Netshoot.Applets.Sockets;

/// <summary>What is to be read: which tables and families, which states, how much of each socket, and what each must pass.</summary>
internal sealed record SocketPlan(SocketTables Tables, uint States, bool Wants4, bool Wants6, SocketDetails Details, SocketTest? Test)
{
    /// <summary>The test again, for the kernel to apply to Internet sockets; null when there is none, or none that it takes.</summary>
    public byte[]? Code { get; init; }

    /// <summary>Takes what the kernel says when it does not give a table that it does not lack; null where nobody wants to know.</summary>
    public Action<string>? Refused { get; init; }

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
    TypeOfService = 8,
    Filter = 16,
}

/// <summary>Whether a socket passes a filter.</summary>
internal delegate bool SocketTest(in SocketView socket);
