using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

internal static class MacvlanReport
{
    public static void Write(IpContext context, NetlinkAttributes attributes) { }
}
