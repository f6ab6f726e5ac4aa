using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip address add</c>, <c>change</c>, <c>replace</c> and <c>delete</c> (ip-address(8)).</summary>
internal static class AddressChange
{
    private const byte Global = 0, OnHost = 254; // RT_SCOPE_*

    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        byte family = context.Options.Family;
        IpPrefix? local = null, peer = null;
        string? device = null, label = null;
        string? broadcast = null;
        byte? scope = null;
        uint valid = AddressLifetime.Forever, preferred = AddressLifetime.Forever;
        bool hasLifetime = false;
        var state = InterfaceAddressFlags.None;
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "peer" or "remote":
                    words.Next();
                    peer = IpWords.Prefix(words.Current, family);
                    family = peer.Value.Family;
                    break;
                case "broadcast" or "brd":
                    broadcast = words.Next();
                    break;
                case "anycast":
                    attributes.Attribute((ushort)InterfaceAddressAttribute.Anycast, IpWords.Address(words.Next(), family));
                    break;
                case "scope":
                    string name = words.Next();
                    scope = context.Scopes.TryNumber(name, 255, out uint number) ? (byte)number : throw new IpFailure($"Error: argument \"{name}\" is wrong: invalid scope value.\n");
                    break;
                case "dev":
                    device = words.Next();
                    break;
                case "label":
                    label = words.Next();
                    break;
                case "metric" or "priority" or "preference":
                    attributes.Attribute((ushort)InterfaceAddressAttribute.Metric, IpWords.Number(words.Next(), "\"metric\" value is invalid\n"));
                    break;
                case "valid_lft":
                    (valid, hasLifetime) = (Seconds(words.Next(), "valid_lft value"), true);
                    break;
                case "preferred_lft":
                    (preferred, hasLifetime) = (Seconds(words.Next(), "preferred_lft value"), true);
                    break;
                case var word when FlagOf(word) is { } flag:
                    state |= flag;
                    break;
                default:
                    if (words.Is("local")) words.Next();
                    if (words.Matches("help")) throw new IpFailure(IpUsage.Address);
                    if (local is not null) throw IpFailure.DuplicateOrGarbage("local", words.Current);
                    local = IpWords.Prefix(words.Current, family);
                    family = local.Value.Family;
                    break;
            }
        }
        if (device is null) throw new IpFailure("Not enough information: \"dev\" argument is required.\n", IpFailure.Missing);
        if (valid < preferred && hasLifetime) throw new IpFailure("preferred_lft is greater than valid_lft\n", IpFailure.Missing);

        int length = (peer ?? local)?.Length ?? 0;
        if (local is { Address: { } own } && type == RouteMessageType.DeleteAddress && own.Is4 && peer is null && local.Value.Length == own.Bits && !words.Has($"{own}/32"))
        {
            context.Shell.Error.Literal($"Warning: Executing wildcard deletion to stay compatible with old scripts.\n         Explicitly specify the prefix length ({own}/32) to avoid this warning.\n         This special behaviour is likely to disappear in further releases,\n         fix your scripts!\n");
            length = 0;
        }
        if (local?.Address is { } address)
        {
            attributes.Attribute((ushort)InterfaceAddressAttribute.Local, address);
            if (length > 0 || peer is not null || type == RouteMessageType.NewAddress) attributes.Attribute((ushort)InterfaceAddressAttribute.Address, peer?.Address ?? address);
            if (broadcast is not null) WriteBroadcast(attributes, broadcast, peer?.Address ?? address, length, family);
        }
        if (label is not null) attributes.Attribute((ushort)InterfaceAddressAttribute.Label, label);
        if ((uint)state > byte.MaxValue) attributes.Attribute((ushort)InterfaceAddressAttribute.Flags, (uint)state);
        int index = context.RequireLink(device);
        if (hasLifetime)
        {
            Span<byte> lifetime = stackalloc byte[16];
            System.Runtime.InteropServices.MemoryMarshal.Write(lifetime, preferred);
            System.Runtime.InteropServices.MemoryMarshal.Write(lifetime[4..], valid);
            lifetime[8..].Clear();
            attributes.Attribute((ushort)InterfaceAddressAttribute.CacheInfo, lifetime);
        }
        byte reach = scope ?? (local?.Address is { IsLoopback: true } ? OnHost : Global);
        context.Execute(new NetlinkRequest(type, flags).U8(family).U8((byte)length).U8((byte)state).U8(reach).I32(index).Append(attributes));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void WriteBroadcast(NetlinkRequest attributes, string word, InternetAddress address, int length, byte family)
    {
        InternetAddress broadcast;
        if (word is "+" or "-")
        {
            // All host bits one, or zero.
            if (address.Is6 || length > 30) return;
            uint hosts = uint.MaxValue >> length;
            broadcast = InternetAddress.From4(word == "+" ? address.Value4 | hosts : address.Value4 & ~hosts);
        }
        else
        {
            broadcast = IpWords.Address(word, family);
        }
        attributes.Attribute((ushort)InterfaceAddressAttribute.Broadcast, broadcast);
    }

    private static InterfaceAddressFlags? FlagOf(string word) => word switch
    {
        "home" => InterfaceAddressFlags.HomeAddress,
        "nodad" => InterfaceAddressFlags.NoDuplicateDetection,
        "mngtmpaddr" => InterfaceAddressFlags.ManagesTemporary,
        "noprefixroute" => InterfaceAddressFlags.NoPrefixRoute,
        "autojoin" => InterfaceAddressFlags.MulticastAutoJoin,
        "optimistic" => InterfaceAddressFlags.Optimistic,
        _ => null,
    };

    private static uint Seconds(string word, string what)
        => word == "forever" ? AddressLifetime.Forever : IpWords.TryNumber(word, out uint number) ? number : throw new IpFailure($"Error: argument \"{word}\" is wrong: {what}\n");
}
