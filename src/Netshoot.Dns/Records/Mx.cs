using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A mail exchange and its rank, the lowest first (RFC 1035 section 3.3.9).</summary>
[Rdata(DnsType.Mx, "MX")]
public sealed record Mx(ushort Preference, DnsName Exchange) : Rdata, IRdata<Mx>
{
    public static Mx Read(ref DnsReader wire) => new(wire.U16(), wire.Name());

    public static Mx Parse(ref RecordParser text) => new(text.U16(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.CompressedName(Exchange);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        text.Name(Exchange);
    }
}
