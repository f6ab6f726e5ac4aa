using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The fingerprint of a host key of SSH (RFC 4255 section 3.1).</summary>
[Rdata(DnsType.Sshfp, "SSHFP")]
public sealed record Sshfp(byte Algorithm, byte FingerprintType, ValueList<byte> Fingerprint) : Rdata, IRdata<Sshfp>
{
    public static Sshfp Read(ref DnsReader wire) => new(wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Sshfp Parse(ref RecordParser text) => new(text.U8(), text.U8(), text.HasMore ? text.HexRest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Algorithm);
        wire.U8(FingerprintType);
        wire.Put(Fingerprint.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Algorithm);
        text.Number(FingerprintType);
        text.Open();
        text.Break();
        text.HexRest(Fingerprint.Span);
        text.Close();
    }
}
