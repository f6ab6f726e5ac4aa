using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A digital object and where it is (draft-durand-doa-over-dns section 3).</summary>
[Rdata(DnsType.Doa, "DOA")]
public sealed record Doa(uint Enterprise, uint ObjectType, byte Location, ValueList<byte> MediaType, ValueList<byte> Content) : Rdata, IRdata<Doa>
{
    public static Doa Read(ref DnsReader wire)
        => new(wire.U32(), wire.U32(), wire.U8(), ValueList.Create(wire.CharacterString()), ValueList.Create(wire.TakeRest()));

    public static Doa Parse(ref RecordParser text)
    {
        uint enterprise = text.U32(), type = text.U32();
        byte location = text.U8();
        var mediaType = text.CharacterString();
        var content = text.HasMore ? text.Base64RestOrDash() : default;
        return new(enterprise, type, location, mediaType, content);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U32(Enterprise);
        wire.U32(ObjectType);
        wire.U8(Location);
        wire.CharacterString(MediaType.Span);
        wire.Put(Content.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Enterprise);
        text.Number(ObjectType);
        text.Number(Location);
        text.Quoted(MediaType.Span);
        if (Content.Count == 0) text.Word("-"u8);
        else text.Base64(Content.Span);
    }
}
