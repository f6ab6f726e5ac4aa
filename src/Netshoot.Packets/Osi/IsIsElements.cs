namespace Netshoot.Packets.Osi;

/// <summary>Names of the elements of IS-IS and of their parts (ISO 10589, RFC 1195, RFC 5305, RFC 5120, RFC 6329 and the IANA registry).</summary>
internal static class IsIsElements
{
    public static string? Name(byte kind) => kind switch
    {
        1 => "Area address(es)",
        2 => "IS Reachability",
        3 => "ES Neighbor(s)",
        4 => "Partition DIS",
        5 => "Prefix Neighbors",
        6 => "IS Neighbor(s)",
        7 => "Instance Identifier",
        8 => "Padding",
        9 => "LSP entries",
        10 => "Authentication",
        12 => "Checksum",
        13 => "Purge Originator Identifier",
        14 => "LSP Buffersize",
        22 => "Extended IS Reachability",
        24 => "IS Alias ID",
        42 => "DECnet Phase IV",
        66 => "Lucent Proprietary",
        128 => "IPv4 Internal Reachability",
        129 => "Protocols supported",
        130 => "IPv4 External Reachability",
        131 => "Inter-Domain Information Type",
        132 => "IPv4 Interface address(es)",
        133 => "IPv4 authentication (deprecated)",
        134 => "Traffic Engineering Router ID",
        135 => "Extended IPv4 Reachability",
        137 => "Hostname",
        138 => "Shared Risk Link Group",
        143 => "Multi-Topology-Aware Port Capability",
        144 => "Multi-Topology Capability",
        176 or 177 => "Nortel Proprietary",
        211 => "Restart Signaling",
        222 => "Multi Topology IS Reachability",
        229 => "Multi Topology",
        232 => "IPv6 Interface address(es)",
        235 => "Multi-Topology IPv4 Reachability",
        236 => "IPv6 reachability",
        237 => "Multi-Topology IP6 Reachability",
        240 => "Point-to-point Adjacency State",
        241 => "Hello PDU Sequence Number",
        242 => "IS-IS Router Capability",
        250 => "Vendor Private",
        _ => null,
    };

    public static string LinkPartName(byte kind) => kind switch
    {
        3 => "Administrative groups",
        4 => "Link Local/Remote Identifier",
        5 => "Link Remote Identifier",
        6 => "IPv4 interface address",
        8 => "IPv4 neighbor address",
        9 => "Maximum link bandwidth",
        10 => "Reservable link bandwidth",
        11 => "Unreserved bandwidth",
        12 => "Bandwidth Constraints (old)",
        18 => "Traffic Engineering Metric",
        19 => "Link Attribute",
        20 => "Link Protection Type",
        21 => "Interface Switching Capability",
        22 => "Bandwidth Constraints",
        29 => "SPB Metric",
        32 => "LAN Adjacency Segment Identifier",
        >= 250 and <= 254 => "Reserved for cisco specific extensions",
        255 => "Reserved for future expansion",
        _ => "unknown",
    };

    public static string PrefixPartName(byte kind) => kind switch
    {
        1 => "32-Bit Administrative tag",
        2 => "64-Bit Administrative tag",
        3 => "Prefix SID",
        117 => "Management Prefix Color",
        _ => "unknown",
    };

    public static string TopologyName(int id) => id switch
    {
        0 => "IPv4 unicast",
        1 => "In-Band Management",
        2 => "IPv6 unicast",
        3 => "Multicast",
        4095 => "Development, Experimental or Proprietary",
        _ => "Reserved for IETF Consensus",
    };

    public static string? RestartFlag(uint bit) => bit switch
    {
        1 => "Restart Request",
        2 => "Restart Acknowledgement",
        4 => "Suppress adjacency advertisement",
        _ => null,
    };
}
