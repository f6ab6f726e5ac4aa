using Netshoot.Host;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Sockets;

/// <summary>Dumps the tables of a plan and hands on what passes its filter. Each table is read into one object.</summary>
internal static class SocketReader
{
    public static void Read(SocketPlan plan, NetlinkChannel channel, IMachine machine, ISocketReport report)
    {
        if (plan.Wants(SocketTables.Netlink) && SocketStates.Includes(plan.States, SocketState.Closed)) ReadNetlink(plan, channel, report);
        if (plan.Wants(SocketTables.Packet) && SocketStates.Includes(plan.States, SocketState.Closed)) ReadPacket(plan, channel, report);
        if (plan.Wants(SocketTables.Unix)) ReadUnix(plan, channel, report);
        foreach (var (table, protocol) in InternetTables)
            if (plan.Wants(table)) ReadInternet(plan, channel, machine, report, table, protocol);
        if (plan.Wants(SocketTables.VirtualMachine)) RequireNone(channel.Dump(SocketRequests.VirtualMachine(plan.States)), "sockets of AF_VSOCK");
        if (plan.Wants(SocketTables.ExpressDataPath)) RequireNone(channel.Dump(SocketRequests.ExpressDataPath()), "sockets of AF_XDP");
    }

    /// <summary>The number by which the kernel knows the protocol of a table.</summary>
    public static int ProtocolOf(SocketTables table)
    {
        foreach (var (one, protocol) in InternetTables)
            if (one == table) return protocol;
        return 0;
    }

    /// <summary>Whether an Internet socket passes the filter of a plan.</summary>
    public static bool Passes(SocketPlan plan, InternetSocket socket) => plan.Test is not { } test || test(new SocketView
    {
        Family = socket.Family,
        Local = socket.Local,
        Peer = socket.Peer,
        LocalNumber = socket.Local.Port,
        PeerNumber = socket.Peer.Port,
        InterfaceIndex = (int)socket.Local.Scope,
        Mark = socket.Mark ?? 0,
        ControlGroup = socket.ControlGroup ?? 0,
    });

    /// <summary>The request for a table of Internet sockets.</summary>
    public static NetlinkRequest Request(SocketPlan plan, byte family, int protocol)
    {
        var details = InternetSocketDetails.None;
        if (plan.Details.HasFlag(SocketDetails.Memory)) details |= InternetSocketDetails.SocketMemory;
        if (plan.Details.HasFlag(SocketDetails.Information)) details |= InternetSocketDetails.Information | InternetSocketDetails.Congestion | InternetSocketDetails.CongestionName;
        if (plan.Details.HasFlag(SocketDetails.Extended)) details |= InternetSocketDetails.Shutdown;
        if (plan.Details.HasFlag(SocketDetails.TypeOfService)) details |= InternetSocketDetails.TypeOfService | InternetSocketDetails.TrafficClass;
        return SocketRequests.Internet(family, protocol, plan.States, details, plan.Code);
    }

    private static ReadOnlySpan<(SocketTables Table, int Protocol)> InternetTables => new[]
    {
        (SocketTables.Raw, 255), (SocketTables.Udp, 17), (SocketTables.Tcp, 6), (SocketTables.Multipath, 262), (SocketTables.Dccp, 33), (SocketTables.Sctp, 132),
    };

    private static void ReadInternet(SocketPlan plan, NetlinkChannel channel, IMachine machine, ISocketReport report, SocketTables table, int protocol)
    {
        if (plan.Wants4 && !ReadInternet(plan, channel, machine, report, table, SocketRequests.AddressFamily.Internet, protocol)) return;
        if (plan.Wants6) ReadInternet(plan, channel, machine, report, table, SocketRequests.AddressFamily.Internet6, protocol);
    }

    private static bool ReadInternet(SocketPlan plan, NetlinkChannel channel, IMachine machine, ISocketReport report, SocketTables table, byte family, int protocol)
    {
        var dump = channel.Dump(Request(plan, family, protocol));
        if (table is SocketTables.Dccp or SocketTables.Sctp)
        {
            RequireNone(dump, table == SocketTables.Sctp ? "sockets of SCTP" : "sockets of DCCP");
        }
        else
        {
            var socket = new InternetSocket();
            foreach (var message in dump)
            {
                // What the kernel has let pass is judged again: it takes for chosen by itself what was chosen by a listening socket.
                if (socket.Read(message) && Passes(plan, socket)) report.Write(socket, table);
            }
        }
        if (dump.Error.Errno == Errno.ENOENT && table == SocketTables.Raw)
        {
            ReadRawFile(plan, machine, report, family);
            return true;
        }
        // A kernel without a module for a table has no such sockets either.
        var errno = dump.Error.Errno;
        if (errno == Errno.ENOENT && table != SocketTables.Dccp) return false;
        if (errno == Errno.None) return true;
        // DCCP is asked for in the old way by the original, which a kernel without it does not even understand.
        if (errno == Errno.ENOENT) errno = Errno.EINVAL;
        if (plan.Refused is null) RequireDump(dump);
        else plan.Refused($"RTNETLINK answers: {machine.Text(errno)}");
        return false;
    }

