using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The neighbors of a trust anchor link in a doubly linked list (draft-ietf-dnsop-dnssec-trust-history, IANA type 58).</summary>
[Rdata(DnsType.Talink, "TALINK")]
public sealed record Talink(DnsName Previous, DnsName Following) : Rdata, IRdata<Talink>
{
    public static Talink Read(ref DnsReader wire) => new(wire.Name(), wire.Name());

    public static Talink Parse(ref RecordParser text) => new(text.Name(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.Name(Previous);
        wire.Name(Following);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Previous);
        text.Name(Following);
    }
}
