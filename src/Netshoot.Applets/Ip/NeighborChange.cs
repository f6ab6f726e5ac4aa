using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip neighbour add</c>, <c>change</c>, <c>replace</c> and <c>delete</c> (ip-neighbour(8)).</summary>
internal static class NeighborChange
{
    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        byte family = context.Options.Family;
        InternetAddress? address = null;
        string? device = null;
        byte[]? hardware = null;
        var state = NeighborStates.Permanent;
        var entryFlags = NeighborFlags.None;
        uint extended = 0;
        for (; words.More; words.Advance())
        {
            if (words.Matches("lladdr"))
            {
                string text = words.Next();
                hardware = text == "null" ? [] : HardwareAddressText.ParseAny(text);
            }
            else if (words.Is("nud"))
            {
                string name = words.Next();
                state = name == "none" ? NeighborStates.None : NeighborReport.StateOf(name) ?? throw new IpFailure($"Error: argument \"{name}\" is wrong: nud state is bad\n");
            }
            else if (words.Matches("proxy"))
            {
                string text = words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
                if (address is not null) throw IpFailure.Duplicate("address", text);
                address = IpWords.Address(text, family);
                entryFlags |= NeighborFlags.Proxy;
            }
            else if (words.Is("router"))
            {
                entryFlags |= NeighborFlags.Router;
            }
            else if (words.Is("use"))
            {
                entryFlags |= NeighborFlags.Use;
            }
            else if (words.Is("managed"))
            {
                extended |= 1;
            }
            else if (words.Matches("extern_learn"))
            {
                entryFlags |= NeighborFlags.ExternallyLearned;
            }
            else if (words.Is("dev"))
            {
                device = words.Next();
            }
            else if (words.Matches("protocol"))
            {
                string name = words.Next();
                attributes.Attribute((ushort)NeighborAttribute.Protocol, context.Protocols.TryNumber(name, 255, out uint protocol) ? (byte)protocol : throw IpFailure.Invalid(name, "\"protocol\" value is invalid\n"));
            }
            else
            {
                if (words.Is("to")) words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
                if (address is not null) throw IpFailure.Duplicate("address", words.Current);
                address = IpWords.Address(words.Current, family);
            }
        }
        if (device is null || address is not { } destination) throw new IpFailure("Device and destination are required arguments.\n");

        var request = new NetlinkRequest(type, flags).U8(IpWords.FamilyOf(destination)).Zero(3).I32(context.RequireLink(device)).U16((ushort)state).U8((byte)entryFlags).U8(0)
            .Attribute((ushort)NeighborAttribute.Destination, destination);
        if (hardware is not null) request.Attribute((ushort)NeighborAttribute.HardwareAddress, hardware);
        if (extended != 0) request.Attribute((ushort)NeighborAttribute.ExtendedFlags, extended);
        context.Execute(request.Append(attributes));
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
