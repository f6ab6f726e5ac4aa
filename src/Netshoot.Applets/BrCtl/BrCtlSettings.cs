using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.BrCtl;

/// <summary>The commands of brctl(8) that change one number of a bridge (<c>IFLA_BR_*</c>) or of a port (<c>IFLA_BRPORT_*</c>).</summary>
internal static class BrCtlSettings
{
    private const double HundredthsPerSecond = 100;

    public static ExitCode SpanningTree(BrCtlContext context, IReadOnlyList<string> words)
        => Switch(words[1]) is { } on
            ? Change(context, words[0], "set stp status failed", request => request.Attribute(5, on ? 1u : 0u))
            : context.Fail("expect on/off for argument");

    public static ExitCode AgeingTime(BrCtlContext context, IReadOnlyList<string> words) => Time(context, words, 4, "ageing time", "set ageing time failed");

    public static ExitCode ForwardDelay(BrCtlContext context, IReadOnlyList<string> words) => Time(context, words, 1, "forward delay", "set forward delay failed");

    public static ExitCode HelloTime(BrCtlContext context, IReadOnlyList<string> words) => Time(context, words, 2, "hello timer", "set hello timer failed");

    public static ExitCode MaximalAge(BrCtlContext context, IReadOnlyList<string> words) => Time(context, words, 3, "max age", "set max age failed");

    public static ExitCode Priority(BrCtlContext context, IReadOnlyList<string> words)
        => IpWords.TryNumber(words[1], out uint priority)
            ? Change(context, words[0], "set bridge priority failed", request => request.Attribute(6, (ushort)priority))
            : context.Fail("bad priority");

    public static ExitCode PathCost(BrCtlContext context, IReadOnlyList<string> words)
        => IpWords.TryNumber(words[2], out uint cost)
            ? ChangePort(context, words[1], "set path cost failed", request => request.Attribute(3, cost))
            : context.Fail("bad path cost value");

    public static ExitCode PortPriority(BrCtlContext context, IReadOnlyList<string> words)
        => IpWords.TryNumber(words[2], out uint priority)
            ? ChangePort(context, words[1], "set port priority failed", request => request.Attribute(2, (ushort)Math.Min(priority, ushort.MaxValue)))
            : context.Fail("bad path priority value");

    public static ExitCode Hairpin(BrCtlContext context, IReadOnlyList<string> words)
    {
        if (Switch(words[2]) is not { } on) return context.Fail("expect on/off for argument");
        if (context.Links.Find(words[0]) is null) return context.Fail($"bridge {words[0]} does not exist!");
        return ChangePort(context, words[1], $"can't set {words[1]} to hairpin on bridge {words[0]}", request => request.Attribute(4, on ? (byte)1 : (byte)0));
    }

    private static ExitCode Time(BrCtlContext context, IReadOnlyList<string> words, ushort attribute, string what, string failure)
        => double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < uint.MaxValue / HundredthsPerSecond
            ? Change(context, words[0], failure, request => request.Attribute(attribute, (uint)(seconds * HundredthsPerSecond)))
            : context.Fail($"bad {what} value");

    private static ExitCode Change(BrCtlContext context, string name, string failure, Action<NetlinkRequest> write)
    {
        if (context.Links.Find(name) is not { } bridge) return context.Fail($"{failure}: {context.Text(Errno.ENODEV)}");
        if (bridge.Kind != BrCtlContext.BridgeKind) return context.Fail($"{failure}: {context.Text(Errno.EOPNOTSUPP)}");
        var error = context.Channel.TryExecute(LinkRequests.ChangeKind(bridge.Index, BrCtlContext.BridgeKind, write));
        return error.Failed ? context.Fail($"{failure}: {context.Text(error.Errno)}") : ExitCode.Ok;
    }

    // The original finds the port by its own name: that of the bridge does not count.
    private static ExitCode ChangePort(BrCtlContext context, string name, string failure, Action<NetlinkRequest> write)
    {
        if (context.Links.Find(name) is not { } port) return context.Fail($"{failure}: {context.Text(Errno.ENODEV)}");
        if (port.PortKind != BrCtlContext.BridgeKind) return context.Fail($"{failure}: {context.Text(Errno.ENOENT)}");
        var error = context.Channel.TryExecute(LinkRequests.ChangeBridgePort(port.Index, write));
        return error.Failed ? context.Fail($"{failure}: {context.Text(error.Errno)}") : ExitCode.Ok;
    }

    private static bool? Switch(string word) => word switch
    {
        "on" or "yes" or "1" => true,
        "off" or "no" or "0" => false,
        _ => null,
    };
}
