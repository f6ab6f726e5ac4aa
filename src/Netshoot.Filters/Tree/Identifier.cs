using Netshoot.Wire;

namespace Netshoot.Filters.Tree;

/// <summary>What follows the qualifiers: a name, a number, an address or a network.</summary>
public abstract record Identifier
{
    /// <summary>Where it was written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>A name of a host, network, port or protocol.</summary>
public sealed record NameIdentifier(string Name) : Identifier;

/// <summary>A number: a port, a protocol, or an IPv4 address or network.</summary>
public sealed record NumberIdentifier(uint Value) : Identifier;

/// <summary>A range of ports, both ends included.</summary>
public sealed record PortRangeIdentifier(ushort First, ushort Last) : Identifier;

/// <summary>Two to four numbers between dots, as written: an IPv4 address or network, or a DECnet address.</summary>
public sealed record DottedIdentifier(string Text) : Identifier
{
    /// <summary>The written mask of <c>mask 255.0.0.0</c>, or null.</summary>
    public string? Mask { get; init; }

    /// <summary>The length of <c>/8</c>, or null.</summary>
    public uint? Length { get; init; }
}

/// <summary>An IPv6 address or prefix.</summary>
public sealed record Ip6Identifier(InternetAddress Address, uint? Length) : Identifier
{
    /// <summary>The address as written, for messages.</summary>
    public string Text { get; init; } = Address.ToString();
}

/// <summary>A MAC address.</summary>
public sealed record MacIdentifier(MacAddress Address) : Identifier;

/// <summary>A one-byte ARCnet address, written <c>$1f</c>.</summary>
public sealed record ArcnetIdentifier(byte Address) : Identifier;
