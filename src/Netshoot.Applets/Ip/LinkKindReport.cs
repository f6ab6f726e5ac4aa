using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>Writes the attributes of one kind of link.</summary>
internal delegate void WriteLinkKind(IpContext context, NetlinkAttributes attributes);

/// <summary>Finds who writes the details of a kind of link (ip-link(8)).</summary>
internal static class LinkKindReport
{
    public static WriteLinkKind? Find(string kind) => kind switch
    {
        "bridge" => BridgeReport.Write,
        "vxlan" => VxlanReport.Write,
        "macvlan" or "macvtap" => MacvlanKind.Write,
        "tun" => TunReport.Write,
        "vlan" => VlanKind.Write,
        "bond" => BondKind.Write,
        "vrf" => VrfKind.Write,
        "geneve" => GeneveKind.Write,
        "ipvlan" or "ipvtap" => IpvlanKind.Write,
        "macsec" => MacsecKind.Write,
        "xfrm" => XfrmKind.Write,
        _ => TunnelReport.Find(kind),
    };

    public static WriteLinkKind? FindPort(string kind) => kind switch
    {
        "bridge" => BridgePortReport.Write,
        "bond" => BondPortKind.Write,
        "vrf" => VrfKind.Write,
        _ => null,
    };
}
