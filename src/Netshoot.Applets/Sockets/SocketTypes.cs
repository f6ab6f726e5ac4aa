namespace Netshoot.Applets.Sockets;

/// <summary><c>SOCK_*</c> (socket(2)).</summary>
internal static class SocketTypes
{
    public const byte Stream = 1, Datagram = 2, Raw = 3, SequencedPacket = 5;
}
