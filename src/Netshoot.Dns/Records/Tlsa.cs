using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>What a TLS server's certificate must match (RFC 6698 section 2.1), and a mail user's (RFC 8162 section 2).</summary>
[Rdata(DnsType.Tlsa, "TLSA")]
[Rdata(DnsType.Smimea, "SMIMEA")]
public sealed record Tlsa(byte Usage, byte Selector, byte MatchingType, ValueList<byte> Association) : Rdata, IRdata<Tlsa>
{
    public static Tlsa Read(ref DnsReader wire) => new(wire.U8(), wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Tlsa Parse(ref RecordParser text) => new(text.U8(), text.U8(), text.U8(), text.HasMore ? text.HexRest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Usage);
        wire.U8(Selector);
        wire.U8(MatchingType);
        wire.Put(Association.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Usage);
        text.Number(Selector);
        text.Number(MatchingType);
        text.Open();
        text.Break();
        text.HexRest(Association.Span);
        text.Close();
    }
}
