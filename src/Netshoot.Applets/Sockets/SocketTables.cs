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
    Multipath = 1 << 9,
    Dccp = 1 << 10,
    Sctp = 1 << 11,
    VirtualMachineStream = 1 << 12,
    VirtualMachineDatagram = 1 << 13,
    Tipc = 1 << 14,
    ExpressDataPath = 1 << 15,
    Packet = PacketRaw | PacketDatagram,
    Unix = UnixStream | UnixDatagram | UnixSequenced,
    VirtualMachine = VirtualMachineStream | VirtualMachineDatagram,
    Internet = Raw | Udp | Tcp | Multipath | Dccp | Sctp,
    All = Netlink | Packet | Unix | Internet | VirtualMachine | Tipc | ExpressDataPath,
}
