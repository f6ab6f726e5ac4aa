using Netshoot.Netlink;

namespace Netshoot.Applets.Tc;

/// <summary>How sizes of packets are counted before a qdisc sees them (tc-stab(8)): <c>struct tc_sizespec</c>.</summary>
internal static class SizeTableReport
{
    private const ushort Base = 1;

    public static void Write(TcContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        var reader = attributes.Find(Base).Reader;
        reader.Skip(4);
        int overhead = reader.I32();
        uint layer = reader.U32(), minimum = reader.U32(), largest = reader.U32(), slots = reader.U32();
        if (reader.Truncated) return;
        to.OpenObject("stab");
        if (layer != 0) to.Field("linklayer", TcText.LinkLayer(layer), $"linklayer {TcText.LinkLayer(layer)} ");
        if (overhead != 0) to.Field("overhead", (long)overhead, $"overhead {overhead} ");
        if (minimum != 0) to.Field("mpu", minimum, $"mpu {minimum} ");
        if (largest != 0) to.Field("mtu", largest, $"mtu {largest} ");
        if (slots != 0) to.Field("tsize", slots, $"tsize {slots} ");
        to.CloseObject();
    }
}
