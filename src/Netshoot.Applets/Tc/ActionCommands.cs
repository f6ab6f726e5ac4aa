using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Actions;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc actions</c> (tc-actions(8)): the tables of actions, without filters.</summary>
internal static class ActionCommands
{
    public static void Run(TcContext context, IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("add")) Make(context, words, NetlinkFlags.Create | NetlinkFlags.Exclusive);
            else if (words.Matches("change")) Make(context, words, NetlinkFlags.Create | NetlinkFlags.Replace);
            else if (words.Matches("replace")) Make(context, words, NetlinkFlags.Replace);
            else if (words.Matches("delete")) Name(context, words, deletes: true);
            else if (words.Matches("get")) Name(context, words, deletes: false);
            else if (words.Matches("list") || words.Matches("show") || words.Matches("lst") || words.Is("ls")) List(context, words, flushes: false);
            else if (words.Matches("flush")) List(context, words, flushes: true);
            else if (words.Matches("help")) throw Usage();
            else throw IpFailure.UnknownCommand(words.Current, "tc actions help");
        }
    }

    private static IpFailure Usage() => new(TcUsage.Actions) { EndsBatch = true };

    private static void Make(TcContext context, IpWords words, NetlinkFlags flags)
    {
        words.Advance();
        if (!words.More || !words.Matches("action")) throw new IpFailure(ActionWords.Illegal);
        words.Advance();
        if (!words.More) throw new IpFailure($"bad action empty 1\nparse_action: bad value (0:(null))!\n{ActionWords.Illegal}");
        if (words.Is("help")) throw new IpFailure(ActionWords.Illegal);
        var request = new NetlinkRequest(RouteMessageType.NewTrafficAction, flags).Zero(TrafficAction.HeaderSize);
        ActionWords.Parse(context, words, request, TrafficAction.Table, IpFailure.NotUnderstood);
        context.ExecuteTalking(request, IpFailure.NotUnderstood);
    }

    // Actions by their kind and number.
    private static void Name(TcContext context, IpWords words, bool deletes)
    {
        var request = new NetlinkRequest(deletes ? RouteMessageType.DeleteTrafficAction : RouteMessageType.GetTrafficAction, NetlinkFlags.None).Zero(TrafficAction.HeaderSize);
        int table = request.Begin(TrafficAction.Table, flagged: true);
        ushort order = 0;
        words.Advance();
        string? first = words.More ? words.Current : null;
        while (words.More)
        {
            bool isNamed = words.Is("action");
            if (isNamed) words.Advance();
            if (!words.More) break;
            string kind = words.Current;
            words.Advance();
            if (!words.More && !isNamed) break;
            if (!words.More || !words.Is("index")) throw new IpFailure($"Error: no index specified action: {kind}\n");
            uint index = IpWords.TryNumber(words.Next(), out uint number) ? number : throw new IpFailure(KindOptions.Illegal("index").Message);
            words.Advance();
            int entry = request.Begin(++order, flagged: true);
            request.Attribute((ushort)TrafficActionAttribute.Kind, kind).Attribute((ushort)TrafficActionAttribute.Index, index).End(entry);
        }
        request.End(table);
        if (deletes)
        {
            if (order == 0) return;
            var refused = context.Ip.Channel.TryExecute(request);
            if (refused.Failed) throw Refused(context, refused, first);
            return;
        }
        ActionTable? found = null;
        var error = order == 0 ? NetlinkError.None : context.Ip.Channel.TryGet(request, out found);
        if (error.Failed) throw Refused(context, error, first);
        context.Ip.OpenList();
        ActionReport.WriteTable(context, found is null ? default : found.Root.Attributes);
        context.Ip.CloseList();
    }

    // What was refused is read once more, as a command, and not understood.
    private static IpFailure Refused(TcContext context, NetlinkError error, string? word)
        => new($"{context.Talking(error).Message}Command \"{word}\" is unknown, try \"tc actions help\".\n") { EndsBatch = true };

    private static void List(TcContext context, IpWords words, bool flushes)
    {
        words.Advance();
        if (!words.More || !words.Is("action")) throw Usage();
        words.Advance();
        if (!words.More) throw Usage();
        string kind = words.Current;
        while (words.More) words.Advance();
        if (flushes)
        {
            Flush(context, kind);
            return;
        }
        var dump = context.Ip.Channel.Dump(TrafficRequests.ListActions(kind, context.IsBrief));
        context.Ip.OpenList();
        foreach (var message in dump)
        {
            if (!TrafficAction.TryRead(message, out var root)) continue;
            ActionReport.WriteTable(context, root);
            context.Ip.EntryWritten();
        }
        context.Ip.CloseList();
        context.Ip.RequireDump(dump);
    }

    private static void Flush(TcContext context, string kind)
    {
        var request = new NetlinkRequest(RouteMessageType.DeleteTrafficAction, (NetlinkFlags)0x100).Zero(TrafficAction.HeaderSize);
        int table = request.Begin(TrafficAction.Table), first = request.Begin(1);
        request.Attribute((ushort)TrafficActionAttribute.Kind, kind).End(first);
        request.End(table);
        var error = context.Ip.Channel.TryExecute(request);
        if (error.Failed) throw new IpFailure($"{context.Ip.Answer(error)}We have an error flushing\n", IpFailure.Missing);
    }

    /// <summary>The answer to a question about actions.</summary>
    private sealed class ActionTable : INetlinkTable
    {
        public AttributeStore Root { get; } = new();

        public bool Read(NetlinkMessage message) => TrafficAction.TryRead(message, out var root) && Keep(root);

        private bool Keep(NetlinkAttributes root)
        {
            Root.Keep(root);
            return true;
        }
    }
}
