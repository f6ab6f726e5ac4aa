namespace Netshoot.Netlink.Sockets;

/// <summary>A socket of AF_NETLINK: <c>struct netlink_diag_msg</c> with <c>NETLINK_DIAG_*</c> (include/uapi/linux/netlink_diag.h).</summary>
public sealed class NetlinkSocketEntry : INetlinkTable
{
    private const ushort MemoryAttribute = 0, GroupsAttribute = 1;

    public byte Protocol { get; private set; }

    public SocketState State { get; private set; }

    /// <summary>The netlink port: mostly the process that opened it, 0 for the kernel.</summary>
    public uint Port { get; private set; }

    public uint PeerPort { get; private set; }

    public uint PeerGroup { get; private set; }

    public uint Inode { get; private set; }

    public ulong Cookie { get; private set; }

    public SocketMemory? Memory { get; private set; }

    /// <summary>The first 32 groups that it has joined, a bit for each.</summary>
    public uint Groups { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != SocketRequests.ByFamily) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        reader.Skip(1);
        Protocol = reader.U8();
        State = (SocketState)reader.U8();
        Port = reader.U32();
        PeerPort = reader.U32();
        PeerGroup = reader.U32();
        Inode = reader.U32();
        Cookie = reader.U32() | (ulong)reader.U32() << 32;
        if (reader.Truncated || family != SocketRequests.AddressFamily.Netlink) return false;
        Memory = null;
        Groups = 0;
        foreach (var attribute in reader.Attributes)
        {
            if (attribute.Type == MemoryAttribute) Memory = SocketMemory.Read(attribute.Reader);
            else if (attribute.Type == GroupsAttribute) Groups = attribute.U32;
        }
        return true;
    }
}
