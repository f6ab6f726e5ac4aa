using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary><c>ss -E</c>: sockets of TCP and UDP as they end (<c>SKNLGRP_*</c>, include/uapi/linux/sock_diag.h), until the tool is interrupted.</summary>
internal static class SocketEvents
{
    private const int Tcp4Group = 1, Udp4Group = 2, Tcp6Group = 3, Udp6Group = 4;
    private const byte Tcp = 6, Udp = 17, NothingToWatch = 255;

    public static async ValueTask<ExitCode> WatchAsync(SocketPlan plan, SsOptions options, NetlinkChannel channel, SocketNames names, Shell shell)
    {
        var groups = new List<int>();
        if (plan.Wants(SocketTables.Tcp) && plan.Wants4) groups.Add(Tcp4Group);
        if (plan.Wants(SocketTables.Tcp) && plan.Wants6) groups.Add(Tcp6Group);
        if (plan.Wants(SocketTables.Udp) && plan.Wants4) groups.Add(Udp4Group);
        if (plan.Wants(SocketTables.Udp) && plan.Wants6) groups.Add(Udp6Group);
        if (groups.Count == 0) return new ExitCode(NothingToWatch);
        var errno = shell.Machine.Netlink.TryListen(channel, groups, allNamespaces: false, receiveBuffer: 0);
        if (errno != Errno.None) throw new Failure("Cannot open netlink socket", shell.Machine.Text(errno), errno: (int)errno);

        var table = new SsTable(shell.Output, !options.HidesHeader, plan.HasSeveralTables(), plan.HasSeveralStates());
        ISocketReport report = shell.Json ? new SsJsonReport(new JsonText(shell.Output.Buffer), names, options, shell) : new SsReport(options, names, shell, table);
        var socket = new InternetSocket();
        while (true)
        {
            await shell.Machine.Netlink.WaitAsync(channel, Timeout.InfiniteTimeSpan, CancellationToken.None);
            errno = channel.ReceiveNotifications(Take);
            // What the kernel dropped is lost, but more will come.
            if (errno is not (Errno.None or Errno.EAGAIN or Errno.ENOBUFS)) throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno);
        }

        void Take(NetlinkMessage message)
        {
            if (!socket.Read(message) || !SocketReader.Passes(plan, socket)) return;
            var kind = socket.Protocol switch { Tcp => SocketTables.Tcp, Udp => SocketTables.Udp, _ => SocketTables.Raw };
            report.Write(socket, kind);
            if (shell.Json) shell.Output.Buffer.Append((byte)'\n');
            else table.Write();
            shell.Output.Flush();
        }
    }
}
