using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>How the hashes of a zone's NSEC3 records are made (RFC 5155 section 4).</summary>
[Rdata(DnsType.Nsec3Param, "NSEC3PARAM")]
public sealed record Nsec3Param(byte HashAlgorithm, byte Flags, ushort Iterations, ValueList<byte> Salt) : Rdata, IRdata<Nsec3Param>
{
    public static Nsec3Param Read(ref DnsReader wire) => new(wire.U8(), wire.U8(), wire.U16(), ValueList.Create(wire.CharacterString()));

    public static Nsec3Param Parse(ref RecordParser text) => new(text.U8(), text.U8(), text.U16(), text.HexDigits());

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(HashAlgorithm);
        wire.U8(Flags);
        wire.U16(Iterations);
        wire.CharacterString(Salt.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(HashAlgorithm);
        text.Number(Flags);
        text.Number(Iterations);
        text.HexDigits(Salt.Span, dash: true);
        if (text.Format.Style == TextStyle.Drill) text.Word(default);
    }
}
