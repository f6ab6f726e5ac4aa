namespace Netshoot.Packets;

/// <summary>Names that the protocols of generalized MPLS share (RFC 3471, RFC 4202, RFC 4203).</summary>
internal static class Gmpls
{
    public static string? Encoding(uint value) => value switch
    {
        1 => "Packet",
        2 => "Ethernet V2/DIX",
        3 => "ANSI/ETSI PDH",
        4 or 6 or 10 => "Reserved",
        5 => "SDH ITU-T G.707/SONET ANSI T1.105",
        7 => "Digital Wrapper",
        8 => "Lambda (photonic)",
        9 => "Fiber",
        11 => "FiberChannel",
        _ => null,
    };

    public static string? Switching(uint value) => value switch
    {
        1 => "Packet-Switch Capable-1",
        2 => "Packet-Switch Capable-2",
        3 => "Packet-Switch Capable-3",
        4 => "Packet-Switch Capable-4",
        51 => "Layer-2 Switch Capable",
        100 => "Time-Division-Multiplex",
        150 => "Lambda-Switch Capable",
        200 => "Fiber-Switch Capable",
        _ => null,
    };

    public static string? Protection(uint bit) => bit switch
    {
        0x01 => "Extra Traffic",
        0x02 => "Unprotected",
        0x04 => "Shared",
        0x08 => "Dedicated 1:1",
        0x10 => "Dedicated 1+1",
        0x20 => "Enhanced",
        0x40 or 0x80 => "Reserved",
        _ => null,
    };

    public static string? BandwidthModel(uint value) => value switch
    {
        0 => "Russian dolls",
        1 => "Maximum allocation",
        _ => null,
    };
}
