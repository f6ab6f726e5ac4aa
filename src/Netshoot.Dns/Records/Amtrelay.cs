using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>A relay that carries multicast through networks without it (RFC 8777 section 4).</summary>
/// <param name="Discovery">The relay may be probed at once: the D bit.</param>
/// <param name="RelayType">0 none, 1 an IPv4 address, 2 an IPv6 address, 3 a name; others have bytes of their own.</param>
[Rdata(DnsType.Amtrelay, "AMTRELAY")]
public sealed record Amtrelay(byte Precedence, bool Discovery, byte RelayType, InternetAddress Address, DnsName Name, ValueList<byte> Other = default) : Rdata, IRdata<Amtrelay>
{
    private const byte DiscoveryBit = 0x80;

    public static Amtrelay Read(ref DnsReader wire)
    {
        byte precedence = wire.U8(), second = wire.U8();
        var type = (byte)(second & ~DiscoveryBit);
        var address = type switch { 1 => wire.Ip4(), 2 => wire.Ip6(), _ => default };
        var name = type == 3 ? wire.Name() : default;
        return new(precedence, (second & DiscoveryBit) != 0, type, address, name, type > 3 ? ValueList.Create(wire.TakeRest()) : default);
    }

    public static Amtrelay Parse(ref RecordParser text)
    {
        byte precedence = text.U8();
        bool discovery = text.Number(1) == 1;
        var type = (byte)text.Number(0x7f);
        var address = type switch { 1 => text.Ip4(), 2 => text.Ip6(), _ => default };
        var name = type == 3 ? text.Name() : default;
        if (type == 0 && text.Word() is not ".") text.Fail("no relay is written as a dot");
        if (type > 3) text.Fail("a relay of this type has only the form \\# length hex");
        return new(precedence, discovery, type, address, name);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Precedence);
        wire.U8((byte)((Discovery ? DiscoveryBit : 0) | RelayType));
        if (RelayType is 1 or 2) wire.Ip(Address);
        if (RelayType == 3) wire.Name(Name);
        wire.Put(Other.Span);
    }

    public override void Print(ref RecordText text)
    {
        if (RelayType > 3)
        {
            text.Opaque(this);
            return;
        }
        text.Number(Precedence);
        text.Number(Discovery ? 1u : 0u);
        text.Number(RelayType);
        if (RelayType is 1 or 2) text.Address(Address);
        else text.Name(Name);
    }
}
