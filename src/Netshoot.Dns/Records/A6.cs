using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>An IPv6 address as a suffix, whose prefix another name has (RFC 2874 section 3; historic by RFC 6563).</summary>
/// <param name="Prefix">Bits that are not in <paramref name="Suffix"/>.</param>
/// <param name="Suffix">The address with zeros for the prefix.</param>
/// <param name="PrefixName">Who has the prefix; no name at all when there is none to have.</param>
[Rdata(DnsType.A6, "A6")]
public sealed record A6(byte Prefix, InternetAddress Suffix, DnsName PrefixName) : Rdata, IRdata<A6>
{
    private const int AddressBits = 128;

    public static A6 Read(ref DnsReader wire)
    {
        byte prefix = wire.U8();
        if (!wire.Failed && prefix > AddressBits) wire.FailMalformed();
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        var suffix = wire.Take(SuffixSize(prefix));
        suffix.CopyTo(address[(16 - suffix.Length)..]);
        return new(prefix, InternetAddress.FromBytes(address), prefix > 0 ? wire.Name() : default);
    }

    public static A6 Parse(ref RecordParser text)
    {
        var prefix = (byte)text.Number(AddressBits);
        var suffix = prefix < AddressBits ? text.Ip6() : InternetAddress.Any6;
        return new(prefix, suffix, prefix > 0 ? text.Name() : default);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Prefix);
        Span<byte> address = stackalloc byte[16];
        Suffix.CopyTo(address);
        wire.Put(address[(16 - SuffixSize(Prefix))..]);
        if (Prefix > 0) wire.FoldedName(PrefixName);
    }

    public override void Print(ref RecordText text)
    {
        if (text.Format.Style == TextStyle.Drill)
        {
            text.Opaque(this);
            return;
        }
        text.Number(Prefix);
        if (Prefix < AddressBits) text.Address(Suffix);
        else if (text.Format.Style == TextStyle.Dig) text.Word(default);
        if (Prefix > 0) text.Name(PrefixName);
    }

    private static int SuffixSize(byte prefix) => Math.Max(0, (AddressBits - prefix + 7) / 8);
}
