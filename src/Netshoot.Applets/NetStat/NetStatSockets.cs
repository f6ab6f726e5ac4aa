using System.Globalization;
using Netshoot.Applets.Sockets;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.NetStat;

/// <summary>One round of netstat(8): the Internet sockets, then those of AF_UNIX.</summary>
internal sealed class NetStatSockets
{
    private const int EndWidth = 23, StateWidth = 11, UserWidth = 10, ProgramWidth = 20, ShortestHost = 4;

    private readonly NetStatOptions _options;
    private readonly Shell _shell;
    private readonly NetlinkChannel _channel;
    private readonly SocketNames _services;
    private readonly NetStatPrograms? _programs;
    private readonly Dictionary<uint, string> _users = [];
    private readonly JsonText? _json;

    public NetStatSockets(NetStatOptions options, Shell shell, NetlinkChannel channel)
    {
        _options = options;
        _shell = shell;
        _channel = channel;
        _services = new(shell.Machine, options.NumericPorts);
        _programs = options.ShowsPrograms ? new(shell.Machine.SocketOwners) : null;
        _json = shell.Json ? new(shell.Output.Buffer) : null;
    }

    private string Scope => _options.IsAll ? "servers and established" : _options.IsListening ? "only servers" : "w/o servers";

    public async ValueTask WriteAsync()
    {
        if (!_options.NumericUsers && _options.IsExtended) ReadUsers();
        _json?.OpenArray();
        var tables = Tables();
        if (tables != SocketTables.None)
        {
            if (_json is null) WriteHeading();
            foreach (var table in new[] { SocketTables.Tcp, SocketTables.Udp, SocketTables.Raw })
                if ((tables & table) != 0) await WriteTableAsync(table);
        }
        if (_options.Unix || _options.ShowsEverything && !_options.Wants4 && !_options.Wants6) new NetStatUnix(_options, _shell, _programs, _json).Write(Scope);
        _json?.CloseArray();
        if (_json is not null) _shell.Output.Buffer.Append((byte)'\n');
    }

    private SocketTables Tables()
    {
        if (_options.ShowsEverything) return SocketTables.Raw | SocketTables.Udp | SocketTables.Tcp;
        return (_options.Tcp ? SocketTables.Tcp : SocketTables.None) | (_options.Udp ? SocketTables.Udp : SocketTables.None) | (_options.Raw ? SocketTables.Raw : SocketTables.None);
    }

    private void WriteHeading()
    {
        var output = _shell.Output;
        output.Literal($"Active Internet connections ({Scope})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ");
        if (_options.IsExtended) output.Literal(" User       Inode     ");
        if (_options.ShowsPrograms) output.Literal(" PID/Program name    ");
        if (_options.ShowsTimers) output.Literal(" Timer");
        output.Literal("\n");
    }

    private async ValueTask WriteTableAsync(SocketTables table)
    {
        uint states = !_options.IsAll && table == SocketTables.Tcp && _options.IsListening ? SocketStates.Of(SocketState.Listening) : SocketStates.All;
        bool wantsBoth = _options.Wants4 == _options.Wants6;
        var plan = new SocketPlan(table, states, _options.Wants4 || wantsBoth, _options.Wants6 || wantsBoth, SocketDetails.None, null);
        if (!_options.NumericHosts)
        {
            var collector = new Collector(this);
            SocketReader.Read(plan, _channel, _shell.Machine, collector);
            foreach (var address in collector.Addresses) await _services.FindHostAsync(address, _shell.Stop);
        }
        SocketReader.Read(plan, _channel, _shell.Machine, new Rows(this));
    }

    private bool IsWanted(InternetSocket socket, SocketTables table)
    {
        if (_options.IsAll) return true;
        bool isServer = table == SocketTables.Tcp ? socket.State == SocketState.Listening : socket.Peer.Port == 0 && socket.Peer.Address.IsAny;
        return isServer == _options.IsListening;
    }

    private void Write(InternetSocket socket, SocketTables table)
    {
        bool isListening = socket.State == SocketState.Listening;
        string protocol = table switch { SocketTables.Tcp => "tcp", SocketTables.Udp => "udp", _ => "raw" };
        string name = socket.Family == SocketRequests.AddressFamily.Internet6 ? protocol + "6" : protocol;
        uint sendQueue = isListening ? 0 : socket.SendQueue;
        if (_json is not null)
        {
            WriteJson(socket, name, sendQueue);
            return;
        }
        var text = _shell.Output.Buffer;
        text.Append($"{name,-4}  {socket.ReceiveQueue,6} {sendQueue,6} ");
        WriteEnd(socket.Local, protocol);
        text.Append(" "u8);
        WriteEnd(socket.Peer, protocol);
        text.Append($" {StateName(socket.State, table),-StateWidth}");
        if (_options.IsExtended)
        {
            text.Append(" "u8);
            int start = text.Length;
            if (_users.TryGetValue(socket.UserId, out string? user)) text.Foreign(user);
            else text.Append(socket.UserId);
            text.Align(start, -UserWidth);
            text.Append($" {socket.Inode,-UserWidth}");
        }
        if (_programs is not null) text.Append($" {_programs.Find(socket.Inode),-ProgramWidth}");
        if (_options.ShowsTimers) WriteTimer(socket);
        text.Append("\n"u8);
        _shell.Output.Written();
    }

