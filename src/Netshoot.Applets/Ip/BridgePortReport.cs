using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

internal static class BridgePortReport
{
    public static void Write(IpContext context, NetlinkAttributes attributes) { }
}
