using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A 64-bit node identifier or locator of ILNP and its rank (RFC 6742 sections 2.1, 2.3).</summary>
[Rdata(DnsType.Nid, "NID")]
[Rdata(DnsType.L64, "L64")]
public sealed record Nid(ushort Preference, ulong Value) : Rdata, IRdata<Nid>
{
    public static Nid Read(ref DnsReader wire) => new(wire.U16(), wire.U64());

    /// <summary>Four groups of hexadecimal digits between colons.</summary>
    public static Nid Parse(ref RecordParser text)
    {
        ushort preference = text.U16();
        var word = text.Word();
        ulong value = 0;
        int groups = 0;
        foreach (var range in word.Split(':'))
        {
            if (!ushort.TryParse(word[range], System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort group)) groups = 4;
            value = value << 16 | group;
            groups++;
        }
        if (groups != 4) text.Fail($"'{word}' is not four groups of hexadecimal digits");
        return new(preference, value);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Preference);
        wire.U64(Value);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Preference);
        var to = text.Field();
        for (int shift = 48; shift >= 0; shift -= 16)
        {
            to.AppendHex(Value >> shift & 0xffff, text.Format.Style == TextStyle.Dig ? 1 : 4);
            if (shift > 0) to.Append((byte)':');
        }
    }
}
