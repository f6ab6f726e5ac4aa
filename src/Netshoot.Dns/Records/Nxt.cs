using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>What NSEC was in the first DNSSEC (RFC 2535 section 5): the next name, and a plain bit for each type below 128.</summary>
[Rdata(DnsType.Nxt, "NXT")]
public sealed record Nxt(DnsName Following, ValueList<byte> Bitmap) : Rdata, IRdata<Nxt>
{
    private const int MostTypes = 128;

    public static Nxt Read(ref DnsReader wire) => new(wire.Name(), ValueList.Create(wire.TakeRest()));

    public static Nxt Parse(ref RecordParser text)
    {
        var name = text.Name();
        var bits = new byte[MostTypes / 8];
        int used = 0;
        while (!text.Failed && text.HasMore)
        {
            int type = (int)text.Type();
            if (type >= MostTypes)
            {
                text.Fail("NXT has no bit for types above 127");
                break;
            }
            bits[type / 8] |= (byte)(0x80 >> type % 8);
            used = Math.Max(used, type / 8 + 1);
        }
        return new(name, new(bits[..used]));
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.FoldedName(Following);
        wire.Put(Bitmap.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Following);
        if (text.Format.Style == TextStyle.Drill)
        {
            if (Bitmap.Count > 0) text.Opaque(Bitmap.Span);
            return;
        }
        for (int i = 0; i < Bitmap.Count * 8; i++)
            if ((Bitmap[i / 8] & 0x80 >> i % 8) != 0) text.Type((DnsType)i);
    }
}
