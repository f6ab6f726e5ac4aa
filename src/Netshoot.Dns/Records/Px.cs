using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>How mail addresses of RFC 822 and X.400 map to each other (RFC 2163 section 4).</summary>
[Rdata(DnsType.Px, "PX")]
public sealed record Px(ushort Preference, DnsName InternetMail, DnsName X400Mail) : Rdata, IRdata<Px>
{
    public static Px Read(ref DnsReader wire) => new(wire.U16(), wire.Name(), wire.Name());

    public static Px Parse(ref RecordParser text) => new(text.U16(), text.Name(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.FoldedName(InternetMail);
        wire.FoldedName(X400Mail);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        text.Name(InternetMail);
        text.Name(X400Mail);
    }
}
