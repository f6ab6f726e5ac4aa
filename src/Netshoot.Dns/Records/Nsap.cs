using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>An OSI address (RFC 1706 section 5).</summary>
[Rdata(DnsType.Nsap, "NSAP")]
public sealed record Nsap(ValueList<byte> Address) : Rdata, IRdata<Nsap>
{
    public static Nsap Read(ref DnsReader wire) => new(ValueList.Create(wire.TakeRest()));

    /// <summary><c>0x</c> and hexadecimal digits, with dots wherever they help.</summary>
    public static Nsap Parse(ref RecordParser text)
    {
        string word = text.Word().ToString().Replace(".", "", StringComparison.Ordinal);
        var bytes = new byte[word.Length / 2];
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && Convert.FromHexString(word.AsSpan(2), bytes, out _, out int length) == System.Buffers.OperationStatus.Done)
            return new([.. bytes.AsSpan(0, length)]);
        text.Fail($"'{word}' is not 0x and hexadecimal digits");
        return new(Address: default);
    }

    public override void Write(ref DnsWriter wire) => wire.Put(Address.Span);

    public override void Print(ref RecordText text)
    {
        var to = text.Field();
        to.Append("0x"u8);
        DnsText.AppendHex(to, Address.Span, TextStyle.Zone);
    }
}
