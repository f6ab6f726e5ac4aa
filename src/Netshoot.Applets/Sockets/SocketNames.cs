using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Host;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Sockets;

/// <summary>Names that tools print of sockets: of states, services, interfaces, protocols; each looked up once.</summary>
internal sealed class SocketNames(IMachine machine, bool isNumeric)
{
    private readonly Dictionary<(ushort Port, string Protocol), string?> _services = [];
    private readonly Dictionary<int, string> _interfaces = [];
    private readonly Dictionary<InternetAddress, string> _hosts = [];
    private NameTable? _netlinkProtocols;

    public static string State(SocketState state) => state switch
    {
        SocketState.Established => "ESTAB",
        SocketState.SynSent => "SYN-SENT",
        SocketState.SynReceived => "SYN-RECV",
        SocketState.FinWait1 => "FIN-WAIT-1",
        SocketState.FinWait2 => "FIN-WAIT-2",
        SocketState.TimeWait => "TIME-WAIT",
        SocketState.Closed => "UNCONN",
        SocketState.CloseWait => "CLOSE-WAIT",
        SocketState.LastAcknowledgement => "LAST-ACK",
        SocketState.Listening => "LISTEN",
        SocketState.Closing => "CLOSING",
        _ => "UNKNOWN",
    };

    /// <summary>What a table of Internet sockets is called.</summary>
    public static string Table(SocketTables table) => table switch
    {
        SocketTables.Tcp => "tcp",
        SocketTables.Udp => "udp",
        SocketTables.Multipath => "mptcp",
        _ => "raw",
    };

    /// <summary>The service of a port, or of a raw socket the protocol; null when the number is to be printed.</summary>
    public string? Service(ushort port, string protocol)
    {
        if (isNumeric) return null;
        if (!_services.TryGetValue((port, protocol), out string? name))
            _services[(port, protocol)] = name = protocol == "raw" ? RawProtocol(port) : machine.Names.Service(port, protocol);
        return name;
    }

    public string Interface(int index)
    {
        if (!_interfaces.TryGetValue(index, out string? name))
            _interfaces[index] = name = machine.InterfaceName(index) ?? string.Create(CultureInfo.InvariantCulture, $"if{index}");
        return name;
    }

    public string NetlinkProtocol(byte protocol)
        => (_netlinkProtocols ??= NameTable.Read(machine, "nl_protos", isNumeric, [])).Name(protocol);

    public string? Host(InternetAddress address) => _hosts.GetValueOrDefault(address.Unmapped);

    public async ValueTask FindHostAsync(InternetAddress address, CancellationToken stop)
    {
        address = address.Unmapped;
        if (address.IsAny || _hosts.ContainsKey(address)) return;
        if (await machine.Names.HostAsync(address, stop) is { } name) _hosts[address] = name;
    }

    private string RawProtocol(ushort number)
        => number <= byte.MaxValue && machine.Names.ProtocolName((byte)number) is { } name ? name : string.Create(CultureInfo.InvariantCulture, $"ipproto-{number}");
}