    private void WriteJson(InternetSocket socket, string name, uint sendQueue)
    {
        var json = _json!;
        json.OpenObject();
        json.Write("proto", name);
        json.Write("recv_q", (long)socket.ReceiveQueue);
        json.Write("send_q", (long)sendQueue);
        json.WriteText("local_address", socket.Local.Address);
        json.Write("local_port", (long)socket.Local.Port);
        json.WriteText("foreign_address", socket.Peer.Address);
        json.Write("foreign_port", (long)socket.Peer.Port);
        json.Write("state", StateName(socket.State, name.StartsWith("tcp", StringComparison.Ordinal) ? SocketTables.Tcp : SocketTables.Udp));
        json.Write("uid", (long)socket.UserId);
        json.Write("inode", (long)socket.Inode);
        if (_programs is not null) json.Write("program", _programs.Find(socket.Inode));
        json.CloseObject();
        _shell.Output.Written();
    }

    private void WriteEnd(InternetEndpoint end, string protocol)
    {
        var text = _shell.Output.Buffer;
        int start = text.Length;
        var address = end.Address.Unmapped;
        if (!_options.NumericHosts && address.Is6 && address.IsAny) text.Append("[::]"u8);
        else if (!end.Address.IsMapped4 && _services.Host(address) is { } host) text.Foreign(host);
        else text.Append(address);
        string port = end.Port == 0 ? "*" : Service(end.Port, protocol);
        // The port is never cut; what stands before it is.
        if (!_options.IsWide) text.CutTo(Math.Max(start + ShortestHost, Math.Min(text.Length, start + EndWidth - 1 - port.Length)));
        text.Append(":"u8);
        text.Foreign(port);
        text.Align(start, -EndWidth);
    }

    private string Service(ushort port, string protocol)
    {
        string? name = protocol != "raw" ? _services.Service(port, protocol)
            : _options.NumericPorts || port > byte.MaxValue ? null : _shell.Machine.Names.ProtocolName((byte)port);
        return name ?? port.ToString(CultureInfo.InvariantCulture);
    }

    private void WriteTimer(InternetSocket socket)
    {
        var text = _shell.Output.Buffer;
        bool isProbe = socket.Timer is SocketTimer.KeepAlive or SocketTimer.Persist;
        string name = socket.Timer switch
        {
            SocketTimer.None => "off",
            SocketTimer.Retransmit => "on",
            SocketTimer.KeepAlive => "keepalive",
            SocketTimer.TimeWait => "timewait",
            SocketTimer.Persist => "probe",
            _ => "unkn",
        };
        double seconds = socket.Timer == SocketTimer.None ? 0 : socket.Expires / 1000.0;
        text.Append($" {name} ({seconds:0.00}/{(isProbe ? 0 : socket.Retransmissions)}/{(isProbe ? socket.Retransmissions : 0)})");
    }

    private static string StateName(SocketState state, SocketTables table)
    {
        // Raw sockets have states only by number.
        if (table == SocketTables.Raw) return ((int)state).ToString(CultureInfo.InvariantCulture);
        if (table == SocketTables.Udp) return state == SocketState.Established ? "ESTABLISHED" : "";
        return state switch
        {
            SocketState.Established => "ESTABLISHED",
            SocketState.SynSent => "SYN_SENT",
            SocketState.SynReceived or SocketState.NewSynReceived => "SYN_RECV",
            SocketState.FinWait1 => "FIN_WAIT1",
            SocketState.FinWait2 => "FIN_WAIT2",
            SocketState.TimeWait => "TIME_WAIT",
            SocketState.Closed => "CLOSE",
            SocketState.CloseWait => "CLOSE_WAIT",
            SocketState.LastAcknowledgement => "LAST_ACK",
            SocketState.Listening => "LISTEN",
            SocketState.Closing => "CLOSING",
            _ => "UNKNOWN",
        };
    }

    private void ReadUsers()
    {
        foreach (string line in (_shell.Machine.TryReadText("/etc/passwd") ?? "").Split('\n'))
            if (line.Split(':') is [var name, _, var id, ..] && uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) _users.TryAdd(number, name);
    }

    private sealed class Rows(NetStatSockets to) : ISocketReport
    {
        public void Write(InternetSocket socket, SocketTables table)
        {
            if (to.IsWanted(socket, table)) to.Write(socket, table);
        }

        public void Write(UnixSocket socket) { }

        public void Write(PacketSocket socket) { }

        public void Write(NetlinkSocketEntry socket) { }
    }

    private sealed class Collector(NetStatSockets of) : ISocketReport
    {
        public HashSet<InternetAddress> Addresses { get; } = [];

        public void Write(InternetSocket socket, SocketTables table)
        {
            if (!of.IsWanted(socket, table)) return;
            Addresses.Add(socket.Local.Address);
            Addresses.Add(socket.Peer.Address);
        }

        public void Write(UnixSocket socket) { }

        public void Write(PacketSocket socket) { }

        public void Write(NetlinkSocketEntry socket) { }
    }
}
