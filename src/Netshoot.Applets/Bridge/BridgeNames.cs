using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Bridge;

/// <summary>Names and answers as bridge(8) words them: all that goes wrong ends with 255, but a dump that was cut short.</summary>
internal static class BridgeNames
{
    public static int Device(IpContext context, string name)
        => context.Links.IndexOf(name) is > 0 and var index ? index : throw new IpFailure($"Cannot find device \"{name}\"\n");

    public static int Bridge(IpContext context, string name)
        => context.Links.IndexOf(name) is > 0 and var index ? index : throw new IpFailure($"Cannot find bridge device \"{name}\"\n");

    /// <summary>What atoi(3) makes of a word, as far as it is a VLAN.</summary>
    public static ushort Vlan(string word)
    {
        int value = 0;
        foreach (char c in word)
        {
            if (!char.IsAsciiDigit(c) || value > ushort.MaxValue) break;
            value = value * 10 + (c - '0');
        }
        return (ushort)value;
    }

    public static void Execute(IpContext context, NetlinkRequest request)
    {
        var error = context.Channel.TryExecute(request);
        if (error.Failed) throw new IpFailure(context.Answer(error));
    }

    public static void RequireDump(IpContext context, NetlinkDump dump)
    {
        if (dump.Error.Failed) throw new IpFailure($"{context.Answer(dump.Error)}Dump terminated\n", IpFailure.Missing);
    }
}
