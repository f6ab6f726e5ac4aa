using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge vlan add</c> and <c>delete</c> (bridge(8)).</summary>
internal static class VlanChange
{
    // IFLA_BRIDGE_*, BRIDGE_FLAGS_*, BRIDGE_VLAN_INFO_* and IFLA_BRIDGE_VLAN_TUNNEL_* (include/uapi/linux/if_bridge.h)
    private const ushort FlagsAttribute = 0, VlanAttribute = 2, TunnelAttribute = 3, MasterFlag = 1, SelfFlag = 2;
    private const ushort DefaultVlan = 2, Untagged = 4, RangeBegin = 8, RangeEnd = 16;
    private const ushort TunnelId = 1, TunnelVlan = 2, TunnelFlags = 3;
    private const uint LargestTunnel = (1 << 24) - 1;
    private const int LastVlan = 4095;

    public static void Run(IpContext context, IpWords words, bool adds)
    {
        string? device = null;
        (ushort First, ushort Last)? vlans = null;
        (uint First, uint Last)? tunnels = null;
        ushort place = 0, flags = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                device = words.Next();
            }
            else if (words.Is("vid"))
            {
                vlans = Vlans(words.Next());
            }
            else if (words.Is("self"))
            {
                place |= SelfFlag;
            }
            else if (words.Is("master"))
            {
                place |= MasterFlag;
            }
            else if (words.Is("pvid"))
            {
                flags |= DefaultVlan;
            }
            else if (words.Is("untagged"))
            {
                flags |= Untagged;
            }
            else if (words.Is("tunnel_info"))
            {
                words.Next();
                if (!words.Is("id")) throw new IpFailure($"tunnel id option expected\n");
                tunnels = Tunnels(words.Next());
            }
            else if (words.Matches("help"))
            {
                throw new IpFailure(BridgeUsage.Vlan);
            }
        }
        if (device is null || vlans is not { } range) throw new IpFailure("Device and VLAN ID are required arguments.\n");
        int index = BridgeNames.Device(context, device);
        if (range.Last > LastVlan) throw new IpFailure($"Invalid VLAN ID \"{range.Last}\"\n");
        if (range.First != range.Last && (flags & DefaultVlan) != 0) throw new IpFailure("pvid cannot be configured for a vlan range\n");
        if (tunnels is { } ids && ids.Last - ids.First != range.Last - range.First) throw new IpFailure("vlan range and tunnel id range must have the same length\n");
        BridgeNames.Execute(context, LinkRequests.ChangeBridging(index, null, family =>
        {
            if (place != 0) family.Attribute(FlagsAttribute, place);
            if (tunnels is { } tunnel) WriteTunnels(family, range, tunnel);
            else WriteVlans(family, range, flags);
        }, adds ? RouteMessageType.SetLink : RouteMessageType.DeleteLink));
    }

    private static void WriteVlans(NetlinkRequest request, (ushort First, ushort Last) range, ushort flags)
    {
        if (range.First == range.Last)
        {
            WriteVlan(request, flags, range.First);
            return;
        }
        WriteVlan(request, (ushort)(flags | RangeBegin), range.First);
        WriteVlan(request, (ushort)(flags | RangeEnd), range.Last);
    }

    // struct bridge_vlan_info
    private static void WriteVlan(NetlinkRequest request, ushort flags, ushort vlan)
    {
        Span<byte> info = stackalloc byte[4];
        BitConverter.TryWriteBytes(info, flags);
        BitConverter.TryWriteBytes(info[2..], vlan);
        request.Attribute(VlanAttribute, info);
    }

    private static void WriteTunnels(NetlinkRequest request, (ushort First, ushort Last) range, (uint First, uint Last) tunnels)
    {
        if (range.First == range.Last)
        {
            WriteTunnel(request, tunnels.First, range.First, 0);
            return;
        }
        WriteTunnel(request, tunnels.First, range.First, RangeBegin);
        WriteTunnel(request, tunnels.Last, range.Last, RangeEnd);
    }

    private static void WriteTunnel(NetlinkRequest request, uint id, ushort vlan, ushort flags)
    {
        int nest = request.Begin(TunnelAttribute, flagged: true);
        request.Attribute(TunnelId, id).Attribute(TunnelVlan, vlan).Attribute(TunnelFlags, flags).End(nest);
    }

    /// <summary>A VLAN, or a range of them.</summary>
    public static (ushort First, ushort Last) Vlans(string word)
    {
        int dash = word.IndexOf('-', StringComparison.Ordinal);
        ushort first = BridgeNames.Vlan(dash < 0 ? word : word[..dash]), last = dash < 0 ? first : BridgeNames.Vlan(word[(dash + 1)..]);
        return last >= first ? (first, last) : throw new IpFailure($"Invalid VLAN range \"{first}-{last}\"\n");
    }

    private static (uint First, uint Last) Tunnels(string word)
    {
        int dash = word.IndexOf('-', StringComparison.Ordinal);
        uint last = 0;
        if (!IpWords.TryNumber(dash < 0 ? word : word[..dash], out uint first) || dash >= 0 && !IpWords.TryNumber(word[(dash + 1)..], out last)) throw new IpFailure("invalid tunnel info\n");
        if (dash < 0) last = first;
        return first <= last && last <= LargestTunnel ? (first, last) : throw new IpFailure("invalid tunnel info\n");
    }
}
