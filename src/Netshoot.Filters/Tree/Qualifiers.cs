namespace Netshoot.Filters.Tree;

/// <summary>Which end of a packet an identifier is about: the <c>dir</c> qualifier of pcap-filter(7).</summary>
public enum Direction
{
    /// <summary>None was named, which means either end.</summary>
    Unsaid,
    Source,
    Destination,
    SourceOrDestination,
    SourceAndDestination,
    Address1,
    Address2,
    Address3,
    Address4,
    Receiver,
    Transmitter,
}

/// <summary>What kind of thing an identifier is: the <c>type</c> qualifier of pcap-filter(7).</summary>
public enum IdentifierKind
{
    /// <summary>None was named, which means a host.</summary>
    Unsaid,
    Host,
    Net,
    Port,
    PortRange,
    Gateway,
    Protocol,
    ProtocolChain,
}

/// <summary>The words before an identifier; carried on to identifiers that come without any.</summary>
public readonly record struct Qualifiers(FilterProtocol Protocol, Direction Direction, IdentifierKind Kind);
