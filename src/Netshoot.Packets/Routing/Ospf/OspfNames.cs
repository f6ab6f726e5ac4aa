namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Names of messages, options and advertisements (RFC 2328, RFC 5340 and the IANA registries).</summary>
internal static class OspfNames
{
    public static string? Message(byte type) => type switch
    {
        1 => "Hello",
        2 => "Database Description",
        3 => "LS-Request",
        4 => "LS-Update",
        5 => "LS-Ack",
        _ => null,
    };

    public static string? Option(uint bit) => bit switch
    {
        0x01 => "MultiTopology",
        0x02 => "External",
        0x04 => "Multicast",
        0x08 => "NSSA",
        0x10 => "LLS",
        0x20 => "Demand Circuit",
        0x40 => "Opaque",
        0x80 => "Up/Down",
        _ => null,
    };

    public static string? Option3(uint bit) => bit switch
    {
        0x001 => "V6",
        0x002 => "External",
        0x004 => "Deprecated",
        0x008 => "NSSA",
        0x010 => "Router",
        0x020 => "Demand Circuit",
        0x100 => "AFs Support",
        0x200 => "LLS",
        0x400 => "Authentication Trailer",
        _ => null,
    };

    public static string? Description(uint bit) => bit switch
    {
        1 => "Master",
        2 => "More",
        4 => "Init",
        8 => "OOBResync",
        _ => null,
    };

    public static string? RouterFlag(uint bit) => bit switch
    {
        0x01 => "ABR",
        0x02 => "ASBR",
        0x04 => "Virtual",
        0x08 => "W",
        0x10 => "Nt",
        _ => null,
    };

    public static string Advertisement(byte type) => type switch
    {
        1 => "Router",
        2 => "Network",
        3 => "Summary",
        4 => "ASBR Summary",
        5 => "External",
        6 => "Multicast Group",
        7 => "NSSA",
        9 => "Link Local Opaque",
        10 => "Area Local Opaque",
        11 => "Domain Wide Opaque",
        _ => "unknown",
    };

    public static string Opaque(byte type) => type switch
    {
        1 => "Traffic Engineering",
        3 => "Graceful restart",
        4 => "Router Information",
        _ => "unknown",
    };

    public static string Topology(uint id) => id switch
    {
        0 => "default",
        1 => "multicast",
        2 => "management",
        _ => "Unknown",
    };
}
