using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>An IEEE EUI-64 address (RFC 7043 section 4).</summary>
[Rdata(DnsType.Eui64, "EUI64")]
public sealed record Eui64(ulong Address) : Rdata, IRdata<Eui64>
{
    public static Eui64 Read(ref DnsReader wire) => new(wire.U64());

    public static Eui64 Parse(ref RecordParser text) => new(ParseBytes(ref text, sizeof(ulong)));

    public override void Write(ref DnsWriter wire) => wire.U64(Address);

    public override void Print(ref RecordText text) => PrintBytes(ref text, Address, sizeof(ulong));

    /// <summary>Pairs of hexadecimal digits between dashes.</summary>
    internal static ulong ParseBytes(ref RecordParser text, int count)
    {
        var word = text.Word();
        ulong value = 0;
        int pairs = 0;
        foreach (var range in word.Split('-'))
        {
            var pair = word[range];
            if (pair.Length != 2 || !byte.TryParse(pair, System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte b)) break;
            value = value << 8 | b;
            pairs++;
        }
        if (word.Length != 3 * count - 1 || pairs != count) text.Fail($"'{word}' is not {count} pairs of hexadecimal digits between dashes");
        return value;
    }

    internal static void PrintBytes(ref RecordText text, ulong value, int count)
    {
        var to = text.Field();
        for (int i = count - 1; i >= 0; i--)
        {
            to.AppendHex(value >> 8 * i & 255, 2);
            if (i > 0) to.Append((byte)'-');
        }
    }
}
