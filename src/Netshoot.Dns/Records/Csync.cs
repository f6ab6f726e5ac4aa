using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Which records a parent may copy from its child (RFC 7477 section 2).</summary>
[Rdata(DnsType.Csync, "CSYNC")]
public sealed record Csync(uint Serial, ushort Flags, TypeBitmap Types) : Rdata, IRdata<Csync>
{
    public static Csync Read(ref DnsReader wire) => new(wire.U32(), wire.U16(), TypeBitmap.Read(ref wire));

    public static Csync Parse(ref RecordParser text) => new(text.U32(), text.U16(), TypeBitmap.Parse(ref text));

    public override void Write(ref DnsWriter wire)
    {
        wire.U32(Serial);
        wire.U16(Flags);
        wire.Put(Types.Bytes.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Serial);
        text.Number(Flags);
        Types.Print(ref text);
    }
}
