using System.Globalization;

namespace Netshoot.Applets.Iproute;

/// <summary>What the tools of iproute2 call the protocols that a frame can carry (<c>ETH_P_*</c>, include/uapi/linux/if_ether.h).</summary>
internal static class LinkProtocolNames
{
    private const int Digits = 4;

    // One text instead of many objects: it costs nothing until it is read.
    private const string Names =
        "0001 802_3,0002 ax25,0003 all,0004 802_2,0005 snap,0006 ddcmp,0007 wan_ppp,0008 ppp_mp,0009 localtalk," +
        "000c can,0010 ppptalk,0011 tr_802_2,0015 mobitex,0016 control,0017 irda,0018 econet,0060 loop,0200 pup," +
        "0201 pupat,0800 ip,0805 x25,0806 arp,08ff bpq,0a00 ieeepup,0a01 ieeepupat,6000 dec,6001 dna_dl," +
        "6002 dna_rc,6003 dna_rt,6004 lat,6005 diag,6006 cust,6007 sca,6558 teb,8035 rarp,809b atalk," +
        "80f3 aarp,8100 802.1Q,8137 ipx,86dd ipv6,8847 mpls_uc,8848 mpls_mc,884c atmmpoa,8863 ppp_disc,8864 ppp_ses," +
        "8884 atmfate,8892 profinet,88a2 aoe,88a4 ethercat,88a8 802.1ad,88ca tipc,88cc LLDP";

    public static string? Find(ushort number)
    {
        foreach (string one in Names.Split(','))
            if (ushort.Parse(one.AsSpan(0, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture) == number) return one[(Digits + 1)..];
        return null;
    }

    public static int? Number(string word)
    {
        foreach (string one in Names.Split(','))
            if (one.AsSpan(Digits + 1).Equals(word, StringComparison.OrdinalIgnoreCase)) return ushort.Parse(one.AsSpan(0, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return null;
    }
}
