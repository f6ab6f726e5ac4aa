using Netshoot.Wire;

namespace Netshoot.Applets.Sockets;

/// <summary>What a filter may ask about a socket, whatever its family.</summary>
internal ref struct SocketView
{
    /// <summary>AF_*.</summary>
    public byte Family { get; init; }

    public readonly bool IsInternet => Family is Netlink.Sockets.SocketRequests.AddressFamily.Internet or Netlink.Sockets.SocketRequests.AddressFamily.Internet6;

    public InternetEndpoint Local { get; init; }

    public InternetEndpoint Peer { get; init; }

    /// <summary>What stands in the place of a port: of AF_UNIX an inode, of AF_PACKET an interface, of AF_NETLINK its port.</summary>
    public uint LocalNumber { get; init; }

    /// <inheritdoc cref="LocalNumber"/>
    public uint PeerNumber { get; init; }

    /// <summary>The protocol of a socket of AF_PACKET or AF_NETLINK, which stands in the place of its address.</summary>
    public int Protocol { get; init; }

    /// <summary>The interface that it is bound to, or 0.</summary>
    public int InterfaceIndex { get; init; }

    public uint Mark { get; init; }

    public ulong ControlGroup { get; init; }

    /// <summary>Of a socket of AF_UNIX its path as it is printed.</summary>
    public ReadOnlySpan<byte> Path { get; init; }
}
