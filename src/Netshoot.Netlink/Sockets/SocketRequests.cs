using System.Buffers.Binary;

namespace Netshoot.Netlink.Sockets;

/// <summary>Requests for the tables of sockets (sock_diag(7)): <c>struct inet_diag_req_v2</c>, <c>unix_diag_req</c>, <c>packet_diag_req</c>, <c>netlink_diag_req</c> (include/uapi/linux).</summary>
public static class SocketRequests
{
    public const ushort ByFamily = 20; // SOCK_DIAG_BY_FAMILY
    private const ushort DestroyType = 21; // SOCK_DESTROY

    private const int IdentitySize = 48, CookieSize = 8;
    private const uint NoCookie = uint.MaxValue;

    /// <summary>Sockets of an IP protocol.</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="protocol">IPPROTO_TCP, UDP or RAW.</param>
    /// <param name="states">Which states, see <see cref="SocketStates"/>.</param>
    /// <param name="details">What to tell beyond the message itself.</param>
    /// <param name="filter">What the kernel lets pass (<see cref="SocketFilterCode"/>); null for all.</param>
    public static NetlinkRequest Internet(byte family, int protocol, uint states, InternetSocketDetails details, byte[]? filter = null)
    {
        const ushort FilterAttribute = 1, ProtocolAttribute = 3;
        var request = new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(family).U8((byte)protocol).U8((byte)details).U8(0).U32(states).Zero(IdentitySize);
        if (filter is not null) request.Attribute(FilterAttribute, filter);
        if (protocol > byte.MaxValue) request.Attribute(ProtocolAttribute, (uint)protocol);
        return request;
    }

    /// <summary>Closes a socket from outside (<c>SOCK_DESTROY</c>); what waits in it gets ECONNABORTED.</summary>
    public static NetlinkRequest Destroy(InternetSocket socket, int protocol)
    {
        Span<byte> address = stackalloc byte[16];
        var request = new NetlinkRequest(DestroyType, NetlinkFlags.None).U8(socket.Family).U8((byte)protocol).U16(0).U32(SocketStates.Of(socket.State))
            .U16(BinaryPrimitives.ReverseEndianness(socket.Local.Port)).U16(BinaryPrimitives.ReverseEndianness(socket.Peer.Port));
        foreach (var end in new[] { socket.Local, socket.Peer })
        {
            address.Clear();
            end.Address.CopyTo(address);
            request.Put(address);
        }
        return request.U32(socket.Local.Scope).U32((uint)socket.Cookie).U32((uint)(socket.Cookie >> 32));
    }

    /// <summary>Sockets of AF_UNIX.</summary>
    public static NetlinkRequest Unix(uint states, UnixSocketDetails details)
        => new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(AddressFamily.Unix).U8(0).U16(0).U32(states).U32(0).U32((uint)details).U32(NoCookie).U32(NoCookie);

    /// <summary>Sockets of AF_PACKET.</summary>
    public static NetlinkRequest Packet(PacketSocketDetails details)
        => new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(AddressFamily.Packet).U8(0).U16(0).U32(0).U32((uint)details).Zero(CookieSize);

    /// <summary>Sockets of AF_NETLINK, of all its protocols.</summary>
    public static NetlinkRequest Netlink(NetlinkSocketDetails details)
        => new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(AddressFamily.Netlink).U8(byte.MaxValue).U16(0).U32(0).U32((uint)details).Zero(CookieSize);

    /// <summary>Sockets of AF_VSOCK (include/uapi/linux/vm_sockets_diag.h).</summary>
    public static NetlinkRequest VirtualMachine(uint states)
        => new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(AddressFamily.VirtualMachine).U8(0).U16(0).U32(states).U32(0).U32(0).Zero(CookieSize);

    /// <summary>Sockets of AF_XDP (include/uapi/linux/xdp_diag.h).</summary>
    public static NetlinkRequest ExpressDataPath()
        => new NetlinkRequest(ByFamily, NetlinkFlags.None).U8(AddressFamily.ExpressDataPath).U8(0).U16(0).U32(0).U32(0).Zero(CookieSize);

    /// <summary>The families of sock_diag(7).</summary>
    public static class AddressFamily
    {
        public const byte Unix = 1, Internet = 2, Internet6 = 10, Netlink = 16, Packet = 17, VirtualMachine = 40, ExpressDataPath = 44;
    }
}

/// <summary><c>idiag_ext</c>: bit n-1 asks for attribute n.</summary>
[Flags]
public enum InternetSocketDetails : byte
{
    None = 0,
    Memory = 1 << 0,
    Information = 1 << 1,
    Congestion = 1 << 2,
    CongestionName = 1 << 3,
    TypeOfService = 1 << 4,
    TrafficClass = 1 << 5,
    SocketMemory = 1 << 6,
    Shutdown = 1 << 7,
}

/// <summary><c>UDIAG_SHOW_*</c>.</summary>
[Flags]
public enum UnixSocketDetails : uint
{
    None = 0,
    Name = 0x01,
    File = 0x02,
    Peer = 0x04,
    Waiting = 0x08,
    Queues = 0x10,
    Memory = 0x20,
    User = 0x40,
}

/// <summary><c>PACKET_SHOW_*</c>.</summary>
[Flags]
public enum PacketSocketDetails : uint
{
    None = 0,
    Information = 0x01,
    Multicast = 0x02,
    Rings = 0x04,
    Fanout = 0x08,
    Memory = 0x10,
    Filter = 0x20,
}

/// <summary><c>NDIAG_SHOW_*</c>.</summary>
[Flags]
public enum NetlinkSocketDetails : uint
{
    None = 0,
    Memory = 0x01,
    Groups = 0x02,
    Flags = 0x08,
}
