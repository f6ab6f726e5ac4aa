using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>Sockets as JSON objects. ss(8) has no JSON: these names are ours.</summary>
internal sealed class SsJsonReport(JsonText json, SocketNames names, SsOptions options, Shell shell) : ISocketReport
{
    private readonly SocketOwnerTable? _owners = options.ShowsProcesses ? shell.Machine.SocketOwners.Read(options.ShowsThreads) : null;

    public void Write(InternetSocket socket, SocketTables table)
    {
        Start(SocketNames.Table(table), socket.State, socket.ReceiveQueue, socket.SendQueue);
        WriteEnd("local", socket.Local);
        WriteEnd("peer", socket.Peer);
        if (socket.Local.Scope != 0) json.Write("interface", names.Interface((int)socket.Local.Scope));
        if (socket.Timer != SocketTimer.None)
        {
            json.OpenObject("timer");
            json.Write("name", socket.Timer switch { SocketTimer.Retransmit => "on", SocketTimer.KeepAlive => "keepalive", SocketTimer.TimeWait => "timewait", SocketTimer.Persist => "persist", _ => "unknown" });
            json.Write("expires_ms", (long)socket.Expires);
            json.Write("retransmissions", (long)socket.Retransmissions);
            json.CloseObject();
        }
        json.Write("uid", (long)socket.UserId);
        json.Write("cookie", socket.Cookie);
        if (options.ShowsTypeOfService && SocketAttributeText.TypeOfService(socket) is { } service) json.Write("tos", (long)service);
        if (socket.Mark is { } mark) json.Write("mark", (long)mark);
        if (socket.HasInformation && table == SocketTables.Tcp) WriteInformation(socket.Information);
        End(socket.Inode, socket.Memory);
    }

    public void Write(UnixSocket socket)
    {
        Start(UnixSocketText.TableOf(socket.Type) switch { SocketTables.UnixStream => "u_str", SocketTables.UnixSequenced => "u_seq", _ => "u_dgr" }, socket.State, socket.ReceiveQueue, socket.SendQueue);
        Span<byte> room = stackalloc byte[UnixSocketText.LongestName];
        if (!socket.Name.IsEmpty) json.Write("path", System.Text.Encoding.UTF8.GetString(UnixSocketText.Printed(socket.Name, room)));
        json.Write("peer_inode", (long)socket.Peer);
        End(socket.Inode, socket.Memory);
    }

    public void Write(PacketSocket socket)
    {
        Start(socket.Type == SocketTypes.Raw ? "p_raw" : "p_dgr", SocketState.Closed, socket.Memory?.ReceiveAllocated ?? 0, socket.Memory?.SendAllocated ?? 0);
        json.Write("protocol", (long)socket.Protocol);
        if (socket.InterfaceIndex != 0) json.Write("interface", names.Interface(socket.InterfaceIndex));
        json.Write("uid", (long)socket.UserId);
        End(socket.Inode, socket.Memory);
    }

    public void Write(NetlinkSocketEntry socket)
    {
        Start("nl", SocketState.Closed, socket.Memory?.ReceiveAllocated ?? 0, socket.Memory?.SendAllocated ?? 0);
        json.Write("protocol", names.NetlinkProtocol(socket.Protocol));
        json.Write("port", (long)socket.Port);
        json.Write("groups", (long)socket.Groups);
        End(socket.Inode, socket.Memory);
    }

    private void Start(string table, SocketState state, uint receiveQueue, uint sendQueue)
    {
        json.OpenObject();
        json.Write("netid", table);
        json.Write("state", SocketNames.State(state));
        json.Write("recv_q", (long)receiveQueue);
        json.Write("send_q", (long)sendQueue);
    }

    private void WriteEnd(string name, Wire.InternetEndpoint end)
    {
        json.OpenObject(name);
        json.WriteText("address", end.Address);
        json.Write("port", (long)end.Port);
        if (options.Resolves && names.Host(end.Address) is { } host) json.Write("name", host);
        json.CloseObject();
    }

    private void WriteInformation(TcpInformation t)
    {
        json.OpenObject("tcp");
        json.Write("rtt_us", (long)t.RoundTrip);
        json.Write("rttvar_us", (long)t.RoundTripVariation);
        json.Write("rto_us", (long)t.RetransmissionTimeout);
        json.Write("mss", (long)t.SendSegment);
        json.Write("pmtu", (long)t.PathMtu);
        json.Write("cwnd", (long)t.CongestionWindow);
        json.Write("bytes_sent", t.BytesSent);
        json.Write("bytes_acked", t.BytesAcknowledged);
        json.Write("bytes_received", t.BytesReceived);
        json.Write("unacked", (long)t.Unacknowledged);
        json.Write("retransmissions", (long)t.TotalRetransmissions);
        json.Write("lost", (long)t.Lost);
        json.Write("delivery_rate_bps", t.DeliveryRate * 8);
        json.Write("send_window", (long)t.SendWindow);
        json.CloseObject();
    }

    private void End(uint inode, SocketMemory? memory)
    {
        json.Write("inode", (long)inode);
        if (options.ShowsMemory && memory is { } m)
        {
            json.OpenObject("memory");
            json.Write("receive_allocated", (long)m.ReceiveAllocated);
            json.Write("receive_buffer", (long)m.ReceiveBuffer);
            json.Write("send_allocated", (long)m.SendAllocated);
            json.Write("send_buffer", (long)m.SendBuffer);
            json.Write("drops", (long)m.Drops);
            json.CloseObject();
        }
        if (_owners is not null)
        {
            json.OpenArray("processes");
            for (var owner = _owners.Find(inode); owner is { } one; owner = _owners.After(one))
            {
                json.OpenObject();
                json.Write("name", one.Name);
                json.Write("pid", (long)one.Process);
                if (options.ShowsThreads) json.Write("tid", (long)one.Thread);
                json.Write("fd", (long)one.Descriptor);
                json.CloseObject();
            }
            json.CloseArray();
        }
        json.CloseObject();
        shell.Output.Written();
    }
}
