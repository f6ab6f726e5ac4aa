namespace Netshoot.Applets.Ip.Tunnels;

/// <summary>How the original says that <c>ip tunnel</c> and <c>ip tuntap</c> are used.</summary>
internal static class TunnelUsage
{
    public const string Tunnel = """
        Usage: ip tunnel { add | change | del | show | prl | 6rd } [ NAME ]
                [ mode { gre | ipip | isatap | sit | vti } ]
                [ remote ADDR ] [ local ADDR ]
                [ [i|o]seq ] [ [i|o]key KEY ] [ [i|o]csum ]
                [ prl-default ADDR ] [ prl-nodefault ADDR ] [ prl-delete ADDR ]
                [ 6rd-prefix ADDR ] [ 6rd-relay_prefix ADDR ] [ 6rd-reset ]
                [ ttl TTL ] [ tos TOS ] [ [no]pmtudisc ] [ dev PHYS_DEV ]

        Where: NAME := STRING
               ADDR := { IP_ADDRESS | any }
               TOS  := { STRING | 00..ff | inherit | inherit/STRING | inherit/00..ff }
               TTL  := { 1..255 | inherit }
               KEY  := { DOTTED_QUAD | NUMBER }

        """;

    public const string Tun = """
        Usage: ip tuntap { add | del | show | list | lst | help } [ dev PHYS_DEV ]
               [ mode { tun | tap } ] [ user USER ] [ group GROUP ]
               [ one_queue ] [ pi ] [ vnet_hdr ] [ multi_queue ] [ name NAME ]

        Where: USER  := { STRING | NUMBER }
               GROUP := { STRING | NUMBER }

        """;
}
