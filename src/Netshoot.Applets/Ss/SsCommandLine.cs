using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Ss;

/// <summary>The options of ss(8) as a table.</summary>
internal static class SsCommandLine
{
    private static readonly uint s_established = SocketStates.Of(SocketState.Established);
    private static readonly uint s_closed = SocketStates.Of(SocketState.Closed);

    public static Getopt<SsOptions> Table => new Getopt<SsOptions>("[OPTIONS] [FILTER]", usage: new ExitCode(255), notes:
        "FILTER: [state|exclude STATE] [EXPRESSION], as in: ss -tn state established '( dport = :443 or sport gt :1000 ) and dst 10.0.0.0/8'")
    {
        { 'h', "help", "print this help", static o => o.ShowsHelp = true },
        { 'V', "version", "print the version", static o => o.ShowsVersion = true },
        { 'H', "no-header", "without the line of headings", static o => o.HidesHeader = true },
        { 'O', "oneline", "each socket on one line", static o => o.IsOneLine = true },
        { 'n', "numeric", "numbers instead of names of services", static o => o.IsNumeric = true },
        { 'r', "resolve", "names of hosts", static o => o.Resolves = true },
        { 'a', "all", "sockets in all states", static o => o.IsAll = true },
        { 'l', "listening", "listening sockets only", static o => o.IsListening = true },
        { 'o', "options", "timers", static o => o.ShowsTimers = true },
        { 'E', "events", "sockets as they end", static o => o.Watches = true },
        { 'K', "kill", "close sockets and show those that were", static o => o.Kills = true },
        { 'e', "extended", "user, inode, cookie", static o => o.IsExtended = true },
        { 'm', "memory", "memory", static o => o.ShowsMemory = true },
        { 'p', "processes", "the processes that have it open", static o => o.ShowsProcesses = true },
        { 'T', "threads", "and the threads", static o => (o.ShowsProcesses, o.ShowsThreads) = (true, true) },
        { 'Z', "context", "security contexts of the processes", static o => o.ShowsContexts = true },
        { 'z', "contexts", "and of the sockets", static o => o.ShowsContexts = true },
        { 'b', "bpf", "filters of packet sockets", static o => (o.ShowsFilters, o.ShowsTimers) = (true, true) },
        { '\0', "tos", "types of service", static o => o.ShowsTypeOfService = true },
        { '\0', "cgroup", "control groups", static o => o.ShowsControlGroup = true },
        { '\0', "inet-sockopt", "options of Internet sockets", static o => o.ShowsSocketOptions = true },
        { '\0', "tipcinfo", "what TIPC knows of its sockets", static _ => { } },
        { 'i', "info", "what TCP knows about the connection", static o => o.ShowsInformation = true },
        { 's', "summary", "numbers of sockets", static o => o.IsSummary = true },
        { '4', "ipv4", "IPv4 only", static o => Family(o, "inet") },
        { '6', "ipv6", "IPv6 only", static o => Family(o, "inet6") },
        { '0', "packet", "sockets of AF_PACKET", static o => Family(o, "link") },
        { 't', "tcp", "TCP", static o => o.Add(SocketTables.Tcp, SsOptions.Connected) },
        { 'u', "udp", "UDP", static o => o.Add(SocketTables.Udp, s_established) },
        { 'w', "raw", "raw IP", static o => o.Add(SocketTables.Raw, s_established) },
        { 'x', "unix", "sockets of AF_UNIX", static o => Family(o, "unix") },
        { 'M', "mptcp", "MPTCP", static o => o.Add(SocketTables.Multipath, SsOptions.Connected) },
        { 'd', "dccp", "DCCP", static o => o.Add(SocketTables.Dccp, SsOptions.Connected) },
        { 'S', "sctp", "SCTP", static o => o.Add(SocketTables.Sctp, SsOptions.Connected) },
        { '\0', "tipc", "sockets of AF_TIPC", static o => Family(o, "tipc") },
        { '\0', "vsock", "sockets of AF_VSOCK", static o => Family(o, "vsock") },
        { '\0', "xdp", "sockets of AF_XDP", static o => Family(o, "xdp") },
        { 'N', "net", "NAME", "look into a namespace of that name", static (o, v) => o.Namespace = v.Text },
        { 'D', "diag", "FILE", "write what the kernel says of TCP to a file, to be shown later with TCPDIAG_FILE=FILE", static (o, v) => o.DumpFile = v.Text },
        { 'F', "filter", "FILE", "an expression from a file", static (o, v) => o.FilterFile = v.Text },
        { 'f', "family", "FAMILY", "inet, inet6, link, unix, netlink, vsock, tipc or xdp", static (o, v) => Family(o, v.Text) },
        { 'A', "query", "TABLES", "tables by name, between commas", static (o, v) => Query(o, v.Text) },
        { '\0', "socket", "TABLES", "the same", static (o, v) => Query(o, v.Text) },
        static (o, v) => o.Words.Add(v.Text),
    };

