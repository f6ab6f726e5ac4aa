using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A VRF and what it keeps about a link in it: both the number of its table, <c>IFLA_VRF_TABLE</c> (include/uapi/linux/if_link.h).</summary>
internal static class VrfKind
{
    private const ushort Table = 1;

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        if (attributes.Find(Table) is { Exists: true } table) context.To.Field("table", table.U32, $"table {table.U32} ");
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        for (; words.More; words.Advance())
        {
            if (!words.Matches("table")) throw KindWords.Unknown("vrf", words.Current, "option");
            string word = words.Next();
            to.Attribute(Table, context.Tables.TryNumber(word, uint.MaxValue, out uint table) ? table : throw KindWords.Wrong(word, "invalid table ID\n"));
        }
    }
}
