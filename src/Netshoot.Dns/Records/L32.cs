using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>A 32-bit locator of ILNP, written like an IPv4 address, and its rank (RFC 6742 section 2.2).</summary>
[Rdata(DnsType.L32, "L32")]
public sealed record L32(ushort Preference, InternetAddress Locator) : Rdata, IRdata<L32>
{
    public static L32 Read(ref DnsReader wire) => new(wire.U16(), wire.Ip4());

    public static L32 Parse(ref RecordParser text) => new(text.U16(), text.Ip4());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.Ip(Locator);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        text.Address(Locator);
    }
}
