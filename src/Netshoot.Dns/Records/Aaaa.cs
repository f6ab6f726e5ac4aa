using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>An IPv6 address (RFC 3596 section 2.2).</summary>
[Rdata(DnsType.Aaaa, "AAAA")]
public sealed record Aaaa(InternetAddress Address) : Rdata, IRdata<Aaaa>
{
    public static Aaaa Read(ref DnsReader wire) => new(wire.Ip6());

    public static Aaaa Parse(ref RecordParser text) => new(text.Ip6());

    public override void Write(ref DnsWriter wire) => wire.Ip(Address);

    public override void Print(ref RecordText text) => text.Address6(Address);
}
