using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>An interface of IPsec: <c>IFLA_XFRM_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class XfrmKind
{
    private const ushort Link = 1, InterfaceId = 2, CollectMetadata = 3;

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(CollectMetadata).Exists)
        {
            to.Field("external", true, $"external ");
            return;
        }
        if (attributes.Find(InterfaceId) is not { Exists: true } id) return;
        string number = LinkRow.Hexadecimal(id.U32);
        to.Field("if_id", number, $"if_id {number} ");
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        bool isComplete = false;
        for (; words.More; words.Advance())
        {
            isComplete |= words.Current is "if_id" or "external";
            switch (words.Current)
            {
                case "dev":
                    to.Attribute(Link, KindWords.Link(context, words));
                    break;
                case "if_id":
                    to.Attribute(InterfaceId, KindWords.Number(words, uint.MaxValue, "if_id value is invalid"));
                    break;
                case "external":
                    to.Flag(CollectMetadata);
                    break;
                default:
                    throw KindWords.Unknown("xfrm", words.Current, "option");
            }
        }
        if (!isComplete) throw new IpFailure("Error: argument \"IF_ID\" is required\n");
    }
}
