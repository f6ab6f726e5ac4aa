using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>The numbers by which nft(8) notes in a set which selectors <c>typeof</c> named, as they were observed in what it leaves with the kernel.</summary>
internal static class SelectorKinds
{
    public const uint Payload = 7, Extension = 8, Meta = 9, Socket = 10, Fingerprint = 11, Connection = 12, Concatenation = 13,
        NumberGenerator = 23, Hash = 24, Route = 25, Fib = 26, Transform = 27;

    public static Header? HeaderOf(uint number) => number switch
    {
        1 => Headers.Authentication,
        2 => Headers.Encryption,
        3 => Headers.Compression,
        4 => Headers.Icmp,
        5 => Headers.Igmp,
        6 => Headers.Udp,
        7 => Headers.UdpLite,
        8 => Headers.Tcp,
        9 => Headers.Dccp,
        10 => Headers.Sctp,
        11 => Headers.AnyTransport,
        12 => Headers.Ip,
        13 => Headers.Ip6,
        14 => Headers.Icmp6,
        15 => Headers.Arp,
        16 => Headers.Vlan,
        17 => Headers.Ether,
        _ => null,
    };

    /// <summary>Fields are counted from one.</summary>
    public static HeaderField? FieldOf(Header header, uint number) => number >= 1 && number <= header.Fields.Length ? header.Fields[number - 1] : null;

    public static Selector? ExtensionOf(UserData content)
    {
        if (content.Number(0) is not { } header || content.Number(1) is not { } number) return null;
        var kind = (ExtensionHeaderKind)(content.Number(2) ?? 0);
        HeaderField? field;
        if (kind == ExtensionHeaderKind.Ip6)
        {
            byte[] types = [255, 0, 43, 43, 43, 43, 44, 60, 135];
            if (header >= types.Length || NumberedHeaders.OfIp6(types[header]) is not { } extension) return null;
            header = types[header];
            field = FieldOf(extension, number);
        }
        else if (kind == ExtensionHeaderKind.Ip4Option)
        {
            string?[] names = [null, "type", "length", "value", "ptr", "addr"];
            field = number < names.Length ? Array.Find(NumberedHeaders.OfIp4((byte)header)?.Fields ?? [], f => f.Name == names[number]) : null;
        }
        else
        {
            var fields = (kind == ExtensionHeaderKind.TcpOption ? NumberedHeaders.OfTcp((byte)header) : NumberedHeaders.OfSctp((byte)header))?.Fields ?? [];
            field = number < fields.Length ? fields[number] : null;
        }
        return field is null ? null : Selectors.Extension(kind, (byte)header, field.Offset, field.Width, false);
    }
}
