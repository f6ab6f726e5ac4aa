using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>An ipvlan or ipvtap: <c>IFLA_IPVLAN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class IpvlanKind
{
    private const ushort Mode = 1, Flags = 2;

    private static readonly string[] s_modes = ["l2", "l3", "l3s"];
    private static readonly string[] s_flags = ["bridge", "private", "vepa"];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Mode) is { Exists: true, Value.Length: 2 } mode)
        {
            string name = mode.U16 < s_modes.Length ? s_modes[mode.U16] : "unknown";
            to.Field("mode", name, $" mode {name} ");
        }
        if (attributes.Find(Flags) is not { Exists: true, Value.Length: 2 } flags) return;
        string text = flags.U16 < s_flags.Length ? s_flags[flags.U16] : string.Create(CultureInfo.InvariantCulture, $"unknown {flags.U16}");
        to.Field(text, true, $"{text} ");
    }

    public static ReadLinkOptions ReaderOf(string kind) => (_, words, to) =>
    {
        ushort flags = 0;
        for (; words.More; words.Advance())
        {
            if (words.Matches("mode"))
            {
                int mode = Array.IndexOf(s_modes, words.Next());
                if (mode < 0) throw new IpFailure("Error: argument of \"mode\" must be either \"l2\", \"l3\" or \"l3s\"\n", IpFailure.Missing);
                to.Attribute(Mode, (ushort)mode);
            }
            else if (Array.FindIndex(s_flags, words.Matches) is >= 0 and var flag)
            {
                flags |= (ushort)flag;
            }
            else
            {
                throw KindWords.Unknown(kind, words.Current, "option");
            }
        }
        to.Attribute(Flags, flags);
    };
}
