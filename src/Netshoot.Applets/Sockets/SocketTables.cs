namespace Netshoot.Applets.Sockets;

/// <summary>Tables of sockets in the order in which ss(8) shows them.</summary>
[Flags]
public enum SocketTables
{
    None = 0,
    Netlink = 1 << 0,
    PacketRaw = 1 << 1,
    PacketDatagram = 1 << 2,
    UnixStream = 1 << 3,
    UnixDatagram = 1 << 4,
    UnixSequenced = 1 << 5,
    Raw = 1 << 6,
    Udp = 1 << 7,
    Tcp = 1 << 8,
    Packet = PacketRaw | PacketDatagram,
    Unix = UnixStream | UnixDatagram | UnixSequenced,
    Internet = Raw | Udp | Tcp,
    All = Netlink | Packet | Unix | Internet,
}
