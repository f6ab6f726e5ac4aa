using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A number in a digital telephone network (RFC 1183 section 3.2).</summary>
/// <param name="Subaddress">Null when the record has none.</param>
[Rdata(DnsType.Isdn, "ISDN")]
public sealed record Isdn(ValueList<byte> Address, ValueList<byte>? Subaddress) : Rdata, IRdata<Isdn>
{
    public static Isdn Read(ref DnsReader wire)
        => new(ValueList.Create(wire.CharacterString()), wire.Remaining > 0 ? ValueList.Create(wire.CharacterString()) : null);

    public static Isdn Parse(ref RecordParser text) => new(text.CharacterString(), text.HasMore ? text.CharacterString() : null);

    public override void Write(ref DnsWriter wire)
    {
        wire.CharacterString(Address.Span);
        if (Subaddress is { } subaddress) wire.CharacterString(subaddress.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Quoted(Address.Span);
        if (Subaddress is { } subaddress) text.Quoted(subaddress.Span);
    }
}
