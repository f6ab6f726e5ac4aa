using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A host and its rank (or, in AFSDB, its kind): AFSDB and RT (RFC 1183 sections 1, 3.3), KX (RFC 2230 section 3.1).</summary>
[Rdata(DnsType.Afsdb, "AFSDB")]
[Rdata(DnsType.Rt, "RT")]
[Rdata(DnsType.Kx, "KX")]
public sealed record RankedHost(ushort Preference, DnsName Host) : Rdata, IRdata<RankedHost>
{
    public static RankedHost Read(ref DnsReader wire) => new(wire.U16(), wire.Name());

    public static RankedHost Parse(ref RecordParser text) => new(text.U16(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.FoldedName(Host);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        text.Name(Host);
    }
}
