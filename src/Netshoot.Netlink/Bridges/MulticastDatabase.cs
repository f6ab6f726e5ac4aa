namespace Netshoot.Netlink.Bridges;

/// <summary>One bridge's part of a dump of multicast databases: <c>struct br_port_msg</c> with <c>MDBA_*</c> (include/uapi/linux/if_bridge.h).</summary>
public readonly ref struct MulticastDatabase
{
    private const ushort EntriesAttribute = 1, RoutersAttribute = 2, GroupAttribute = 1, InfoAttribute = 1, PortAttribute = 1;

    private MulticastDatabase(int bridgeIndex, NetlinkAttributes attributes)
    {
        BridgeIndex = bridgeIndex;
        Attributes = attributes;
    }

    public int BridgeIndex { get; }

    private NetlinkAttributes Attributes { get; }

    /// <summary>Takes a message of a dump; false when it is of another type or is cut short.</summary>
    public static bool TryRead(NetlinkMessage message, out MulticastDatabase database)
    {
        database = default;
        if (message.Type is not (RouteMessageType.NewMulticast or RouteMessageType.GetMulticast)) return false;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(4);
        int bridge = reader.I32();
        if (reader.Truncated) return false;
        database = new(bridge, reader.Attributes);
        return true;
    }

    /// <summary>Hands each group to <paramref name="take"/>.</summary>
    public void ForEachEntry(MulticastEntryTaker take)
    {
        foreach (var part in Attributes)
        {
            if (part.Type != EntriesAttribute) continue;
            foreach (var group in part.Nested)
            {
                if (group.Type != GroupAttribute) continue;
                foreach (var info in group.Nested)
                    if (info.Type == InfoAttribute && new MulticastEntry(info.Value) is { IsWhole: true } entry) take(entry);
            }
        }
    }

    public bool HasRouters => Attributes.Find(RoutersAttribute).Exists;

    /// <summary>Hands each port that leads to a router to <paramref name="take"/>.</summary>
    public void ForEachRouter(MulticastRouterTaker take)
    {
        foreach (var part in Attributes)
        {
            if (part.Type != RoutersAttribute) continue;
            foreach (var port in part.Nested)
                if (port.Type == PortAttribute && port.Value.Length >= sizeof(int)) take(new MulticastRouterPort(port.Value));
        }
    }

    /// <summary>The databases of all bridges.</summary>
    public static NetlinkRequest List() => new NetlinkRequest(RouteMessageType.GetMulticast, NetlinkFlags.None).U8(AddressFamilyNumber.Bridge).Zero(3).I32(0);
}

/// <summary>Takes a group; it is valid during the call.</summary>
public delegate void MulticastEntryTaker(MulticastEntry entry);

/// <summary>Takes a port that leads to a router; it is valid during the call.</summary>
public delegate void MulticastRouterTaker(MulticastRouterPort port);
