using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>Programs for the express data path that a link has: <c>IFLA_XDP_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class LinkXdpReport
{
    private const ushort Attached = 2, ProgramId = 4;

    public static void Write(IpContext context, Link link)
    {
        string? mode = link.Xdp.Attributes.Find(Attached).U8 switch
        {
            1 => "xdp",
            2 => "xdpgeneric",
            3 => "xdpoffload",
            4 => "xdpmulti",
            _ => null,
        };
        if (mode is null) return;
        uint id = link.Xdp.Attributes.Find(ProgramId).U32;
        context.To.OpenObject("xdp");
        context.To.Field("mode", (long)link.Xdp.Attributes.Find(Attached).U8);
        context.To.OpenObject("prog");
        context.To.Field("id", id, $"{mode}/id:{id} ");
        context.To.CloseObject();
        context.To.CloseObject();
    }
}
