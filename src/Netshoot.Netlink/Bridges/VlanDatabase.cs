namespace Netshoot.Netlink.Bridges;

/// <summary>The VLANs of one port, or the settings that a bridge has for its VLANs: <c>struct br_vlan_msg</c> with <c>BRIDGE_VLANDB_*</c> (include/uapi/linux/if_bridge.h).</summary>
public sealed class VlanDatabase : INetlinkTable
{
    public const ushort Entry = 1, GlobalOptions = 2;
    private const ushort DumpFlags = 1;
    private const uint Globals = 2;

    public int InterfaceIndex { get; private set; }

    /// <summary>One attribute for each VLAN or range of them.</summary>
    public AttributeStore Entries { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewVlan or RouteMessageType.DeleteVlan)) return false;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(4);
        InterfaceIndex = reader.I32();
        if (reader.Truncated) return false;
        Entries.Keep(reader.Attributes);
        return true;
    }

    /// <summary>All of a device, or of all.</summary>
    /// <param name="interfaceIndex">The device; 0 for all.</param>
    /// <param name="globals">The settings of the bridges, not the VLANs of the ports.</param>
    public static NetlinkRequest List(int interfaceIndex, bool globals) => Begin(RouteMessageType.GetVlan, interfaceIndex).Attribute(DumpFlags, globals ? Globals : 0);

    /// <summary>Begins a change; what is to be is the caller's.</summary>
    public static NetlinkRequest Change(int interfaceIndex) => Begin(RouteMessageType.NewVlan, interfaceIndex);

    private static NetlinkRequest Begin(ushort type, int interfaceIndex) => new NetlinkRequest(type, NetlinkFlags.None).U8(AddressFamilyNumber.Bridge).Zero(3).I32(interfaceIndex);
}
