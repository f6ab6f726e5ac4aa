using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A message's authentication code under a shared key (RFC 8945 section 4.2).</summary>
/// <param name="Time">Seconds since 1970, 48 bits.</param>
/// <param name="Fudge">Seconds by which clocks may differ.</param>
/// <param name="OriginalId">The message's id before anybody forwarded it.</param>
/// <param name="Other">The server's clock, when <paramref name="Error"/> is BADTIME.</param>
[Rdata(DnsType.Tsig, "TSIG")]
public sealed record Tsig(DnsName Algorithm, ulong Time, ushort Fudge, ValueList<byte> Mac, ushort OriginalId, DnsRcode Error, ValueList<byte> Other) : Rdata, IRdata<Tsig>
{
    public static Tsig Read(ref DnsReader wire) => new(
        wire.Name(), wire.U48(), wire.U16(), ValueList.Create(wire.Take(wire.U16())), wire.U16(), (DnsRcode)wire.U16(), ValueList.Create(wire.Take(wire.U16())));

    /// <summary>TSIG is never in a master file (RFC 8945 section 4.2).</summary>
    public static Tsig Parse(ref RecordParser text)
    {
        text.Fail("TSIG records have no text form");
        return new(default, 0, 0, default, 0, 0, default);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.Name(Algorithm);
        wire.U48(Time);
        wire.U16(Fudge);
        wire.U16((ushort)Mac.Count);
        wire.Put(Mac.Span);
        wire.U16(OriginalId);
        wire.U16((ushort)Error);
        wire.U16((ushort)Other.Count);
        wire.Put(Other.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(Algorithm);
        text.Number(Time);
        if (text.Format.Style == TextStyle.Drill) text.Word(default);
        text.Number(Fudge);
        text.Number((ulong)Mac.Count);
        if (Mac.Count > 0 || text.Format.Style != TextStyle.Dig) text.Base64(Mac.Span);
        text.Number(OriginalId);
        var error = Error == DnsRcode.BadVersionOrSignature ? "BADSIG"u8 : DnsNames.Mnemonic(Error);
        if (text.Format.Style == TextStyle.Dig && !error.IsEmpty) text.Word(error);
        else text.Number((ulong)Error);
        text.Number((ulong)Other.Count);
        text.Base64(Other.Span);
    }
}