    private static void Family(SsOptions options, string name)
    {
        switch (name)
        {
            case "inet": (options.Wants4, options.PreferredFamily) = (true, SocketRequests.AddressFamily.Internet); break;
            case "inet6": (options.Wants6, options.PreferredFamily) = (true, SocketRequests.AddressFamily.Internet6); break;
            case "unix": Prefer(SocketTables.Unix, SsOptions.Connected, SocketRequests.AddressFamily.Unix); break;
            case "link": Prefer(SocketTables.Packet, s_closed, SocketRequests.AddressFamily.Packet); break;
            case "netlink": Prefer(SocketTables.Netlink, s_closed, SocketRequests.AddressFamily.Netlink); break;
            case "vsock": Prefer(SocketTables.VirtualMachine, SsOptions.Connected, SocketRequests.AddressFamily.VirtualMachine); break;
            case "tipc": Prefer(SocketTables.Tipc, SsOptions.Connected, 0); break;
            case "xdp": Prefer(SocketTables.ExpressDataPath, s_closed, 0); break;
            case "help": options.ShowsHelp = true; break;
            default: throw new UsageFailure($"\"{name}\" is invalid family");
        }

        void Prefer(SocketTables tables, uint states, byte family)
        {
            options.FamilyTables |= tables;
            options.TableStates |= states;
            options.PreferredFamily = family;
        }
    }

    private static void Query(SsOptions options, string names)
    {
        // Tables by name take the place of what options have named before.
        (options.Tables, options.HasQuery) = (SocketTables.None, true);
        foreach (string name in names.Split(','))
        {
            bool isWithout = name.StartsWith('!');
            var tables = (isWithout ? name[1..] : name) switch
            {
                "all" => SocketTables.All,
                "inet" => SocketTables.Internet,
                "tcp" => SocketTables.Tcp,
                "udp" => SocketTables.Udp,
                "raw" => SocketTables.Raw,
                "unix" => SocketTables.Unix,
                "unix_stream" or "u_str" => SocketTables.UnixStream,
                "unix_dgram" or "u_dgr" => SocketTables.UnixDatagram,
                "unix_seqpacket" or "u_seq" => SocketTables.UnixSequenced,
                "packet" => SocketTables.Packet,
                "packet_raw" or "p_raw" => SocketTables.PacketRaw,
                "packet_dgram" or "p_dgr" => SocketTables.PacketDatagram,
                "netlink" => SocketTables.Netlink,
                "mptcp" => SocketTables.Multipath,
                "dccp" => SocketTables.Dccp,
                "sctp" => SocketTables.Sctp,
                "vsock" => SocketTables.VirtualMachine,
                "vsock_stream" or "v_str" => SocketTables.VirtualMachineStream,
                "vsock_dgram" or "v_dgr" => SocketTables.VirtualMachineDatagram,
                "tipc" => SocketTables.Tipc,
                "xdp" => SocketTables.ExpressDataPath,
                _ => throw new UsageFailure($"\"{name}\" is illegal socket table id"),
            };
            if (isWithout) options.Tables &= ~tables;
            else options.Add(tables, SsOptions.Connected);
        }
    }
}
