using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc class</c> (tc(8)).</summary>
internal static class ClassCommands
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
            Change(context, words, change.Deletes ? RouteMessageType.DeleteTrafficClass : RouteMessageType.NewTrafficClass, change.Flags);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(TcUsage.Class, 0);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "tc class help");
        }
    }

    private static void Show(TcContext context, IpWords words)
    {
        string? device = null;
        uint parent = 0, qdisc = 0, number = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                string name = words.Next();
                device = device is null ? name : throw IpFailure.Duplicate("dev", name);
            }
            else if (words.Matches("qdisc"))
            {
                string name = words.Next();
                if (qdisc != 0) throw IpFailure.Duplicate("qdisc", name);
                qdisc = ObjectWords.Handle(name, "qdisc");
            }
            else if (words.Matches("classid"))
            {
                string name = words.Next();
                if (number != 0) throw IpFailure.Duplicate("classid", name);
                number = ObjectWords.Class(name, "class");
            }
            else if (words.Is("root"))
            {
                parent = parent == 0 ? TrafficHandle.Root : throw new IpFailure("Error: \"root\" is duplicate parent ID\n");
            }
            else if (words.Is("parent"))
            {
                if (parent != 0) throw IpFailure.Duplicate("parent", words.Current);
                parent = ObjectWords.Class(words.Next(), "parent");
            }
            else if (words.Matches("help"))
            {
                context.Say(TcUsage.Class);
            }
            else
            {
                throw new IpFailure($"What is \"{words.Current}\"? Try \"tc class help\".\n") { EndsBatch = true };
            }
        }
        if (context.Options.Graph) throw new IpFailure("tc: option -graph is not supported\n");
        int index = device is null ? 0 : context.Device(device);
        // Classes are text even where JSON was asked for.
        using var lines = new IpContext(context.Options.Common, context.Ip.Shell, isText: true);
        var text = new TcContext(context.Options, lines);
        var dump = lines.Channel.Dump(TrafficRequests.ListClasses(index, parent));
        var report = new ClassReport(text, hidesDevice: index != 0, hidesMajor: qdisc != 0);
        var found = new TrafficClass();
        foreach (var message in dump)
        {
            if (!found.Read(message) || number != 0 && found.Handle != number || qdisc != 0 && TrafficHandle.Major(found.Handle) != qdisc) continue;
            report.Write(found);
            lines.EntryWritten();
        }
        lines.RequireDump(dump);
    }

    private static void Change(TcContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        string? device = null, kind = null;
        uint handle = 0, parent = 0;
        for (; words.More && kind is null; words.Advance())
        {
            if (words.Is("dev"))
            {
                string name = words.Next();
                device = device is null ? name : throw IpFailure.Duplicate("dev", name);
            }
            else if (words.Is("classid"))
            {
                string name = words.Next();
                handle = handle == 0 ? ObjectWords.Class(name, "class") : throw IpFailure.Duplicate("classid", name);
            }
            else if (words.Is("root"))
            {
                parent = parent == 0 ? TrafficHandle.Root : throw ObjectWords.SecondParent("root", ".");
            }
            else if (words.Is("parent"))
            {
                string name = words.Next();
                parent = parent == 0 ? ObjectWords.Class(name, "parent") : throw IpFailure.Duplicate("parent", name);
            }
            else if (words.Matches("estimator"))
            {
                throw ObjectWords.Unsupported("class estimator");
            }
            else if (words.Matches("help"))
            {
                context.Say(TcUsage.Class);
            }
            else
            {
                kind = words.Current;
            }
        }
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        if (kind is not null)
        {
            attributes.Attribute((ushort)TrafficAttribute.Kind, kind);
            if (words.More || kind != "htb" || type == RouteMessageType.NewTrafficClass) ClassKinds.Parse(context, words, kind, attributes, device);
        }
        int index = device is null ? 0 : context.Device(device);
        context.Ip.Execute(TrafficRequests.Begin(type, flags, index, handle, parent, 0).Append(attributes));
    }
}
