using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>The details of a macvlan or macvtap: <c>IFLA_MACVLAN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class MacvlanReport
{
    private const ushort Mode = 1, Flags = 2, AddressData = 5, AddressCount = 6, QueueLength = 7, UsedQueueLength = 8;
    private const ushort NoPromiscuity = 1;

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Mode) is { Exists: true } mode)
        {
            string name = mode.U32 switch { 1 => "private", 2 => "vepa", 4 => "bridge", 8 => "passthru", 16 => "source", _ => "unknown" };
            to.Field("mode", name, $"mode {name} ");
        }
        if ((attributes.Find(Flags).U16 & NoPromiscuity) != 0) to.Field("nopromisc", true, $"nopromisc ");
        if (attributes.Find(QueueLength) is { Exists: true } length) to.Field("bcqueuelen", length.U32, $"bcqueuelen {length.U32} ");
        if (attributes.Find(UsedQueueLength) is { Exists: true } used) to.Field("usedbcqueuelen", used.U32, $"usedbcqueuelen {used.U32} ");
        if (attributes.Find(AddressCount) is { Exists: true, U32: not 0 } count) to.Field("macaddr_count", count.U32, $"remotes ({count.U32}) ");
        if (attributes.Find(AddressData) is not { Exists: true } addresses) return;
        to.OpenArray("macaddr_data");
        foreach (var address in addresses.Nested) to.Field(null, address.Mac, $"{address.Mac} ");
        to.CloseArray();
    }
}
