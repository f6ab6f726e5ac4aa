using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A geographical position as decimal text (RFC 1712 section 3); degrees, and meters above the ellipsoid.</summary>
[Rdata(DnsType.Gpos, "GPOS")]
public sealed record Gpos(ValueList<byte> Longitude, ValueList<byte> Latitude, ValueList<byte> Altitude) : Rdata, IRdata<Gpos>
{
    public static Gpos Read(ref DnsReader wire)
        => new(ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()));

    public static Gpos Parse(ref RecordParser text) => new(text.CharacterString(), text.CharacterString(), text.CharacterString());

    public override void Write(ref DnsWriter wire)
    {
        wire.CharacterString(Longitude.Span);
        wire.CharacterString(Latitude.Span);
        wire.CharacterString(Altitude.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Quoted(Longitude.Span);
        text.Quoted(Latitude.Span);
        text.Quoted(Altitude.Span);
    }
}
