using System.Text;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>ss: sockets and who has them, as ss(8) of iproute2 shows them.</summary>
[Applet("ss", "show sockets: TCP, UDP, MPTCP, raw, unix, packet and netlink")]
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
            if (options.ShowsContexts) RequireLabels(shell);
            if (options.Namespace is { } name) Enter(name, shell);
            var plan = await PlanAsync(options, shell);
            if (options.IsSummary)
            {
                SsSummary.Write(shell);
                if (options.Tables == SocketTables.None) return ExitCode.Ok;
            }
            return await ShowAsync(plan, options, shell);
        }
        catch (SsFilterFailure e)
        {
            shell.Output.Flush();
            foreach (string line in e.Message.TrimEnd('\n').Split('\n')) shell.Error.Line($"{line}");
            return new ExitCode(e.ExitCode);
        }
    }

    private static async ValueTask<SocketPlan> PlanAsync(SsOptions options, Shell shell)
    {
        string file = options.FilterFile is { } path ? FilterText(path, shell) : "";
        var hosts = new Dictionary<string, List<InternetAddress>>();
        foreach (string host in SsFilter.Hosts($"{file} {string.Join(' ', options.Words)}", options.PreferredFamily)) hosts[host] = await AddressesAsync(host, shell);
        var ends = new SsEndParser(shell.Machine, SsPlan.TablesOf(options), options.PreferredFamily, hosts);
        var filter = SsFilter.Parse(options.Words, file, shell.Machine, ends);
        return SsPlan.Of(options, filter, ends.IsOnlyOfOthers, line => shell.Error.Line($"{line}"));
    }

    private static async ValueTask<ExitCode> ShowAsync(SocketPlan plan, SsOptions options, Shell shell)
    {
        if (plan.Tables == SocketTables.None) throw new SsFilterFailure("ss: no socket tables to show with such filter.\n", 0);
        if (options.DumpFile is { } dump)
        {
            if (!plan.Wants(SocketTables.Tcp)) throw new SsFilterFailure("ss: tcpdiag dump requested and no tcp in filter.\n", 0);
            using var source = Open(shell);
            RawDump.Save(dump, plan, source, shell);
            return ExitCode.Ok;
        }
        using var channel = Open(shell);
        var names = new SocketNames(shell.Machine, options.IsNumeric);
        if (options.Watches) return await SocketEvents.WatchAsync(plan, options, channel, names, shell);
        if (options.Resolves) await FindHostsAsync(plan, channel, names, shell);
        if (shell.Json)
        {
            var json = new JsonText(shell.Output.Buffer);
            json.OpenArray();
            Read(plan, options, channel, shell, new SsJsonReport(json, names, options, shell));
            json.CloseArray();
            shell.Output.Buffer.Append((byte)'\n');
            return ExitCode.Ok;
        }
        var table = new SsTable(shell.Output, !options.HidesHeader, plan.HasSeveralTables(), plan.HasSeveralStates());
        Read(plan, options, channel, shell, new SsReport(options, names, shell, table));
        table.Write();
        return ExitCode.Ok;
    }

    private static void Read(SocketPlan plan, SsOptions options, NetlinkChannel channel, Shell shell, ISocketReport report)
    {
        if (plan.Wants(SocketTables.Tcp) && shell.Environment("TCPDIAG_FILE") is { Length: > 0 } file)
        {
            // TCP comes from the file, and all else from the kernel; what stands before it in the order is shown before it.
            SocketReader.Read(plan with { Tables = plan.Tables & (SocketTables.Tcp - 1) }, channel, shell.Machine, report);
            RawDump.Show(file, plan, shell, report);
            plan = plan with { Tables = plan.Tables & ~((SocketTables)((int)SocketTables.Tcp * 2) - 1) };
        }
        if (!options.Kills)
        {
            SocketReader.Read(plan, channel, shell.Machine, report);
            return;
        }
        using var killer = Open(shell);
        SocketReader.Read(plan, channel, shell.Machine, new SocketKiller(report, killer, shell));
    }

    private static NetlinkChannel Open(Shell shell)
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.SocketDiagnosis, out var channel);
        return channel ?? throw new Failure("Cannot open netlink socket", shell.Machine.Text(errno), errno: (int)errno);
    }

    private static void RequireLabels(Shell shell)
    {
        if (!shell.Machine.LabelsProcesses) throw new SsFilterFailure("ss: SELinux is not enabled.\n");
        throw new Failure("security contexts", "this tool does not read them", "'ps -eZ' shows those of processes");
    }

    private static void Enter(string name, Shell shell)
    {
        var errno = shell.Machine.Processes.EnterNetwork(NamespacePath.Of(name));
        if (errno == Errno.ENOENT) throw new SsFilterFailure($"Cannot open network namespace \"{name}\": {shell.Machine.Text(errno)}\n");
        if (errno != Errno.None) throw new SsFilterFailure($"setting the network namespace \"{name}\" failed: {shell.Machine.Text(errno)}\n");
    }

    private static string FilterText(string path, Shell shell)
    {
        const byte Usage = 255;
        var stream = shell.Input;
        var errno = path == "-" ? Errno.None : shell.Machine.TryOpenRead(path, out stream!);
        if (errno != Errno.None) throw new SsFilterFailure($"fopen filter file: {shell.Machine.Text(errno)}\n", Usage);
        var text = new StringBuilder();
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#')) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static async ValueTask<List<InternetAddress>> AddressesAsync(string host, Shell shell)
    {
        var found = new List<InternetAddress>();
        try
        {
            foreach (var end in await shell.Machine.Names.AddressesAsync(host, Host.Names.NameFamily.Any, shell.Stop)) found.Add(end.Address);
        }
        catch (Failure)
        {
            // A name without an address is no address: the filter says so.
        }
        return found;
    }

    private static async ValueTask FindHostsAsync(SocketPlan plan, NetlinkChannel channel, SocketNames names, Shell shell)
    {
        var addresses = new HashSet<InternetAddress>();
        SocketReader.Read(plan with { Refused = static _ => { } }, channel, shell.Machine, new AddressCollector(addresses));
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
