using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;
using Netshoot.Wire;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge fdb add</c>, <c>append</c>, <c>replace</c> and <c>delete</c> (bridge(8)).</summary>
internal static class ForwardingChange
{
    public static void Run(IpContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        string? device = null, address = null;
        InternetAddress? end = null;
        var state = NeighborStates.None;
        var entry = NeighborFlags.None;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("dst")) end = end is null ? IpWords.Address(words.Next(), 0) : throw IpFailure.Duplicate("dst", words.Next());
            else if (words.Is("port")) attributes.AttributeBigEndian((ushort)NeighborAttribute.Port, Port(context, words.Next()));
            else if (words.Is("vni")) attributes.Attribute((ushort)NeighborAttribute.NetworkIdentifier, Identifier(words.Next(), "invalid VNI\n"));
            else if (words.Is("src_vni")) attributes.Attribute((ushort)NeighborAttribute.SourceNetworkIdentifier, Identifier(words.Next(), "invalid src VNI\n"));
            else if (words.Is("via")) attributes.Attribute((ushort)NeighborAttribute.RemoteInterface, BridgeNames.Device(context, words.Next()));
            else if (words.Is("nhid")) attributes.Attribute((ushort)NeighborAttribute.NexthopId, IpWords.Number(words.Next(), "\"id\" value is invalid\n"));
            else if (words.Is("vlan")) attributes.Attribute((ushort)NeighborAttribute.Vlan, BridgeNames.Vlan(words.Next()));
            else if (words.Is("self")) entry |= NeighborFlags.Self;
            else if (words.Matches("master")) entry |= NeighborFlags.Master;
            else if (words.Matches("router")) entry |= NeighborFlags.Router;
            else if (words.Matches("local") || words.Matches("permanent")) state |= NeighborStates.Permanent | NeighborStates.NoArp;
            else if (words.Matches("temp") || words.Matches("static")) state |= NeighborStates.Reachable | NeighborStates.NoArp;
            else if (words.Matches("dynamic")) state |= NeighborStates.Reachable;
            else if (words.Matches("use")) entry |= NeighborFlags.Use;
            else if (words.Matches("extern_learn")) entry |= NeighborFlags.ExternallyLearned;
            else if (words.Matches("sticky")) entry |= NeighborFlags.Sticky;
            else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Forwarding);
            else if (words.Is("to")) address = words.Next();
            else if (address is null) address = words.Current;
            else throw IpFailure.DuplicateOrGarbage("to", words.Current);
        }
        if (device is null || address is null) throw new IpFailure("Device and address are required arguments.\n");
        // An entry belongs to the device itself unless it is said to be its bridge's.
        if ((entry & (NeighborFlags.Self | NeighborFlags.Master)) == 0) entry |= NeighborFlags.Self;
        if (state == NeighborStates.None) state = NeighborStates.Permanent | NeighborStates.NoArp;
        var mac = Mac(address);
        var request = NeighborRequests.Forwarding(type, flags, BridgeNames.Device(context, device), state, entry).Attribute((ushort)NeighborAttribute.HardwareAddress, mac);
        if (end is { } remote) request.Attribute((ushort)NeighborAttribute.Destination, remote);
        BridgeNames.Execute(context, request.Append(attributes));
    }

    public static MacAddress Mac(string word)
        => MacAddress.TryParse(word, out var mac) && word.Contains(':', StringComparison.Ordinal) ? mac : throw new IpFailure($"Invalid mac address {word}\n");

    public static uint Identifier(string word, string reason)
    {
        const uint Most = 1 << 24;
        return IpWords.TryNumber(word, out uint number) && number < Most ? number : throw IpFailure.Invalid(word, reason);
    }

    private static ushort Port(IpContext context, string word)
        => IpWords.TryNumber(word, out uint number) && number <= ushort.MaxValue ? (ushort)number
            : context.Shell.Machine.Names.Port(word, "udp") ?? throw IpFailure.Invalid(word, "invalid port\n");
}
