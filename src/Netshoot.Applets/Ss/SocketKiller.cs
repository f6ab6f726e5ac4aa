using Netshoot.Applets.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary><c>ss -K</c>: closes the Internet sockets that pass, and hands on those that were closed; other families cannot be closed, and pass.</summary>
internal sealed class SocketKiller(ISocketReport next, NetlinkChannel channel, Shell shell) : ISocketReport
{
    private bool _isRefused;

    public void Write(InternetSocket socket, SocketTables table)
    {
        if (_isRefused) return;
        var error = channel.TryExecute(SocketRequests.Destroy(socket, SocketReader.ProtocolOf(table)));
        switch (error.Errno)
        {
            case Errno.None:
                next.Write(socket, table);
                break;
            case Errno.EOPNOTSUPP or Errno.ENOENT:
                // The kernel cannot close such sockets, or it is gone already.
                break;
            default:
                _isRefused = true;
                shell.Error.Line($"SOCK_DESTROY answers: {shell.Machine.Text(error.Errno)}");
                break;
        }
    }

    public void Write(UnixSocket socket) => next.Write(socket);

    public void Write(PacketSocket socket) => next.Write(socket);

    public void Write(NetlinkSocketEntry socket) => next.Write(socket);
}
