using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Xfrm;

namespace Netshoot.Applets.Ip.Xfrm;

/// <summary><c>ip xfrm state</c> and <c>ip xfrm policy</c>: what is shown of IPsec (ip-xfrm(8)).</summary>
internal static class XfrmCommands
{
    private const string Usage = "Usage: ip xfrm XFRM-OBJECT { COMMAND | help }\nwhere  XFRM-OBJECT := state | policy | monitor\n";

    private static readonly string[] s_changes = ["add", "update", "delete", "deleteall", "flush", "allocspi", "get", "set", "setdefault"];

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure(Usage);
        string word = words.Current;
        words.Advance();
        if (IpWords.Matches(word, "state") || IpWords.Matches(word, "sa")) return RunState(context, words);
        if (IpWords.Matches(word, "policy")) return RunPolicy(context, words);
        if (IpWords.Matches(word, "monitor")) throw new IpFailure("ip: object \"xfrm monitor\" is not supported\n");
        throw new IpFailure(Usage);
    }

    private static ValueTask<ExitCode> RunState(IpContext context, IpWords words)
    {
        if (!words.More) return ShowStates(context, words);
        string verb = words.Current;
        if (IpWords.Matches(verb, "list") || IpWords.Matches(verb, "show") || IpWords.Matches(verb, "lst"))
        {
            words.Advance();
            return ShowStates(context, words);
        }
        if (IpWords.Matches(verb, "count")) return CountStates(context);
        throw Unknown(verb, "state");
    }

    private static ValueTask<ExitCode> RunPolicy(IpContext context, IpWords words)
    {
        if (!words.More) return ShowPolicies(context, words);
        string verb = words.Current;
        if (IpWords.Matches(verb, "list") || IpWords.Matches(verb, "show") || IpWords.Matches(verb, "lst"))
        {
            words.Advance();
            return ShowPolicies(context, words);
        }
        if (IpWords.Matches(verb, "count")) return CountPolicies(context);
        if (IpWords.Matches(verb, "getdefault")) return ShowDefaults(context);
        throw Unknown(verb, "policy");
    }

    private static IpFailure Unknown(string verb, string what)
        => Array.Find(s_changes, change => IpWords.Matches(verb, change)) is { } change ? new($"ip: command \"xfrm {what} {change}\" is not supported\n") : IpFailure.UnknownCommand(verb, $"ip xfrm {what} help");

    private static ValueTask<ExitCode> ShowStates(IpContext context, IpWords words)
    {
        var selector = new XfrmSelection(context);
        selector.TakeStates(words);
        var report = new XfrmStateReport(context, selector.HidesKeys);
        var state = new XfrmState();
        var dump = context.Open(NetlinkProtocol.Xfrm).Dump(XfrmRequests.ListStates());
        foreach (var message in dump)
            if (state.Read(message) && selector.Includes(state)) report.Write(state);
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowPolicies(IpContext context, IpWords words)
    {
        var selector = new XfrmSelection(context);
        selector.TakePolicies(words);
        var report = new XfrmPolicyReport(context);
        var policy = new XfrmPolicy();
        var dump = context.Open(NetlinkProtocol.Xfrm).Dump(XfrmRequests.ListPolicies());
        foreach (var message in dump)
            if (policy.Read(message) && selector.Includes(policy)) report.Write(policy);
        context.RequireDump(dump);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> CountStates(IpContext context)
    {
        const ushort Count = 1, Buckets = 2; // XFRMA_SAD_*
        var attributes = Ask(context, XfrmMessageType.GetStateInformation).Attributes.Attributes;
        var to = new XfrmText(context).To;
        to.Text($"\t SAD count {attributes.Find(Count).U32}");
        if (context.Options.Statistics > 0)
        {
            var buckets = attributes.Find(Buckets).Reader;
            to.Text($" (buckets count {buckets.U32()} Max {buckets.U32()})");
        }
        to.Text($"\n");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> CountPolicies(IpContext context)
    {
        const ushort Counts = 1; // XFRMA_SPD_INFO
        var counts = Ask(context, XfrmMessageType.GetPolicyInformation).Attributes.Attributes.Find(Counts).Reader;
        var to = new XfrmText(context).To;
        to.Text($"\t SPD IN  {counts.U32()} OUT {counts.U32()} FWD {counts.U32()}");
        if (context.Options.Statistics > 0) to.Text($" (Sock: IN {counts.U32()} OUT {counts.U32()} FWD {counts.U32()})");
        to.Text($"\n");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowDefaults(IpContext context)
    {
        // struct xfrm_userpolicy_default: in, forward, out; 1 blocks.
        const byte Blocks = 1;
        var answer = Ask(context, XfrmMessageType.GetDefault);
        var (input, forward, output) = ((byte)answer.Word, (byte)(answer.Word >> 8), (byte)(answer.Word >> 16));
        new XfrmText(context).To.Text($"Default policies:\n in:  {Action(input)}\n fwd: {Action(forward)}\n out: {Action(output)}\n");
        return ValueTask.FromResult(ExitCode.Ok);

        static string Action(byte action) => action == Blocks ? "block" : "accept";
    }

    private static XfrmInformation Ask(IpContext context, ushort question)
    {
        var error = context.Open(NetlinkProtocol.Xfrm).TryGet<XfrmInformation>(XfrmRequests.Information(question), out var found);
        return found ?? throw context.Refused(error);
    }
}
