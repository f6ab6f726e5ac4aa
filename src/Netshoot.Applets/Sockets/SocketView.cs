using Netshoot.Wire;

namespace Netshoot.Applets.Sockets;

/// <summary>What a filter may ask about a socket, whatever its family.</summary>
internal ref struct SocketView
{
    public bool IsInternet { get; init; }

    public InternetEndpoint Local { get; init; }

    public InternetEndpoint Peer { get; init; }

    /// <summary>The interface that it is bound to, or 0.</summary>
    public int InterfaceIndex { get; init; }

    public uint Mark { get; init; }

    /// <summary>Of a socket of AF_UNIX its path as it is printed.</summary>
    public ReadOnlySpan<byte> Path { get; init; }
}
