using System.Globalization;
using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Tc;

/// <summary>EtherTypes by the names that iproute2 has for them (<see cref="LinkProtocolNames"/>; include/uapi/linux/if_ether.h).</summary>
internal static class EtherTypes
{
    public const ushort All = 0x0003, Ip = 0x0800, Arp = 0x0806, Vlan = 0x8100, ServiceVlan = 0x88a8, Ip6 = 0x86dd, Mpls = 0x8847, MplsMulticast = 0x8848;

    public static string Name(ushort number, bool numeric)
        => !numeric && LinkProtocolNames.Find(number) is { } name ? name : string.Create(CultureInfo.InvariantCulture, $"[{number}]");

    /// <summary>The number of a name or a number.</summary>
    public static bool TryNumber(string word, out ushort number)
    {
        if ((word == "ipv4" ? Ip : LinkProtocolNames.Number(word)) is { } known)
        {
            number = (ushort)known;
            return true;
        }
        bool understood = IprouteNumber.TryParse(word, out uint value) && value <= ushort.MaxValue;
        number = (ushort)value;
        return understood;
    }
}
