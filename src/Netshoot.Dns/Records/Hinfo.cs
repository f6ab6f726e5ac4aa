using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A host's machine and operating system (RFC 1035 section 3.3.2), or "RFC8482" in answers that were cut short on purpose.</summary>
[Rdata(DnsType.Hinfo, "HINFO")]
public sealed record Hinfo(ValueList<byte> Machine, ValueList<byte> OperatingSystem) : Rdata, IRdata<Hinfo>
{
    public static Hinfo Read(ref DnsReader wire) => new(ValueList.Create(wire.CharacterString()), ValueList.Create(wire.CharacterString()));

    public static Hinfo Parse(ref RecordParser text) => new(text.CharacterString(), text.CharacterString());

    public override void Write(ref DnsWriter wire)
    {
        wire.CharacterString(Machine.Span);
        wire.CharacterString(OperatingSystem.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Quoted(Machine.Span);
        text.Quoted(OperatingSystem.Span);
    }
}
