using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>A list of address prefixes, each of them in or not in the set (RFC 3123).</summary>
[Rdata(DnsType.Apl, "APL")]
public sealed record Apl(ValueList<AplItem> Items) : Rdata, IRdata<Apl>
{
    public static Apl Read(ref DnsReader wire)
    {
        var items = new List<AplItem>();
        while (wire.Remaining > 0) items.Add(AplItem.Read(ref wire));
        return new([.. items]);
    }

    public static Apl Parse(ref RecordParser text)
    {
        var items = new List<AplItem>();
        while (!text.Failed && text.HasMore) items.Add(AplItem.Parse(ref text));
        return new([.. items]);
    }

    public override void Write(ref DnsWriter wire)
    {
        foreach (var item in Items.Span) item.Write(ref wire);
    }

    public override void Print(ref RecordText text)
    {
        bool drill = text.Format.Style == TextStyle.Drill;
        foreach (var item in Items.Span) item.Print(ref text);
        // drill ends its lists with a space.
        if (drill && Items.Count > 0) text.Word(default);
    }
}

/// <summary>One prefix of an <see cref="Apl"/> record.</summary>
/// <param name="Family">1 is IPv4, 2 is IPv6 (IANA "Address Family Numbers").</param>
/// <param name="Prefix">Length in bits.</param>
/// <param name="Negated">The prefix is not in the set.</param>
/// <param name="Address">The address without its trailing zero bytes.</param>
public readonly record struct AplItem(ushort Family, byte Prefix, bool Negated, ValueList<byte> Address)
{
    private const ushort Ip4 = 1;
    private const ushort Ip6 = 2;
    private const byte NegatedFlag = 0x80;

    private int AddressSize => Family switch { Ip4 => 4, Ip6 => 16, _ => -1 };

    internal static AplItem Read(ref DnsReader wire)
    {
        ushort family = wire.U16();
        byte prefix = wire.U8(), length = wire.U8();
        return new(family, prefix, (length & NegatedFlag) != 0, ValueList.Create(wire.Take(length & ~NegatedFlag)));
    }

    /// <summary><c>[!]family:address/prefix</c>.</summary>
    internal static AplItem Parse(ref RecordParser text)
    {
        var word = text.Word();
        bool negated = word.StartsWith('!');
        var rest = negated ? word[1..] : word;
        int colon = rest.IndexOf(':'), slash = rest.LastIndexOf('/');
        if (colon > 0 && slash > colon && ushort.TryParse(rest[..colon], out ushort family) && byte.TryParse(rest[(slash + 1)..], out byte prefix)
            && InternetAddress.TryParse(rest[(colon + 1)..slash], out var address) && family == (address.Is6 ? Ip6 : Ip4) && prefix <= address.Bits)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.CopyTo(bytes);
            return new(family, prefix, negated, ValueList.Create<byte>(bytes[..address.Size].TrimEnd((byte)0)));
        }
        text.Fail($"'{word}' is not [!]family:address/prefix");
        return default;
    }

    internal void Write(ref DnsWriter wire)
    {
        wire.U16(Family);
        wire.U8(Prefix);
        wire.U8((byte)((Negated ? NegatedFlag : 0) | Address.Count));
        wire.Put(Address.Span);
    }

    internal void Print(ref RecordText text)
    {
        if (AddressSize < 0)
        {
            // drill's words; it shows the bytes behind the first one.
            var unknown = text.Field();
            unknown.Append($"Unknown address family: {Family} data: ");
            DnsText.AppendHex(unknown, [(byte)Family, Prefix, (byte)((Negated ? NegatedFlag : 0) | Address.Count)], text.Format.Style);
            DnsText.AppendHex(unknown, Address.Span, text.Format.Style);
            return;
        }
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Address.Span[..Math.Min(Address.Count, AddressSize)].CopyTo(bytes);
        var to = text.Field();
        if (Negated) to.Append((byte)'!');
        to.Append($"{Family}:");
        if (Family == Ip6 && text.Format.Style == TextStyle.Drill)
        {
            for (int i = 0; i < 16; i += 2)
            {
                if (i > 0) to.Append((byte)':');
                to.AppendHex((ulong)(bytes[i] << 8 | bytes[i + 1]), 4);
            }
        }
        else
        {
            to.Append(InternetAddress.FromBytes(bytes[..AddressSize]));
        }
        to.Append($"/{Prefix}");
    }
}
