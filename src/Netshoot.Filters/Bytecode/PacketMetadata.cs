namespace Netshoot.Filters.Bytecode;

/// <summary>What the kernel knows of a frame beside its bytes, for programs compiled with <see cref="FilterOptions.KernelMetadata"/> (packet(7)).</summary>
/// <param name="Protocol">EtherType, <c>sll_protocol</c> in host order.</param>
/// <param name="PacketType"><c>PACKET_HOST</c> 0, <c>PACKET_BROADCAST</c> 1, <c>PACKET_MULTICAST</c> 2, <c>PACKET_OTHERHOST</c> 3, <c>PACKET_OUTGOING</c> 4.</param>
/// <param name="Interface">The interface's index.</param>
/// <param name="VlanTagged">Whether a VLAN tag was taken off the frame.</param>
/// <param name="VlanTag">That tag: priority and VLAN id.</param>
/// <param name="VlanProtocol">EtherType of that tag, 0x8100 or 0x88a8.</param>
public readonly record struct PacketMetadata(ushort Protocol, uint PacketType, uint Interface, bool VlanTagged = false, ushort VlanTag = 0, ushort VlanProtocol = 0);
