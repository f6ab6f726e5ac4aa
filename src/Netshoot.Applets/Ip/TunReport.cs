using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>The details of a tun or tap link: <c>IFLA_TUN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class TunReport
{
    private const ushort Owner = 1, Group = 2, Type = 3, MultipleQueues = 7;

    private static readonly LinkRow[] s_first =
    [
        new(4, "pi", LinkRowForm.OnOff),
        new(5, "vnet_hdr", LinkRowForm.OnOff),
    ];

    private static readonly LinkRow[] s_queues =
    [
        new(8, "numqueues"),
        new(9, "numdisabled"),
    ];

    private static readonly LinkRow[] s_last = [new(6, "persist", LinkRowForm.OnOff)];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Type) is { Exists: true } type)
        {
            string name = type.U8 switch { 1 => "tun", 2 => "tap", _ => type.U8.ToString(CultureInfo.InvariantCulture) };
            to.Field("type", name, $"type {name} ");
        }
        LinkRow.Write(context, attributes, s_first);
        if (attributes.Find(MultipleQueues) is { Exists: true } multiple)
        {
            to.Field("multi_queue", multiple.U8 != 0);
            if (multiple.U8 != 0)
            {
                to.Text($"multi_queue ");
                LinkRow.Write(context, attributes, s_queues);
            }
        }
        LinkRow.Write(context, attributes, s_last);
        WriteName(context, attributes.Find(Owner), "user", "/etc/passwd");
        WriteName(context, attributes.Find(Group), "group", "/etc/group");
    }

    private static void WriteName(IpContext context, NetlinkAttribute attribute, string key, string file)
    {
        if (!attribute.Exists) return;
        string name = NameIn(context.Shell.Machine.TryReadText(file), attribute.U32) ?? attribute.U32.ToString(CultureInfo.InvariantCulture);
        context.To.Field(key, name, $"{key} {name} ");
    }

    // passwd(5), group(5): name, password, number.
    private static string? NameIn(string? text, uint number)
    {
        string wanted = number.ToString(CultureInfo.InvariantCulture);
        foreach (string line in (text ?? "").Split('\n'))
            if (line.Split(':') is [var name, _, var id, ..] && id == wanted) return name;
        return null;
    }
}
