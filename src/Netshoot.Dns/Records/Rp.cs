using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The responsible person's mailbox, and where TXT records about the person are (RFC 1183 section 2.2).</summary>
[Rdata(DnsType.Rp, "RP")]
public sealed record Rp(DnsName Mailbox, DnsName Text) : Rdata, IRdata<Rp>
{
    public static Rp Read(ref DnsReader wire) => new(wire.Name(), wire.Name());

    public static Rp Parse(ref RecordParser text) => new(text.Name(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.FoldedName(Mailbox);
        wire.FoldedName(Text);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Mailbox);
        text.Name(Text);
    }
}
