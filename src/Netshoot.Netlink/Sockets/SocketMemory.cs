namespace Netshoot.Netlink.Sockets;

/// <summary>Memory of a socket in bytes: the numbers of <c>SK_MEMINFO_*</c> (include/uapi/linux/sock_diag.h) in their order.</summary>
public readonly record struct SocketMemory(
    uint ReceiveAllocated, uint ReceiveBuffer, uint SendAllocated, uint SendBuffer, uint ForwardAllocated, uint SendQueued, uint Options, uint Backlog, uint Drops)
{
    /// <summary>Older kernels end earlier: what they lack is zero.</summary>
    public static SocketMemory Read(NetlinkReader reader)
        => new(reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32());
}
