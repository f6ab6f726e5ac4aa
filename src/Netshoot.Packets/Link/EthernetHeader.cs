using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Ethernet header (IEEE 802.3 section 3.1.1); the type is a length where it is smaller than 0x0600.</summary>
public readonly record struct EthernetHeader(MacAddress Destination, MacAddress Source, ushort Type) : IWireFormat<EthernetHeader>
{
    public const int Size = 14;

    public static EthernetHeader Read(ref WireReader wire) => new(wire.Mac(), wire.Mac(), wire.U16());

    public void Write(ref WireWriter wire)
    {
        wire.Mac(Destination);
        wire.Mac(Source);
        wire.U16(Type);
    }
}
