using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>What carries netlink datagrams: a socket, a recorder in front of one, or a transcript.</summary>
public interface INetlinkTransport : IDisposable
{
    Errno Send(ReadOnlySpan<byte> datagram);

    /// <summary>Waits for the next datagram.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="length">Its whole length, which is more than the buffer has when it was cut.</param>
    Errno Receive(Span<byte> buffer, out int length);

    /// <summary>The namespace that the last datagram came from, by its number here; null for this one.</summary>
    int? NamespaceId => null;
}
