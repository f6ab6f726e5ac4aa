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
        {
            if (!plan.Wants(table)) continue;
            if (plan.Wants4) ReadInternet(plan, channel, machine, report, table, SocketRequests.AddressFamily.Internet, protocol);
            if (plan.Wants6) ReadInternet(plan, channel, machine, report, table, SocketRequests.AddressFamily.Internet6, protocol);
        }
    }

    private static ReadOnlySpan<(SocketTables Table, byte Protocol)> InternetTables => new[] { (SocketTables.Raw, (byte)255), (SocketTables.Udp, (byte)17), (SocketTables.Tcp, (byte)6) };

    private static void ReadInternet(SocketPlan plan, NetlinkChannel channel, IMachine machine, ISocketReport report, SocketTables table, byte family, byte protocol)
    {
        var details = InternetSocketDetails.None;
        if (plan.Details.HasFlag(SocketDetails.Memory)) details |= InternetSocketDetails.SocketMemory;
        if (plan.Details.HasFlag(SocketDetails.Information)) details |= InternetSocketDetails.Information | InternetSocketDetails.Congestion | InternetSocketDetails.CongestionName;
        if (plan.Details.HasFlag(SocketDetails.Extended)) details |= InternetSocketDetails.Shutdown;
        var dump = channel.Dump(SocketRequests.Internet(family, protocol, plan.States, details));
        var socket = new InternetSocket();
        foreach (var message in dump)
        {
            if (socket.Read(message) && Passes(plan, socket)) report.Write(socket, table);
        }
        if (table == SocketTables.Raw && dump.Error.Errno == Errno.ENOENT) ReadRawFile(plan, machine, report, family);
        else RequireDump(dump);
    }

    // The module for raw sockets is often left out of kernels.
    private static void ReadRawFile(SocketPlan plan, IMachine machine, ISocketReport report, byte family)
    {
        var socket = new InternetSocket();
        foreach (var line in (machine.TryReadText(family == SocketRequests.AddressFamily.Internet ? "/proc/net/raw" : "/proc/net/raw6") ?? "").AsSpan().EnumerateLines())
            if (socket.Read(line) && SocketStates.Includes(plan.States, socket.State) && Passes(plan, socket)) report.Write(socket, SocketTables.Raw);
    }

    private static bool Passes(SocketPlan plan, InternetSocket socket) => plan.Test is not { } test
        || test(new SocketView { IsInternet = true, Local = socket.Local, Peer = socket.Peer, InterfaceIndex = (int)socket.Local.Scope, Mark = socket.Mark ?? 0 });

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
            if (plan.Test is { } test && !test(new SocketView { Path = UnixSocketText.Printed(socket.Name, name) })) continue;
            report.Write(socket);
        }
        RequireDump(dump);
    }

    private static void ReadPacket(SocketPlan plan, NetlinkChannel channel, ISocketReport report)
    {
        var details = PacketSocketDetails.Information | PacketSocketDetails.Memory;
        var dump = channel.Dump(SocketRequests.Packet(details));
        var socket = new PacketSocket();
        foreach (var message in dump)
        {
            if (!socket.Read(message) || !plan.Wants(socket.Type == SocketTypes.Raw ? SocketTables.PacketRaw : SocketTables.PacketDatagram)) continue;
            if (plan.Test is { } test && !test(new SocketView { InterfaceIndex = socket.InterfaceIndex })) continue;
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
            if (!socket.Read(message) || plan.Test is { } test && !test(default)) continue;
            report.Write(socket);
        }
        RequireDump(dump);
    }

    // A kernel without a module for a table has no such sockets either.
    private static void RequireDump(NetlinkDump dump)
    {
        if (dump.Error.Errno is not (Errno.ENOENT or Errno.EOPNOTSUPP or Errno.EINVAL)) dump.Error.ThrowIfFailed("sock_diag");
    }
}
