using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

internal static class TunReport
{
    public static void Write(IpContext context, NetlinkAttributes attributes) { }
}
