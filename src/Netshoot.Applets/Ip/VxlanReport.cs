using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

internal static class VxlanReport
{
    public static void Write(IpContext context, NetlinkAttributes attributes) { }
}
