using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge fdb flush</c> (bridge(8)): the kernel deletes all that fit.</summary>
internal static class ForwardingFlush
{
    private const NeighborStates BothStates = NeighborStates.Permanent | NeighborStates.NoArp;

    private static readonly (string Word, NeighborFlags Flag)[] s_flags =
    [
        // In this request the flag for "use" stands for entries that somebody added.
        ("added_by_user", NeighborFlags.Use),
        ("extern_learn", NeighborFlags.ExternallyLearned),
        ("sticky", NeighborFlags.Sticky),
        ("offloaded", NeighborFlags.Offloaded),
    ];

    public static void Run(IpContext context, IpWords words)
    {
        string? device = null, port = null;
        ushort? vlan = null;
        NeighborStates state = NeighborStates.None, stateMask = NeighborStates.None;
        NeighborFlags flags = NeighborFlags.None, flagMask = NeighborFlags.None;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("brport")) port = words.Next();
            else if (words.Is("vlan")) vlan = BridgeNames.Vlan(words.Next());
            else if (words.Is("self")) flags |= NeighborFlags.Self;
            else if (words.Is("master")) flags |= NeighborFlags.Master;
            else if (words.Is("permanent")) (state, stateMask) = (state | NeighborStates.Permanent, stateMask | NeighborStates.Permanent);
            else if (words.Is("nopermanent")) (state, stateMask) = (state & ~NeighborStates.Permanent, stateMask | NeighborStates.Permanent);
            else if (words.Is("static")) (state, stateMask) = (state | NeighborStates.NoArp, stateMask | BothStates);
            else if (words.Is("dynamic")) (state, stateMask) = (state & ~BothStates, stateMask | BothStates);
            else if (words.Is("nostatic") || words.Is("nodynamic")) throw new IpFailure($"bridge: \"fdb flush {words.Current}\" is not supported\n");
            else if (words.Is("help")) throw new IpFailure(BridgeUsage.Forwarding);
            else TakeFlag(words.Current, ref flags, ref flagMask);
        }
        if (device is null) throw new IpFailure("Device is a required argument.\n");
        int deviceIndex = BridgeNames.Bridge(context, device);
        int portIndex = port is null ? 0 : context.Links.IndexOf(port) is > 0 and var found ? found : throw new IpFailure($"Cannot find bridge port device \"{port}\"\n");
        if ((flags & (NeighborFlags.Self | NeighborFlags.Master)) == 0) flags |= NeighborFlags.Self;
        var request = NeighborRequests.Forwarding(RouteMessageType.DeleteNeighbor, NetlinkFlags.Exclusive, deviceIndex, state, flags);
        if (portIndex != 0) request.Attribute((ushort)NeighborAttribute.RemoteInterface, portIndex);
        if (vlan is { } id) request.Attribute((ushort)NeighborAttribute.Vlan, id);
        if (flagMask != NeighborFlags.None) request.Attribute((ushort)NeighborAttribute.FlagsMask, (byte)flagMask);
        if (stateMask != NeighborStates.None) request.Attribute((ushort)NeighborAttribute.StateMask, (ushort)stateMask);
        BridgeNames.Execute(context, request);
    }

    private static void TakeFlag(string word, ref NeighborFlags flags, ref NeighborFlags mask)
    {
        foreach (var (name, flag) in s_flags)
        {
            if (word == name) flags |= flag;
            else if (word.Length == name.Length + 2 && word.StartsWith("no", StringComparison.Ordinal) && word.EndsWith(name, StringComparison.Ordinal)) flags &= ~flag;
            else continue;
            mask |= flag;
            return;
        }
        throw new IpFailure($"bridge: \"fdb flush {word}\" is not supported\n");
    }
}
