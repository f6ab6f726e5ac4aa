using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>One address as ip(8) prints it.</summary>
internal static class AddressReport
{
    /// <summary>The words for flags, in the order in which they are printed; permanent is the absence of <c>dynamic</c>.</summary>
    public static readonly (InterfaceAddressFlags Flag, string Name)[] Flags =
    [
        (InterfaceAddressFlags.Secondary, "secondary"),
        (InterfaceAddressFlags.NoDuplicateDetection, "nodad"),
        (InterfaceAddressFlags.Optimistic, "optimistic"),
        (InterfaceAddressFlags.DuplicateDetected, "dadfailed"),
        (InterfaceAddressFlags.HomeAddress, "home"),
        (InterfaceAddressFlags.Deprecated, "deprecated"),
        (InterfaceAddressFlags.Tentative, "tentative"),
        (InterfaceAddressFlags.Permanent, "dynamic"),
        (InterfaceAddressFlags.ManagesTemporary, "mngtmpaddr"),
        (InterfaceAddressFlags.NoPrefixRoute, "noprefixroute"),
        (InterfaceAddressFlags.MulticastAutoJoin, "autojoin"),
        (InterfaceAddressFlags.StablePrivacy, "stable-privacy"),
    ];

    /// <param name="context">The command.</param>
    /// <param name="device">The name of its interface; null where that was said before.</param>
    /// <param name="address">The address.</param>
    public static void Write(IpContext context, string? device, InterfaceAddress address)
    {
        var to = context.To;
        bool brief = context.Options.Brief;
        if (!brief)
        {
            if (context.Options.OneLine && device is not null)
            {
                to.Field("index", address.InterfaceIndex, $"{address.InterfaceIndex}: ");
                to.Field("dev", device, $"{device}");
            }
            to.Field("family", FamilyName(address.Family), $"    {FamilyName(address.Family)} ");
        }
        WritePlace(context, address);
        if (brief) return;
        if (address.Broadcast is { } broadcast)
        {
            to.Text($"brd ");
            to.Field(AddressPaint.PaintOf(broadcast), "broadcast", broadcast, $"{broadcast} ");
        }
        if (address.Anycast is { } anycast)
        {
            to.Text($"any ");
            to.Field(AddressPaint.PaintOf(anycast), "anycast", anycast, $"{anycast} ");
        }
        to.Field("scope", context.Scopes.Name(address.Scope), $"scope {context.Scopes.Name(address.Scope)} ");
        WriteFlags(to, address);
        if (address.Label is { } label) to.Field("label", label, $"{label}");
        if (address.Lifetime is { } lifetime) WriteLifetime(context, lifetime);
        to.Text($"\n");
    }

    public static string FamilyName(byte family) => family switch
    {
        AddressFamilyNumber.Inet => "inet",
        AddressFamilyNumber.Inet6 => "inet6",
        AddressFamilyNumber.Mpls => "mpls",
        AddressFamilyNumber.Bridge => "bridge",
        AddressFamilyNumber.Packet => "link",
        _ => "???",
    };

    private static void WritePlace(IpContext context, InterfaceAddress address)
    {
        var to = context.To;
        to.Field(AddressPaint.PaintOf(address.Local), "local", address.Local, $"{address.Local}");
        if (address.Peer is { } peer)
        {
            to.Text($" peer ");
            to.Field(AddressPaint.PaintOf(peer), "address", peer, $"{peer}");
        }
        to.Field("prefixlen", address.PrefixLength, $"/{address.PrefixLength} ");
        if (address.Metric is { } metric) to.Field("metric", metric, $"metric {metric} ");
    }

    private static void WriteFlags(ReportWriter to, InterfaceAddress address)
    {
        var rest = address.Flags;
        foreach (var (flag, word) in Flags)
        {
            bool isSet = rest.HasFlag(flag);
            rest &= ~flag;
            if (isSet == (flag == InterfaceAddressFlags.Permanent)) continue;
            string name = flag == InterfaceAddressFlags.Secondary && address.Family == AddressFamilyNumber.Inet6 ? "temporary" : word;
            to.Field(name, true, $"{name} ");
        }
        if (rest != 0) to.Field("ifa_flags", $"{(uint)rest:x2}", $"flags {(uint)rest:x2} ");
    }

    private static void WriteLifetime(IpContext context, AddressLifetime lifetime)
    {
        var to = context.To;
        to.Text($"{context.LineBreak}       ");
        to.Field("valid_life_time", lifetime.Valid, $"valid_lft {Seconds(lifetime.Valid)} ");
        to.Field("preferred_life_time", lifetime.Preferred, $"preferred_lft {Seconds(lifetime.Preferred)}");
    }

    private static string Seconds(uint seconds) => seconds == AddressLifetime.Forever ? "forever" : string.Create(CultureInfo.InvariantCulture, $"{seconds}sec");
}
