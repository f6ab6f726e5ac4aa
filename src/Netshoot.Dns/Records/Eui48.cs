using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>An IEEE EUI-48 address (RFC 7043 section 3).</summary>
[Rdata(DnsType.Eui48, "EUI48")]
public sealed record Eui48(MacAddress Address) : Rdata, IRdata<Eui48>
{
    public static Eui48 Read(ref DnsReader wire) => new(new MacAddress(wire.U48()));

    public static Eui48 Parse(ref RecordParser text) => new(new MacAddress(Eui64.ParseBytes(ref text, MacAddress.Size)));

    public override void Write(ref DnsWriter wire) => wire.U48(Address.Value);

    public override void Print(ref RecordText text) => Eui64.PrintBytes(ref text, Address.Value, MacAddress.Size);
}
