using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Two names: MINFO's responsible and error mailboxes (RFC 1035 section 3.3.7).</summary>
[Rdata(DnsType.Minfo, "MINFO")]
public sealed record Minfo(DnsName Responsible, DnsName Errors) : Rdata, IRdata<Minfo>
{
    public static Minfo Read(ref DnsReader wire) => new(wire.Name(), wire.Name());

    public static Minfo Parse(ref RecordParser text) => new(text.Name(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.CompressedName(Responsible);
        wire.CompressedName(Errors);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Responsible);
        text.Name(Errors);
    }
}
