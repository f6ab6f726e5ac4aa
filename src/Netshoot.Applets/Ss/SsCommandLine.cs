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
        { 'e', "extended", "user, inode, cookie", static o => o.IsExtended = true },
        { 'm', "memory", "memory", static o => o.ShowsMemory = true },
        { 'p', "processes", "the processes that have it open", static o => o.ShowsProcesses = true },
        { 'i', "info", "what TCP knows about the connection", static o => o.ShowsInformation = true },
        { 's', "summary", "numbers of sockets", static o => o.IsSummary = true },
        { '4', "ipv4", "IPv4 only", static o => Family(o, "inet") },
        { '6', "ipv6", "IPv6 only", static o => Family(o, "inet6") },
        { '0', "packet", "sockets of AF_PACKET", static o => o.Add(SocketTables.Packet, s_closed) },
        { 't', "tcp", "TCP", static o => o.Add(SocketTables.Tcp, SsOptions.Connected) },
        { 'u', "udp", "UDP", static o => o.Add(SocketTables.Udp, s_established) },
        { 'w', "raw", "raw IP", static o => o.Add(SocketTables.Raw, s_established) },
        { 'x', "unix", "sockets of AF_UNIX", static o => o.Add(SocketTables.Unix, SsOptions.Connected) },
        { 'f', "family", "FAMILY", "unix, inet, inet6, link or netlink", static (o, v) => Family(o, v.Text) },
        { 'A', "query", "TABLES", "tables by name, between commas", static (o, v) => Query(o, v.Text) },
        { '\0', "socket", "TABLES", "the same", static (o, v) => Query(o, v.Text) },
        static (o, v) => o.Words.Add(v.Text),
    }
        .Refuse('d', "dccp", false, "the kernel no longer has DCCP")
        .Refuse('S', "sctp", false, "SCTP is not read yet; -t, -u and -w are")
        .Refuse('M', "mptcp", false, "MPTCP is not read yet; its subflows show with -t")
        .Refuse('\0', "tipc", false, "TIPC is not read")
        .Refuse('\0', "vsock", false, "vsock is not read")
        .Refuse('\0', "xdp", false, "XDP sockets are not read")
        .Refuse('N', "net", true, "run it inside, with 'netshoot --net netns:NAME ss', where names of interfaces are known too")
        .Refuse('T', "threads", false, "use -p: threads share the sockets of their process")
        .Refuse('Z', "context", false, "SELinux contexts are not read")
        .Refuse('z', "contexts", false, "SELinux contexts are not read")
        .Refuse('b', "bpf", false, "socket filters are not shown")
        .Refuse('E', "events", false, "use 'conntrack -E' or repeat the call")
        .Refuse('K', "kill", false, "this tool only looks")
        .Refuse('D', "diag", true, "use --json for programs")
        .Refuse('F', "filter", true, "give the filter on the command line")
        .Refuse('\0', "tos", false, "types of service are not shown")
        .Refuse('\0', "cgroup", false, "use -e")
        .Refuse('\0', "tipcinfo", false, "TIPC is not read")
        .Refuse('\0', "inet-sockopt", false, "socket options are not shown");

    private static void Family(SsOptions options, string name)
    {
        switch (name)
        {
            case "inet": options.Wants4 = true; break;
            case "inet6": options.Wants6 = true; break;
            case "unix": options.Add(SocketTables.Unix, SsOptions.Connected); break;
            case "link": options.Add(SocketTables.Packet, s_closed); break;
            case "netlink": options.Add(SocketTables.Netlink, s_closed); break;
            default: throw new UsageFailure($"\"{name}\" is invalid family");
        }
    }

    private static void Query(SsOptions options, string names)
    {
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
                _ => throw new UsageFailure($"\"{name}\" is illegal socket table id"),
            };
            if (isWithout) options.Tables &= ~tables;
            else options.Add(tables, SsOptions.Connected);
        }
    }
}
