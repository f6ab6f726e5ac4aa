using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Address resolution between Ethernet and IPv4 (RFC 826).</summary>
public readonly record struct ArpHeader(ushort Operation, MacAddress SenderMac, InternetAddress Sender, MacAddress TargetMac, InternetAddress Target) : IWireFormat<ArpHeader>
{
    public const int Size = 28;
    public const ushort Request = 1;
    public const ushort Reply = 2;

    private const ushort EthernetHardware = 1;
    private const ushort Ipv4Protocol = 0x0800;

    public static ArpHeader Read(ref WireReader wire)
    {
        wire.Skip(6);
        return new(wire.U16(), wire.Mac(), wire.Ip4(), wire.Mac(), wire.Ip4());
    }

    public void Write(ref WireWriter wire)
    {
        wire.U16(EthernetHardware);
        wire.U16(Ipv4Protocol);
        wire.U8(MacAddress.Size);
        wire.U8(4);
        wire.U16(Operation);
        wire.Mac(SenderMac);
        wire.Ip(Sender);
        wire.Mac(TargetMac);
        wire.Ip(Target);
    }
}
