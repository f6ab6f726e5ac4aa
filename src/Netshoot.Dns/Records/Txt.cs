using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Descriptive strings of at most 255 bytes each (RFC 1035 section 3.3.14), and the types that borrowed the form.</summary>
[Rdata(DnsType.Txt, "TXT")]
[Rdata(DnsType.Spf, "SPF")]
[Rdata(DnsType.Ninfo, "NINFO")]
[Rdata(DnsType.Avc, "AVC")]
[Rdata(DnsType.Resinfo, "RESINFO")]
[Rdata(DnsType.Wallet, "WALLET")]
public sealed record Txt(ValueList<ValueList<byte>> Strings) : Rdata, IRdata<Txt>
{
    public static Txt Read(ref DnsReader wire)
    {
        var strings = new List<ValueList<byte>>();
        while (wire.Remaining > 0) strings.Add(ValueList.Create(wire.CharacterString()));
        return new([.. strings]);
    }

    public static Txt Parse(ref RecordParser text) => new(text.CharacterStrings());

    public override void Write(ref DnsWriter wire)
    {
        foreach (var s in Strings.Span) wire.CharacterString(s.Span);
    }

    public override void Print(ref RecordText text)
    {
        foreach (var s in Strings.Span) text.Quoted(s.Span);
    }
}
