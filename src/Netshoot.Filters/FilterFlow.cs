using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters;

/// <summary>One direction of a conversation: what a filter needs to know of it.</summary>
/// <param name="Source">Where packets come from.</param>
/// <param name="Destination">Where they go; of the same family.</param>
/// <param name="Protocol">The protocol number of IP.</param>
/// <param name="SourcePort">The port there, for TCP, UDP and SCTP; null for any.</param>
/// <param name="DestinationPort">The port there, for TCP, UDP and SCTP; null for any.</param>
public readonly record struct FilterFlow(InternetAddress Source, InternetAddress Destination, byte Protocol, ushort? SourcePort = null, ushort? DestinationPort = null)
{
    /// <summary>The other direction.</summary>
    public FilterFlow Reversed => new(Destination, Source, Protocol, DestinationPort, SourcePort);

    internal FilterProtocol? Transport => Protocol switch { 6 => FilterProtocol.Tcp, 17 => FilterProtocol.Udp, 132 => FilterProtocol.Sctp, _ => null };
}
