using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

internal static class BridgeReport
{
    public static void Write(IpContext context, NetlinkAttributes attributes) { }
}
