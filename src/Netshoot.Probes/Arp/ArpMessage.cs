using Netshoot.Wire;

namespace Netshoot.Probes.Arp;

/// <summary>An ARP message for IPv4 over Ethernet (RFC 826): 28 bytes.</summary>
public readonly record struct ArpMessage(ArpOperation Operation, MacAddress SenderMac, InternetAddress Sender, MacAddress TargetMac, InternetAddress Target)
{
    public const int Size = 28;

    public const ushort EtherType = 0x0806;

    private const ushort Ethernet = 1, Ip4 = 0x0800;

    public void Write(ref WireWriter wire)
    {
        wire.U16(Ethernet);
        wire.U16(Ip4);
        wire.U8(MacAddress.Size);
        wire.U8((byte)Sender.Size);
        wire.U16((ushort)Operation);
        wire.Mac(SenderMac);
        wire.Ip(Sender);
        wire.Mac(TargetMac);
        wire.Ip(Target);
    }

    /// <summary>False for what is too short, or for other networks than these.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ArpMessage message)
    {
        var wire = new WireReader(bytes);
        ushort hardware = wire.U16(), protocol = wire.U16();
        byte hardwareSize = wire.U8(), protocolSize = wire.U8();
        message = new((ArpOperation)wire.U16(), wire.Mac(), wire.Ip4(), wire.Mac(), wire.Ip4());
        return !wire.Truncated && hardware == Ethernet && protocol == Ip4 && hardwareSize == MacAddress.Size && protocolSize == 4;
    }
}

/// <summary>What an ARP message is (RFC 826).</summary>
public enum ArpOperation : ushort
{
    Request = 1,
    Reply = 2,
}
