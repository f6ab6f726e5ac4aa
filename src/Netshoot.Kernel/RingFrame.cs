namespace Netshoot.Kernel;

/// <summary>A frame in a <see cref="PacketRing"/>, in place: valid until the next one is taken or the ring is disposed.</summary>
public readonly ref struct RingFrame
{
    /// <summary>The frame and the free bytes before it, where a reader may put a header.</summary>
    public Span<byte> Room { get; init; }

    /// <summary>Where the frame begins in <see cref="Room"/>.</summary>
    public int Start { get; init; }

    /// <summary>The captured bytes.</summary>
    public Span<byte> Bytes => Room[Start..];

    /// <summary>Bytes on the wire.</summary>
    public int Length { get; init; }

    /// <summary>Since 1970-01-01 UTC.</summary>
    public uint Seconds { get; init; }

    public uint Nanoseconds { get; init; }

    /// <summary>Whether a VLAN tag was taken off the frame.</summary>
    public bool HasVlan { get; init; }

    /// <summary>That tag: priority and VLAN id.</summary>
    public ushort VlanTag { get; init; }

    /// <summary>The EtherType of that tag.</summary>
    public ushort VlanProtocol { get; init; }

    /// <summary>EtherType of the payload (<c>sll_protocol</c>).</summary>
    public ushort Protocol { get; init; }

    public int InterfaceIndex { get; init; }

    /// <summary><c>ARPHRD_*</c> of the interface.</summary>
    public ushort HardwareType { get; init; }

    /// <summary><c>PACKET_HOST</c> and its kin.</summary>
    public byte PacketType { get; init; }

    /// <summary>Bytes of the sender's address that count; more than eight do not fit.</summary>
    public byte AddressLength { get; init; }

    /// <summary>The sender's address, eight bytes of which <see cref="AddressLength"/> count.</summary>
    public ReadOnlySpan<byte> Address { get; init; }
}
