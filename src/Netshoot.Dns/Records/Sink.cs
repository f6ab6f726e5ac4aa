using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Arbitrary data with its coding and subcoding (draft-eastlake-kitchen-sink, IANA type 40).</summary>
[Rdata(DnsType.Sink, "SINK")]
public sealed record Sink(byte Meaning, byte Coding, byte Subcoding, ValueList<byte> Bytes) : Rdata, IRdata<Sink>
{
    public static Sink Read(ref DnsReader wire) => new(wire.U8(), wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Sink Parse(ref RecordParser text) => new(text.U8(), text.U8(), text.U8(), text.HasMore ? text.Base64Rest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Meaning);
        wire.U8(Coding);
        wire.U8(Subcoding);
        wire.Put(Bytes.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Meaning);
        text.Number(Coding);
        text.Number(Subcoding);
        if (Bytes.Count == 0) return;
        text.Open();
        text.Break();
        text.Base64Rest(Bytes.Span);
        text.Close();
    }
}
