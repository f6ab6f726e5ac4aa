using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Iproute;

/// <summary>The beginning of a link's line, which ip(8) and bridge(8) write alike.</summary>
internal static class LinkHead
{
    private static readonly (LinkFlags Flag, string Name)[] s_flags =
    [
        (LinkFlags.Loopback, "LOOPBACK"),
        (LinkFlags.Broadcast, "BROADCAST"),
        (LinkFlags.PointToPoint, "POINTOPOINT"),
        (LinkFlags.Multicast, "MULTICAST"),
        (LinkFlags.NoArp, "NOARP"),
        (LinkFlags.AllMulticast, "ALLMULTI"),
        (LinkFlags.Promiscuous, "PROMISC"),
        (LinkFlags.Master, "MASTER"),
        (LinkFlags.Slave, "SLAVE"),
        (LinkFlags.Debug, "DEBUG"),
        (LinkFlags.Dynamic, "DYNAMIC"),
        (LinkFlags.AutoMedia, "AUTOMEDIA"),
        (LinkFlags.PortSelect, "PORTSEL"),
        (LinkFlags.NoTrailers, "NOTRAILERS"),
        (LinkFlags.Up, "UP"),
        (LinkFlags.LowerUp, "LOWER_UP"),
        (LinkFlags.Dormant, "DORMANT"),
        (LinkFlags.Echo, "ECHO"),
    ];

    /// <summary>The name, and what it is linked to.</summary>
    public static void WriteName(IpContext context, Link link, bool brief)
    {
        var to = context.To;
        string? lower = null;
        if (link.LowerIndex is { } index)
        {
            if (index == 0)
            {
                lower = "NONE";
                to.Field("link", (string?)null);
            }
            else if (link.LinkNamespaceId is not null)
            {
                lower = string.Create(CultureInfo.InvariantCulture, $"if{index}");
                to.Field("link_index", index);
            }
            else
            {
                lower = context.Links.NameOf(index);
                to.Field("link", lower);
            }
        }
        string whole = lower is null ? link.Name : $"{link.Name}@{lower}";
        if (brief) to.Field(Paint.Interface, "ifname", link.Name, $"{whole,-16} ");
        else to.Field(Paint.Interface, "ifname", link.Name, $"{whole}: ");
    }

    /// <summary>Its flags between angles.</summary>
    public static void WriteFlags(IpContext context, Link link)
    {
        var to = context.To;
        to.OpenArray("flags");
        to.Text($"<");
        bool any = false;
        if (link.Flags.HasFlag(LinkFlags.Up) && !link.Flags.HasFlag(LinkFlags.Running)) Say("NO-CARRIER");
        var rest = link.Flags & ~LinkFlags.Running;
        foreach (var (flag, name) in s_flags)
        {
            if (!rest.HasFlag(flag)) continue;
            rest &= ~flag;
            Say(name);
        }
        if (rest != 0) Say(((uint)rest).ToString("x", CultureInfo.InvariantCulture));
        // A link over one that is down cannot carry anything either.
        if (link.LowerIndex is > 0 and { } lower && link.LinkNamespaceId is null && !context.Links.FlagsOf(lower).HasFlag(LinkFlags.Up)) Say("M-DOWN");
        to.CloseArray();
        to.Text($"> ");

        void Say(string name)
        {
            if (any) to.Field(null, name, $",{name}");
            else to.Field(null, name, $"{name}");
            any = true;
        }
    }
}
