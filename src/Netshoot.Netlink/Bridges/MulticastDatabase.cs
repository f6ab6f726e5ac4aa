using System.Buffers.Binary;
using Netshoot.Wire;

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
        if (message.Type is not (RouteMessageType.NewMulticast or RouteMessageType.GetMulticast or RouteMessageType.DeleteMulticast)) return false;
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

    /// <summary>Takes a group up or out.</summary>
    /// <param name="adds">Which of the two.</param>
    /// <param name="bridge">The bridge.</param>
    /// <param name="port">Its port, or itself.</param>
    /// <param name="isPermanent">Whether it stays.</param>
    /// <param name="vlan">0 for none.</param>
    /// <param name="group">The group; null when it is an address of hardware.</param>
    /// <param name="mac">The group as an address of hardware.</param>
    /// <param name="source">The only sender that is wanted; null for any.</param>
    public static NetlinkRequest Change(bool adds, int bridge, int port, bool isPermanent, ushort vlan, InternetAddress? group, MacAddress mac, InternetAddress? source)
    {
        const ushort Entry = 1, EntryAttributes = 2, Source = 1;
        const int EntrySize = 28, AddressAt = 8, ProtocolAt = 24;
        Span<byte> entry = stackalloc byte[EntrySize];
        entry.Clear();
        BitConverter.TryWriteBytes(entry, port);
        entry[4] = isPermanent ? (byte)1 : (byte)0;
        BitConverter.TryWriteBytes(entry[6..], vlan);
        if (group is { } address)
        {
            address.CopyTo(entry[AddressAt..]);
            BinaryPrimitives.WriteUInt16BigEndian(entry[ProtocolAt..], address.Is6 ? (ushort)0x86dd : (ushort)0x0800);
        }
        else
        {
            mac.CopyTo(entry[AddressAt..]);
        }
        var request = new NetlinkRequest(adds ? RouteMessageType.NewMulticast : RouteMessageType.DeleteMulticast, adds ? NetlinkFlags.Create | NetlinkFlags.Exclusive : NetlinkFlags.None)
            .U8(AddressFamilyNumber.Bridge).Zero(3).I32(bridge).Attribute(Entry, entry);
        if (source is not { } sender) return request;
        int nest = request.Begin(EntryAttributes, flagged: true);
        request.Attribute(Source, sender).End(nest);
        return request;
    }

    /// <summary>The databases of all bridges.</summary>
    public static NetlinkRequest List() => new NetlinkRequest(RouteMessageType.GetMulticast, NetlinkFlags.None).U8(AddressFamilyNumber.Bridge).Zero(3).I32(0);
}

/// <summary>Takes a group; it is valid during the call.</summary>
public delegate void MulticastEntryTaker(MulticastEntry entry);

/// <summary>Takes a port that leads to a router; it is valid during the call.</summary>
public delegate void MulticastRouterTaker(MulticastRouterPort port);
