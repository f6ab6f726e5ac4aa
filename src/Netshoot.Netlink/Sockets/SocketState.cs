namespace Netshoot.Netlink.Sockets;

/// <summary>States of sockets as sock_diag numbers them (<c>TCP_*</c>, include/net/tcp_states.h); sockets of other protocols borrow them.</summary>
public enum SocketState : byte
{
    Unknown = 0,
    Established = 1,
    SynSent = 2,
    SynReceived = 3,
    FinWait1 = 4,
    FinWait2 = 5,
    TimeWait = 6,
    Closed = 7,
    CloseWait = 8,
    LastAcknowledgement = 9,
    Listening = 10,
    Closing = 11,

    /// <summary>A half-open connection that has no socket yet; dumps report it as <see cref="SynReceived"/>, filters may have to ask for it.</summary>
    NewSynReceived = 12,
}

/// <summary>Sets of <see cref="SocketState"/>, a bit for each.</summary>
public static class SocketStates
{
    public const uint All = (1u << 13) - 2;

    public static uint Of(SocketState state) => 1u << (int)state;

    public static bool Includes(uint states, SocketState state) => (states >> (int)state & 1) != 0;
}