    // The module for raw sockets is often left out of kernels.
    private static void ReadRawFile(SocketPlan plan, IMachine machine, ISocketReport report, byte family)
    {
        var socket = new InternetSocket();
        foreach (var line in (machine.TryReadText(family == SocketRequests.AddressFamily.Internet ? "/proc/net/raw" : "/proc/net/raw6") ?? "").AsSpan().EnumerateLines())
            if (socket.Read(line) && SocketStates.Includes(plan.States, socket.State) && Passes(plan, socket)) report.Write(socket, SocketTables.Raw);
    }

    private static void ReadUnix(SocketPlan plan, NetlinkChannel channel, ISocketReport report)
    {
        var details = UnixSocketDetails.Name | UnixSocketDetails.Peer | UnixSocketDetails.Queues;
        if (plan.Details.HasFlag(SocketDetails.Extended)) details |= UnixSocketDetails.File | UnixSocketDetails.User | UnixSocketDetails.Waiting;
        if (plan.Details.HasFlag(SocketDetails.Memory)) details |= UnixSocketDetails.Memory;
        var dump = channel.Dump(SocketRequests.Unix(plan.States, details));
        var socket = new UnixSocket();
        Span<byte> name = stackalloc byte[UnixSocketText.LongestName];
        foreach (var message in dump)
        {
            if (!socket.Read(message) || !plan.Wants(UnixSocketText.TableOf(socket.Type))) continue;
            if (plan.Test is { } test && !test(new SocketView { Family = SocketRequests.AddressFamily.Unix, LocalNumber = socket.Inode, PeerNumber = socket.Peer, Path = UnixSocketText.Printed(socket.Name, name) })) continue;
            report.Write(socket);
        }
        RequireDump(dump);
    }

    private static void ReadPacket(SocketPlan plan, NetlinkChannel channel, ISocketReport report)
    {
        var details = PacketSocketDetails.Information | PacketSocketDetails.Memory;
        if (plan.Details.HasFlag(SocketDetails.Filter)) details |= PacketSocketDetails.Filter;
        var dump = channel.Dump(SocketRequests.Packet(details));
        var socket = new PacketSocket();
        foreach (var message in dump)
        {
            if (!socket.Read(message) || !plan.Wants(socket.Type == SocketTypes.Raw ? SocketTables.PacketRaw : SocketTables.PacketDatagram)) continue;
            if (plan.Test is { } test && !test(new SocketView { Family = SocketRequests.AddressFamily.Packet, Protocol = socket.Protocol, LocalNumber = (uint)socket.InterfaceIndex, InterfaceIndex = socket.InterfaceIndex })) continue;
            report.Write(socket);
        }
        RequireDump(dump);
    }

    private static void ReadNetlink(SocketPlan plan, NetlinkChannel channel, ISocketReport report)
    {
        var dump = channel.Dump(SocketRequests.Netlink(NetlinkSocketDetails.Memory | NetlinkSocketDetails.Groups));
        var socket = new NetlinkSocketEntry();
        foreach (var message in dump)
        {
            if (!socket.Read(message)) continue;
            if (plan.Test is { } test && !test(new SocketView { Family = SocketRequests.AddressFamily.Netlink, Protocol = socket.Protocol, LocalNumber = socket.Port, PeerNumber = socket.PeerPort })) continue;
            report.Write(socket);
        }
        RequireDump(dump);
    }

    // A kernel without a module for a table has no such sockets either.
    private static void RequireDump(NetlinkDump dump)
    {
        if (dump.Error.Errno is not (Errno.ENOENT or Errno.EOPNOTSUPP or Errno.EINVAL)) dump.Error.ThrowIfFailed("sock_diag");
    }

    // An empty table is shown as one; what stands in it is not shown as if it were not there.
    private static void RequireNone(NetlinkDump dump, string what)
    {
        bool hasSome = false;
        while (dump.MoveNext()) hasSome = true;
        if (hasSome) throw new Failure(what, "there are some, and this tool does not show them yet", "leave their table out: -A 'all,!vsock_stream,!vsock_dgram,!sctp,!xdp'");
    }
}
