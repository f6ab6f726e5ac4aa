using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Sockets;

/// <summary>Takes the sockets that a plan wants, one after the other; the object is reused for the next.</summary>
internal interface ISocketReport
{
    void Write(InternetSocket socket, SocketTables table);

    void Write(UnixSocket socket);

    void Write(PacketSocket socket);

    void Write(NetlinkSocketEntry socket);
}
