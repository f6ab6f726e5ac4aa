using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Which certification authorities may issue for a name (RFC 8659 section 4).</summary>
/// <param name="Flags">The highest bit: who does not know the tag must not issue.</param>
/// <param name="Tag">One or more ASCII letters and digits.</param>
[Rdata(DnsType.Caa, "CAA")]
public sealed record Caa(byte Flags, ValueList<byte> Tag, ValueList<byte> Value) : Rdata, IRdata<Caa>
{
    public static Caa Read(ref DnsReader wire)
    {
        byte flags = wire.U8();
        var tag = wire.CharacterString();
        if (!wire.Failed && !IsTag(tag)) wire.FailMalformed();
        return new(flags, ValueList.Create(tag), ValueList.Create(wire.TakeRest()));
    }

    public static Caa Parse(ref RecordParser text)
    {
        byte flags = text.U8();
        var tag = text.CharacterString();
        if (!text.Failed && !IsTag(tag.Span)) text.Fail("a tag is made of ASCII letters and digits");
        return new(flags, tag, text.Text(ushort.MaxValue));
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Flags);
        wire.CharacterString(Tag.Span);
        wire.Put(Value.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Flags);
        text.Word(Tag.Span);
        if (Value.Count > 0 || text.Format.Style != TextStyle.Drill) text.Quoted(Value.Span);
    }

    private static bool IsTag(ReadOnlySpan<byte> tag)
    {
        foreach (byte b in tag)
            if (!char.IsAsciiLetterOrDigit((char)b)) return false;
        return !tag.IsEmpty;
    }
}
