using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A service as a URI (RFC 7553 section 4): the lowest priority first, among equals by weight.</summary>
[Rdata(DnsType.Uri, "URI")]
public sealed record Uri(ushort Priority, ushort Weight, ValueList<byte> Target) : Rdata, IRdata<Uri>
{
    public static Uri Read(ref DnsReader wire) => new(wire.U16(), wire.U16(), ValueList.Create(wire.TakeRest()));

    public static Uri Parse(ref RecordParser text) => new(text.U16(), text.U16(), text.Text(ushort.MaxValue));

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Priority);
        wire.U16(Weight);
        wire.Put(Target.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Priority);
        text.Number(Weight);
        if (Target.Count > 0 || text.Format.Style != TextStyle.Drill) text.Quoted(Target.Span);
    }
}
