using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The name that has the locators of a subnetwork, and its rank (RFC 6742 section 2.4).</summary>
[Rdata(DnsType.Lp, "LP")]
public sealed record Lp(ushort Preference, DnsName Subnetwork) : Rdata, IRdata<Lp>
{
    public static Lp Read(ref DnsReader wire) => new(wire.U16(), wire.Name());

    public static Lp Parse(ref RecordParser text) => new(text.U16(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.Name(Subnetwork);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        text.Name(Subnetwork);
    }
}
