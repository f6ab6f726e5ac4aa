using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc qdisc</c> (tc(8)).</summary>
internal static class QdiscCommands
{
    public static void Run(TcContext context, IpWords words)
    {
        if (ObjectWords.Shows(words))
        {
            words.Advance();
            Show(context, words);
        }
        else if (ObjectWords.Change(words) is { } change)
        {
            words.Advance();
            QdiscChange.Run(context, words, change.Deletes ? RouteMessageType.DeleteQdisc : RouteMessageType.NewQdisc, change.Flags);
        }
        else if (words.Matches("link"))
        {
            words.Advance();
            QdiscChange.Run(context, words, RouteMessageType.NewQdisc, NetlinkFlags.Replace);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(TcUsage.Qdisc, 0);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "tc qdisc help");
        }
    }

    private static void Show(TcContext context, IpWords words)
    {
        string? device = null;
        uint? parent = null, handle = null;
        bool invisible = false;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("root")) parent = Parent("root", TrafficHandle.Root);
            else if (words.Is("ingress") || words.Is("clsact")) parent = Parent(words.Current, TrafficHandle.Ingress);
            else if (words.Matches("parent")) parent = Parent("parent", ObjectWords.Class(words.Next(), "parent"));
            else if (words.Matches("handle")) handle = handle is null ? ObjectWords.Handle(words.Next(), "handle") : throw IpFailure.Duplicate("handle", words.Next());
            else if (words.Matches("help")) context.Say(TcUsage.Qdisc);
            else if (words.Is("invisible")) invisible = true;
            else throw new IpFailure($"What is \"{words.Current}\"? Try \"tc qdisc help\".\n") { EndsBatch = true };
        }
        int index = device is null ? 0 : context.Device(device);
        var dump = context.Ip.Channel.Dump(TrafficRequests.ListQdiscs(invisible));
        var report = new QdiscReport(context, hidesDevice: index != 0);
        var qdisc = new Qdisc();
        context.Ip.OpenList();
        foreach (var message in dump)
        {
            if (!qdisc.Read(message) || index != 0 && qdisc.InterfaceIndex != index || parent is { } above && qdisc.Parent != above || handle is { } number && qdisc.Handle != number) continue;
            report.Write(qdisc);
            context.Ip.EntryWritten();
        }
        context.Ip.CloseList();
        context.Ip.RequireDump(dump);

        uint Parent(string word, uint number) => parent is null ? number : throw ObjectWords.SecondParent(word);
    }
}
