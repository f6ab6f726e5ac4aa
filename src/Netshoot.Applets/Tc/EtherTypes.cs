using System.Globalization;
using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Tc;

/// <summary>EtherTypes by the names that iproute2 has for them (include/uapi/linux/if_ether.h).</summary>
internal static class EtherTypes
{
    public const ushort All = 0x0003, Ip = 0x0800, Arp = 0x0806, Vlan = 0x8100, ServiceVlan = 0x88a8, Ip6 = 0x86dd, Mpls = 0x8847, MplsMulticast = 0x8848;

    private static readonly (ushort Number, string Name)[] s_names =
    [
        (0x0060, "loop"), (0x0200, "pup"), (0x0201, "pupat"), (Ip, "ip"), (0x0805, "x25"), (Arp, "arp"), (0x08ff, "bpq"), (0x0a00, "ieeepup"), (0x0a01, "ieeepupat"), (0x6000, "dec"), (0x6001, "dna_dl"),
        (0x6002, "dna_rc"), (0x6003, "dna_rt"), (0x6004, "lat"), (0x6005, "diag"), (0x6006, "cust"), (0x6007, "sca"), (0x6558, "teb"), (0x8035, "rarp"), (0x809b, "atalk"), (0x80f3, "aarp"), (0x8137, "ipx"),
        (Ip6, "ipv6"), (0x8863, "ppp_disc"), (0x8864, "ppp_ses"), (0x884c, "atmmpoa"), (0x8884, "atmfate"), (0x0001, "802_3"), (0x0002, "ax25"), (All, "all"), (0x0004, "802_2"), (0x0005, "snap"),
        (0x0006, "ddcmp"), (0x0007, "wan_ppp"), (0x0008, "ppp_mp"), (0x0009, "localtalk"), (0x000c, "can"), (0x0010, "ppptalk"), (0x0011, "tr_802_2"), (0x0015, "mobitex"), (0x0016, "control"), (0x0017, "irda"),
        (0x0018, "econet"), (0x88ca, "tipc"), (0x8892, "profinet"), (0x88a2, "aoe"), (0x88a4, "ethercat"), (Mpls, "mpls_uc"), (MplsMulticast, "mpls_mc"), (Vlan, "802.1Q"), (ServiceVlan, "802.1ad"), (0x88cc, "LLDP"),
    ];

    public static string Name(ushort number, bool numeric)
    {
        if (!numeric)
            foreach (var (known, name) in s_names)
                if (known == number) return name;
        return string.Create(CultureInfo.InvariantCulture, $"[{number}]");
    }

    /// <summary>The number of a name or a number.</summary>
    public static bool TryNumber(string word, out ushort number)
    {
        foreach (var (known, name) in s_names)
        {
            if (!name.Equals(word, StringComparison.OrdinalIgnoreCase)) continue;
            number = known;
            return true;
        }
        if (word == "ipv4")
        {
            number = Ip;
            return true;
        }
        bool understood = IprouteNumber.TryParse(word, out uint value) && value <= ushort.MaxValue;
        number = (ushort)value;
        return understood;
    }
}
