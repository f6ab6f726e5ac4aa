namespace Netshoot.Packets.Link;

/// <summary>Names of PPP protocol numbers, as tcpdump prints them (IANA registry).</summary>
internal static class PppProtocols
{
    public static string? Name(ushort protocol) => protocol switch
    {
        0x0021 => "IP",
        0x0023 => "OSI",
        0x0025 => "NS",
        0x0027 => "DECNET",
        0x0029 => "APPLE",
        0x002b => "IPX",
        0x002d => "VJC IP",
        0x002f => "VJC UNCOMP",
        0x0031 => "BRPDU",
        0x0033 => "STII",
        0x0035 => "VINES",
        0x003d => "MLPPP",
        0x0053 => "ENCRYPTED",
        0x0057 => "IP6",
        0x00fd => "COMP",
        0x0281 => "MPLS",
        0x0283 => "MPLS",
        0x8021 => "IPCP",
        0x8023 => "OSICP",
        0x8031 => "BACP",
        0x802b => "IPXCP",
        0x8053 => "ECP",
        0x8057 => "IP6CP",
        0x8281 => "MPLSCP",
        0x80fd => "CCP",
        0xc021 => "LCP",
        0xc023 => "PAP",
        0xc025 => "LQM",
        0xc027 => "SPAP",
        0xc029 => "CBCP",
        0xc02b => "BACP",
        0xc02d => "BAP",
        0xc223 => "CHAP",
        _ => null,
    };

    /// <summary>Payloads whose bytes say nothing.</summary>
    public static bool IsCompressed(ushort protocol) => protocol is 0x00fd or 0x0053;
}
