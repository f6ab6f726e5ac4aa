using System.Buffers.Binary;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A GENEVE tunnel (RFC 8926): <c>IFLA_GENEVE_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class GeneveKind
{
    private const ushort Id = 1, Remote = 2, TimeToLive = 3, TypeOfService = 4, Port = 5, CollectMetadata = 6, Remote6 = 7, UdpChecksum = 8, ZeroChecksumSend = 9, ZeroChecksumReceive = 10,
        Label = 11, InheritTtl = 12, DontFragment = 13, InnerProtocol = 14;

    private static readonly string[] s_fragment = ["unset", "set", "inherit"];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(CollectMetadata).Exists) to.Field("external", true, $"external ");
        if (attributes.Find(Id) is { Exists: true } id) to.Field("id", id.U32, $"id {id.U32} ");
        var remote = attributes.Find(Remote) is { Exists: true } four ? four : attributes.Find(Remote6);
        if (remote.Exists && !remote.Address.IsAny) to.Field(remote.Address.Is6 ? "remote6" : "remote", remote.Address, $"remote {remote.Address} ");
        WriteHeader(context, attributes);
        if (attributes.Find(Port) is { Exists: true } port) to.Field("port", port.U16BigEndian, $"dstport {port.U16BigEndian} ");
        WriteSwitch(context, attributes.Find(UdpChecksum), "udp_csum", "udpcsum");
        WriteSwitch(context, attributes.Find(ZeroChecksumSend), "udp_zero_csum6_tx", "udp6zerocsumtx");
        WriteSwitch(context, attributes.Find(ZeroChecksumReceive), "udp_zero_csum6_rx", "udp6zerocsumrx");
        if (attributes.Find(InnerProtocol).Exists) to.Field("inner_proto_inherit", true, $"innerprotoinherit ");
    }

    private static void WriteHeader(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        byte ttl = attributes.Find(TimeToLive).U8;
        if (attributes.Find(InheritTtl).U8 != 0) to.Text($"ttl inherit ");
        else to.Field("ttl", ttl, $"ttl {(ttl == 0 ? "auto" : LinkRow.Decimal(ttl))} ");
        if (attributes.Find(TypeOfService).U8 is > 0 and var service)
        {
            string text = LinkRow.Hexadecimal(service);
            to.Field("tos", text, $"tos {(service == 1 ? "inherit" : text)} ");
        }
        if (attributes.Find(DontFragment) is { Exists: true } fragment)
        {
            string name = fragment.U8 < s_fragment.Length ? s_fragment[fragment.U8] : "unknown";
            to.Field("df", name);
            if (fragment.U8 != 0) to.Text($"df {name} ");
        }
        if (attributes.Find(Label).U32BigEndian is > 0 and var label)
        {
            string text = LinkRow.Hexadecimal(label);
            to.Field("label", text, $"flowlabel {text} ");
        }
    }

    private static void WriteSwitch(IpContext context, NetlinkAttribute attribute, string key, string text)
    {
        if (attribute.Exists) context.To.Field(key, attribute.U8 != 0, $"{(attribute.U8 != 0 ? "" : "no")}{text} ");
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        bool hasId = false, hasRemote = false, isExternal = false, any = false;
        for (; words.More; words.Advance(), any = true)
        {
            string keyword = words.Current;
            switch (keyword)
            {
                case "id" or "vni":
                    to.Attribute(Id, KindWords.Number(words, 0xffffff, "invalid id"));
                    hasId = true;
                    break;
                case "remote":
                    string word = words.Next();
                    var remote = IpWords.Address(word, 0);
                    if (remote.IsMulticast) throw KindWords.Wrong(word, "invalid remote address");
                    to.Attribute(remote.Is6 ? Remote6 : Remote, remote);
                    hasRemote = true;
                    break;
                case "ttl" or "hoplimit":
                    if (words.TryPeek(1) == "inherit")
                    {
                        words.Advance();
                        to.Attribute(InheritTtl, (byte)1);
                    }
                    else if (words.TryPeek(1) == "auto")
                    {
                        words.Advance();
                        to.Attribute(TimeToLive, (byte)0);
                    }
                    else
                    {
                        to.Attribute(TimeToLive, (byte)KindWords.Number(words, 255, "TTL must be <= 255"));
                    }
                    break;
                case "tos" or "dsfield":
                    to.Attribute(TypeOfService, KindWords.Service(context, words));
                    break;
                case "df":
                    to.Attribute(DontFragment, (byte)KindWords.Choice(words, s_fragment, "DF must be 'unset', 'set' or 'inherit'"));
                    break;
                case "label" or "flowlabel":
                    to.Attribute(Label, BinaryPrimitives.ReverseEndianness(KindWords.Number(words, 0xfffff, "invalid flowlabel")));
                    break;
                case "dstport":
                    to.AttributeBigEndian(Port, (ushort)KindWords.Number(words, ushort.MaxValue, "dstport"));
                    break;
                case "external" or "noexternal":
                    isExternal = keyword == "external";
                    if (isExternal) to.Flag(CollectMetadata);
                    break;
                case "innerprotoinherit":
                    to.Flag(InnerProtocol);
                    break;
                case "udpcsum" or "noudpcsum":
                    to.Attribute(UdpChecksum, (byte)(keyword[0] == 'n' ? 0 : 1));
                    break;
                case "udp6zerocsumtx" or "noudp6zerocsumtx":
                    to.Attribute(ZeroChecksumSend, (byte)(keyword[0] == 'n' ? 0 : 1));
                    break;
                case "udp6zerocsumrx" or "noudp6zerocsumrx":
                    to.Attribute(ZeroChecksumReceive, (byte)(keyword[0] == 'n' ? 0 : 1));
                    break;
                default:
                    throw KindWords.Unknown("geneve", keyword);
            }
        }
        if (isExternal && hasId) throw new IpFailure("geneve: both 'external' and vni cannot be specified\n", IpFailure.Missing);
        if (!any || isExternal) return;
        if (!hasId) throw new IpFailure("geneve: missing virtual network identifier\n", IpFailure.Missing);
        if (!hasRemote) throw new IpFailure("geneve: remote link partner not specified\n", IpFailure.Missing);
    }
}
