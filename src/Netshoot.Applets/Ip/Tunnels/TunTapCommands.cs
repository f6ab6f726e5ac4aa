using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip.Tunnels;

/// <summary><c>ip tuntap</c> (ip-tuntap(8)): the links whose other end is a program.</summary>
internal static class TunTapCommands
{
    private const ushort Owner = 1, Group = 2, Type = 3, PacketInformation = 4, NetworkHeader = 5, Persists = 6, MultipleQueues = 7; // IFLA_TUN_*

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context);
        string verb = words.Current;
        if (IpWords.Matches(verb, "add") || IpWords.Matches(verb, "delete"))
        {
            words.Advance();
            return TunTapChange.Run(context, words, IpWords.Matches(verb, "add"));
        }
        if (IpWords.Matches(verb, "show") || IpWords.Matches(verb, "lst") || IpWords.Matches(verb, "list")) return Show(context);
        if (IpWords.Matches(verb, "help")) throw new IpFailure(TunnelUsage.Tun);
        throw IpFailure.UnknownCommand(verb, "ip tuntap help");
    }

    private static ValueTask<ExitCode> Show(IpContext context)
    {
        if (context.Options.Details) throw new IpFailure("ip: \"-details\" of \"tuntap\" is not supported\n");
        var dump = context.Channel.Dump(LinkRequests.List(kind: "tun", statistics: false));
        var link = new Link();
        context.OpenList();
        foreach (var message in dump)
            if (link.Read(message) && link.Kind == "tun") Write(context, link);
        context.RequireDump(dump);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Write(IpContext context, Link link)
    {
        const byte Tap = 2;
        var to = context.To;
        var attributes = link.KindData.Attributes;
        to.OpenObject();
        to.Field("ifname", link.Name, $"{link.Name}:");
        to.OpenArray("flags");
        WriteFlag(to, isSet: true, attributes.Find(Type).U8 == Tap ? "tap" : "tun");
        bool hasInformation = attributes.Find(PacketInformation).U8 != 0;
        WriteFlag(to, hasInformation, "pi");
        WriteFlag(to, HasOneQueue(context, link.Name), "one_queue");
        WriteFlag(to, attributes.Find(MultipleQueues).U8 != 0, "multi_queue");
        WriteFlag(to, attributes.Find(NetworkHeader).U8 != 0, "vnet_hdr");
        WriteFlag(to, attributes.Find(Persists).U8 != 0, "persist");
        // The bit that once said the opposite of it says something else today; the original reads both from it.
        WriteFlag(to, hasInformation, "filter");
        to.CloseArray();
        if (attributes.Find(Owner) is { Exists: true } owner) to.Field("user", owner.U32, $" user {owner.U32}");
        if (attributes.Find(Group) is { Exists: true } group) to.Field("group", group.U32, $" group {group.U32}");
        to.Text($"\n");
        to.CloseObject();
        context.EntryWritten();
    }

    // The only flag that messages do not have.
    private static bool HasOneQueue(IpContext context, string name)
    {
        const uint OneQueue = 0x2000; // IFF_ONE_QUEUE
        return context.Shell.Machine.TryReadText($"/sys/class/net/{name}/tun_flags") is { } text && IpWords.TryNumber(text.Trim(), out uint flags) && (flags & OneQueue) != 0;
    }

    private static void WriteFlag(ReportWriter to, bool isSet, string name)
    {
        if (isSet) to.Field(null, name, $" {name}");
    }
}
