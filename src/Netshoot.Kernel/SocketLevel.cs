namespace Netshoot.Kernel;

/// <summary>Levels of socket options (<c>SOL_*</c>, include/linux/socket.h and the protocol numbers of IANA).</summary>
public static class SocketLevel
{
    public const int Ip = 0, Socket = 1, Icmp6 = 58, Ip6 = 41, Tcp = 6, Udp = 17, Raw = 255, Packet = 263, Netlink = 270;
}
