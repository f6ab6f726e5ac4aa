using Netshoot.Applets.Iproute;
using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>Sockets as rows of the table of ss(8).</summary>
internal sealed class SsReport(SsOptions options, SocketNames names, Shell shell, SsTable table) : ISocketReport
{
    // Recv-Q and Send-Q are as wide as their headings even without these.
    private const int QueueWidth = 6;
    private const ushort AllProtocols = 3;

    private readonly SsDetails _details = new(options, shell, table.Text);

    public void Write(InternetSocket socket, SocketTables kind)
    {
        string name = SocketNames.Table(kind);
        Start(name, socket.State, socket.ReceiveQueue, socket.SendQueue);
        bool is6Only = socket.IsVersion6Only == true;
        WriteEndpoint(socket.Local, is6Only, kind);
        WriteEndpoint(socket.Peer, is6Only, kind);
        _details.Write(socket, kind);
        table.EndCell();
    }

    public void Write(UnixSocket socket)
    {
        string name = UnixSocketText.TableOf(socket.Type) switch { SocketTables.UnixStream => "u_str", SocketTables.UnixSequenced => "u_seq", _ => "u_dgr" };
        Start(name, socket.State, socket.ReceiveQueue, socket.SendQueue);
        Span<byte> room = stackalloc byte[UnixSocketText.LongestName];
        table.Text.Foreign(UnixSocketText.Printed(socket.Name, room));
        table.EndCell();
        table.Text.Append(socket.Inode);
        table.EndCell();
        table.Text.Append("*"u8);
        table.EndCell();
        table.Text.Append(socket.Peer);
        table.EndCell();
        _details.Write(socket);
        table.EndCell();
    }

    public void Write(PacketSocket socket)
    {
        Start(socket.Type == SocketTypes.Raw ? "p_raw" : "p_dgr", SocketState.Closed, socket.Memory?.ReceiveAllocated ?? 0, socket.Memory?.SendAllocated ?? 0);
        if (socket.Protocol == AllProtocols) table.Text.Append("*"u8);
        else if (!options.IsNumeric && LinkProtocolNames.Find(socket.Protocol) is { } name) table.Text.Append(name);
        else table.Text.Append($"[{socket.Protocol}]");
        table.EndCell((byte)':');
        if (socket.InterfaceIndex == 0) table.Text.Append("*"u8);
        else table.Text.Foreign(names.Interface(socket.InterfaceIndex));
        EndPeerless();
        _details.Write(socket);
        table.EndCell();
    }

    public void Write(NetlinkSocketEntry socket)
    {
        Start("nl", SocketState.Closed, socket.Memory?.ReceiveAllocated ?? 0, socket.Memory?.SendAllocated ?? 0);
        table.Text.Foreign(names.NetlinkProtocol(socket.Protocol));
        table.EndCell((byte)':');
        int port = (int)socket.Port;
        if (options.IsNumeric) table.Text.Append(port);
        else if (port == 0) table.Text.Append("kernel"u8);
        else if (port > 0 && shell.Machine.SocketOwners.ProcessName(port) is { } process) table.Text.Append($"{process}/{port}");
        else table.Text.Append(port);
        EndPeerless();
        _details.Write(socket);
        table.EndCell();
    }

    private void EndPeerless()
    {
        table.EndCell();
        table.Text.Append("*"u8);
        table.EndCell(behind: 0);
        table.EndCell();
    }

    private void Start(string name, SocketState state, uint receiveQueue, uint sendQueue)
    {
        var text = table.Text;
        text.Append(name);
        table.EndCell();
        text.Append(SocketNames.State(state));
        table.EndCell();
        Queue(receiveQueue);
        Queue(sendQueue);
    }

    private void Queue(uint bytes)
    {
        var text = table.Text;
        int end = text.Length + QueueWidth;
        text.Append((ulong)bytes);
        while (text.Length < end) text.Append((byte)' ');
        table.EndCell();
    }

    private void WriteEndpoint(InternetEndpoint end, bool is6Only, SocketTables kind)
    {
        var text = table.Text;
        if (options.Resolves && names.Host(end.Address) is { } host)
        {
            text.Foreign(host);
        }
        else if (end.Address.Is4)
        {
            text.Append(end.Address);
        }
        else if (end.Address.IsAny && !is6Only)
        {
            text.Append("*"u8);
        }
        else
        {
            text.Append("["u8);
            text.Append(end.Address);
            text.Append("]"u8);
        }
        if (end.Scope != 0) text.Append($"%{names.Interface((int)end.Scope)}");
        table.EndCell((byte)':');
        if (end.Port == 0) text.Append("*"u8);
        else if (names.Service(end.Port, kind switch { SocketTables.Udp => "udp", SocketTables.Raw => "raw", _ => "tcp" }) is { } service) text.Foreign(service);
        else text.Append((long)end.Port);
        table.EndCell();
    }
}
