using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>How two parties agree on a key (RFC 2930 section 2).</summary>
/// <param name="Inception">Seconds since 1970.</param>
/// <param name="Expiration">Seconds since 1970.</param>
[Rdata(DnsType.Tkey, "TKEY")]
public sealed record Tkey(DnsName Algorithm, uint Inception, uint Expiration, ushort Mode, DnsRcode Error, ValueList<byte> Key, ValueList<byte> Other) : Rdata, IRdata<Tkey>
{
    public static Tkey Read(ref DnsReader wire) => new(
        wire.Name(), wire.U32(), wire.U32(), wire.U16(), (DnsRcode)wire.U16(), ValueList.Create(wire.Take(wire.U16())), ValueList.Create(wire.Take(wire.U16())));

    /// <summary>TKEY is never in a master file (RFC 2930 section 2).</summary>
    public static Tkey Parse(ref RecordParser text)
    {
        text.Fail("TKEY records have no text form");
        return new(default, 0, 0, 0, 0, default, default);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.Name(Algorithm);
        wire.U32(Inception);
        wire.U32(Expiration);
        wire.U16(Mode);
        wire.U16((ushort)Error);
        wire.U16((ushort)Key.Count);
        wire.Put(Key.Span);
        wire.U16((ushort)Other.Count);
        wire.Put(Other.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Algorithm);
        text.Time(Inception);
        text.Time(Expiration);
        text.Number(Mode);
        text.Number((ulong)Error);
        text.Number((ulong)Key.Count);
        text.Base64(Key.Span);
        text.Number((ulong)Other.Count);
        text.Base64(Other.Span);
    }
}
