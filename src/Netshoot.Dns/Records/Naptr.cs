using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A rule that rewrites a string into a name or a URI (RFC 3403 section 4.1).</summary>
[Rdata(DnsType.Naptr, "NAPTR")]
public sealed record Naptr(ushort Order, ushort Preference, ValueList<byte> Flags, ValueList<byte> Services, ValueList<byte> Expression, DnsName Replacement) : Rdata, IRdata<Naptr>
{
    public static Naptr Read(ref DnsReader wire) => new(
        wire.U16(), wire.U16(), ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()), wire.Name());

    public static Naptr Parse(ref RecordParser text)
        => new(text.U16(), text.U16(), text.CharacterString(), text.CharacterString(), text.CharacterString(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Order);
        wire.U16(Preference);
        wire.CharacterString(Flags.Span);
        wire.CharacterString(Services.Span);
        wire.CharacterString(Expression.Span);
        wire.FoldedName(Replacement);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Order);
        text.Number(Preference);
        text.Quoted(Flags.Span);
        text.Quoted(Services.Span);
        text.Quoted(Expression.Span);
        text.Name(Replacement);
    }
}
