using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>A public key for IPsec, and the gateway that holds it (RFC 4025 section 2).</summary>
/// <param name="GatewayType">0 none, 1 an IPv4 address, 2 an IPv6 address, 3 a name.</param>
/// <param name="Address">The gateway of types 1 and 2.</param>
/// <param name="Name">The gateway of type 3.</param>
[Rdata(DnsType.Ipseckey, "IPSECKEY")]
public sealed record Ipseckey(byte Precedence, byte GatewayType, byte Algorithm, InternetAddress Address, DnsName Name, ValueList<byte> PublicKey) : Rdata, IRdata<Ipseckey>
{
    public static Ipseckey Read(ref DnsReader wire)
    {
        byte precedence = wire.U8(), gateway = wire.U8(), algorithm = wire.U8();
        var address = gateway switch { 1 => wire.Ip4(), 2 => wire.Ip6(), _ => default };
        var name = gateway == 3 ? wire.Name() : default;
        return new(precedence, gateway, algorithm, address, name, ValueList.Create(wire.TakeRest()));
    }

    public static Ipseckey Parse(ref RecordParser text)
    {
        byte precedence = text.U8(), gateway = text.U8(), algorithm = text.U8();
        var address = gateway switch { 1 => text.Ip4(), 2 => text.Ip6(), _ => default };
        var name = gateway == 3 ? text.Name() : default;
        if (gateway is 0 or > 3 && text.Word() is not ".") text.Fail("a gateway of this type is written as a dot");
        return new(precedence, gateway, algorithm, address, name, text.HasMore ? text.Base64Rest() : default);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Precedence);
        wire.U8(GatewayType);
        wire.U8(Algorithm);
        if (GatewayType is 1 or 2) wire.Ip(Address);
        if (GatewayType == 3) wire.Name(Name);
        wire.Put(PublicKey.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Open();
        text.Number(Precedence);
        text.Number(GatewayType);
        text.Number(Algorithm);
        if (GatewayType is 1 or 2) text.Address(Address);
        else text.Name(Name);
        if (PublicKey.Count > 0) text.Break();
        text.Base64Rest(PublicKey.Span);
        text.Close();
    }
}
