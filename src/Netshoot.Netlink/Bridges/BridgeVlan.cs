namespace Netshoot.Netlink.Bridges;

/// <summary>A VLAN, or a range of them, that a port of a bridge lets pass: <c>struct bridge_vlan_info</c> (include/uapi/linux/if_bridge.h).</summary>
/// <param name="First">VLAN ID.</param>
/// <param name="Last">The last one of a range; the same as the first for a single one.</param>
/// <param name="Flags">How it treats them.</param>
public readonly record struct BridgeVlan(ushort First, ushort Last, BridgeVlanFlags Flags)
{
    private const ushort InfoAttribute = 2; // IFLA_BRIDGE_VLAN_INFO

    /// <summary>The VLANs among what a link tells about bridging (<c>IFLA_AF_SPEC</c>); a range comes as its begin and its end.</summary>
    public static List<BridgeVlan> ReadAll(NetlinkAttributes families)
    {
        var vlans = new List<BridgeVlan>();
        ushort? begin = null;
        foreach (var attribute in families)
        {
            if (attribute.Type != InfoAttribute) continue;
            var reader = attribute.Reader;
            var flags = (BridgeVlanFlags)reader.U16();
            ushort id = reader.U16();
            if (reader.Truncated) continue;
            if (flags.HasFlag(BridgeVlanFlags.RangeBegin))
            {
                begin = id;
                continue;
            }
            vlans.Add(new(flags.HasFlag(BridgeVlanFlags.RangeEnd) && begin is { } first && first <= id ? first : id, id, flags & ~(BridgeVlanFlags.RangeBegin | BridgeVlanFlags.RangeEnd)));
            begin = null;
        }
        return vlans;
    }
}

/// <summary><c>BRIDGE_VLAN_INFO_*</c>.</summary>
[Flags]
public enum BridgeVlanFlags : ushort
{
    None = 0,

    /// <summary>It belongs to the bridge itself.</summary>
    Master = 0x01,

    /// <summary>What comes in without a tag belongs to it.</summary>
    PortVlan = 0x02,

    /// <summary>What goes out loses its tag.</summary>
    Untagged = 0x04,
    RangeBegin = 0x08,
    RangeEnd = 0x10,
}
