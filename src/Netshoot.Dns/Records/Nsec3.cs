using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The next hash of a signed zone, and the types of the name behind this record's hash (RFC 5155 section 3).</summary>
/// <param name="Iterations">How often the hash is taken again.</param>
[Rdata(DnsType.Nsec3, "NSEC3")]
public sealed record Nsec3(byte HashAlgorithm, byte Flags, ushort Iterations, ValueList<byte> Salt, ValueList<byte> Following, TypeBitmap Types) : Rdata, IRdata<Nsec3>
{
    /// <summary>Unsigned delegations may lie between this hash and the next (RFC 5155 section 6).</summary>
    public const byte OptOutFlag = 1;

    public bool IsOptOut => (Flags & OptOutFlag) != 0;

    public static Nsec3 Read(ref DnsReader wire)
        => new(wire.U8(), wire.U8(), wire.U16(), ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()), TypeBitmap.Read(ref wire));

    public static Nsec3 Parse(ref RecordParser text)
        => new(text.U8(), text.U8(), text.U16(), text.HexDigits(), text.Base32Hex(), TypeBitmap.Parse(ref text));

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(HashAlgorithm);
        wire.U8(Flags);
        wire.U16(Iterations);
        wire.CharacterString(Salt.Span);
        wire.CharacterString(Following.Span);
        wire.Put(Types.Bytes.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(HashAlgorithm);
        text.Number(Flags);
        text.Number(Iterations);
        text.HexDigits(Salt.Span, dash: true);
        if (text.Format.Style == TextStyle.Drill) text.Word(default);
        text.Open();
        text.Break();
        text.Base32Hex(Following.Span);
        if (Types.Bytes.Count > 0) text.Break();
        Types.Print(ref text);
        text.Close();
    }
}
