using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>ss: sockets and who has them, as ss(8) of iproute2 shows them.</summary>
[Applet("ss", "show sockets: TCP, UDP, raw, unix, packet and netlink")]
public sealed class SsApplet : IApplet<SsOptions>
{
    public static CommandLine<SsOptions> CommandLine => SsCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(SsOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"ss utility, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        if (options.ShowsHelp)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("ss"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        try
        {
            var filter = SsFilter.Parse(options.Words, shell.Machine);
            var plan = SsPlan.Of(options, filter);
            if (options.IsSummary)
            {
                SsSummary.Write(shell);
                if (options.Tables == SocketTables.None) return ExitCode.Ok;
            }
            using var channel = Open(shell);
            var names = new SocketNames(shell.Machine, options.IsNumeric);
            if (options.Resolves) await FindHostsAsync(plan, channel, names, shell);
            if (shell.Json) WriteJson(plan, options, channel, names, shell);
            else WriteText(plan, options, channel, names, shell);
            return ExitCode.Ok;
        }
        catch (SsFilterFailure e)
        {
            shell.Output.Flush();
            foreach (string line in e.Message.TrimEnd('\n').Split('\n')) shell.Error.Line($"{line}");
            return new ExitCode(e.ExitCode);
        }
    }

    private static NetlinkChannel Open(Shell shell)
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.SocketDiagnosis, out var channel);
        return channel ?? throw new Failure("Cannot open netlink socket", shell.Machine.Text(errno), errno: (int)errno);
    }

    private static void WriteText(SocketPlan plan, SsOptions options, NetlinkChannel channel, SocketNames names, Shell shell)
    {
        var table = new SsTable(!options.HidesHeader, plan.HasSeveralTables(), plan.HasSeveralStates());
        var report = new SsReport(options, names, shell, table);
        SocketReader.Read(plan, channel, shell.Machine, report);
        table.Write(shell.Output.Buffer, shell.Output.Written, shell.Output.IsTerminal ? shell.Output.Columns : 0);
    }

    private static void WriteJson(SocketPlan plan, SsOptions options, NetlinkChannel channel, SocketNames names, Shell shell)
    {
        var json = new JsonText(shell.Output.Buffer);
        json.OpenArray();
        SocketReader.Read(plan, channel, shell.Machine, new SsJsonReport(json, names, options, shell));
        json.CloseArray();
        shell.Output.Buffer.Append((byte)'\n');
    }

    private static async ValueTask FindHostsAsync(SocketPlan plan, NetlinkChannel channel, SocketNames names, Shell shell)
    {
        var addresses = new HashSet<InternetAddress>();
        SocketReader.Read(plan, channel, shell.Machine, new AddressCollector(addresses));
        foreach (var address in addresses) await names.FindHostAsync(address, shell.Stop);
    }

    private sealed class AddressCollector(HashSet<InternetAddress> addresses) : ISocketReport
    {
        public void Write(InternetSocket socket, SocketTables table)
        {
            addresses.Add(socket.Local.Address);
            addresses.Add(socket.Peer.Address);
        }

        public void Write(UnixSocket socket) { }

        public void Write(PacketSocket socket) { }

        public void Write(NetlinkSocketEntry socket) { }
    }
}
