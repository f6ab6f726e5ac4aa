using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Where a parent wants to be told of changes in a child zone (RFC 9859 section 2.1).</summary>
/// <param name="RecordType">The type whose change is told.</param>
/// <param name="Scheme">1 is NOTIFY.</param>
[Rdata(DnsType.Dsync, "DSYNC")]
public sealed record Dsync(DnsType RecordType, byte Scheme, ushort Port, DnsName Target) : Rdata, IRdata<Dsync>
{
    private const byte Notify = 1;

    public static Dsync Read(ref DnsReader wire) => new((DnsType)wire.U16(), wire.U8(), wire.U16(), wire.Name());

    public static Dsync Parse(ref RecordParser text) => new(text.Type(), ParseScheme(ref text), text.U16(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16((ushort)RecordType);
        wire.U8(Scheme);
        wire.U16(Port);
        wire.Name(Target);
    }

    public override void Print(ref RecordText text)
    {
        text.Type(RecordType);
        if (Scheme == Notify) text.Word("NOTIFY"u8);
        else text.Number(Scheme);
        text.Number(Port);
        text.Name(Target);
    }

    private static byte ParseScheme(ref RecordParser text)
    {
        var word = text.Word();
        if (word.Equals("NOTIFY", StringComparison.OrdinalIgnoreCase)) return Notify;
        if (!byte.TryParse(word, out byte scheme)) text.Fail($"'{word}' is not NOTIFY or a number from 0 to 255");
        return scheme;
    }
}
