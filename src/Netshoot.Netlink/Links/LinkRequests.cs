using Netshoot.Wire;

namespace Netshoot.Netlink.Links;

/// <summary>Requests about links: what to read, and the few changes that a lab needs (rtnetlink(7)).</summary>
public static class LinkRequests
{
    // RTEXT_FILTER_* (include/uapi/linux/rtnetlink.h)
    private const uint VirtualFunctions = 1, SkipStatistics = 8;
    private const ushort KindAttribute = 1, DataAttribute = 2;

    /// <summary>All links; the kernel leaves out what has another master or kind.</summary>
    /// <param name="family">0, or a family whose own view is wanted.</param>
    /// <param name="master">The index of the master, or 0.</param>
    /// <param name="kind">The kind, or null.</param>
    /// <param name="statistics">Whether the counters are wanted: they are most of the work.</param>
    public static NetlinkRequest List(byte family = 0, int master = 0, string? kind = null, bool statistics = true)
    {
        var request = Begin(RouteMessageType.GetLink, NetlinkFlags.None, 0, family);
        // The view of IPv6 takes no attributes.
        if (family == AddressFamilyNumber.Inet6) return request;
        request.Attribute((ushort)LinkAttribute.ExtendedMask, VirtualFunctions | (statistics ? 0 : SkipStatistics));
        if (master != 0) request.Attribute((ushort)LinkAttribute.Master, master);
        if (kind is not null) WithKind(request, kind, null);
        return request;
    }

    public static NetlinkRequest Find(int index, bool statistics = true)
        => Begin(RouteMessageType.GetLink, NetlinkFlags.None, index)
            .Attribute((ushort)LinkAttribute.ExtendedMask, VirtualFunctions | (statistics ? 0 : SkipStatistics));

    /// <summary>The link of that name or alternative name.</summary>
    public static NetlinkRequest Find(string name, bool statistics = true)
        => WithName(Begin(RouteMessageType.GetLink, NetlinkFlags.None, 0), name)
            .Attribute((ushort)LinkAttribute.ExtendedMask, VirtualFunctions | (statistics ? 0 : SkipStatistics));

    /// <summary>A cable: two links, the other end in the namespace behind <paramref name="peerNamespace"/> if there is one.</summary>
    public static NetlinkRequest AddCable(string name, string peerName, int? peerNamespace = null)
    {
        const ushort PeerAttribute = 1; // VETH_INFO_PEER
        return WithKind(Add(name), "veth", request =>
        {
            int peer = request.Begin(PeerAttribute);
            request.Zero(HeaderSize).Attribute((ushort)LinkAttribute.Name, peerName);
            if (peerNamespace is { } descriptor) request.Attribute((ushort)LinkAttribute.NamespaceDescriptor, descriptor);
            request.End(peer);
        });
    }

    public static NetlinkRequest AddBridge(string name, bool filtersVlans = false)
    {
        const ushort VlanFiltering = 7; // IFLA_BR_VLAN_FILTERING
        return WithKind(Add(name), "bridge", filtersVlans ? static request => request.Attribute(VlanFiltering, (byte)1) : null);
    }

    /// <param name="name">Its name.</param>
    /// <param name="identifier">VNI, 24 bits.</param>
    /// <param name="remote">The other end or the multicast group; null for one that only its forwarding database leads.</param>
    /// <param name="local">The address of this end.</param>
    /// <param name="port">UDP port of the other end; 4789 is the standard's (RFC 7348).</param>
    /// <param name="lower">The index of the link that carries it, or 0.</param>
    public static NetlinkRequest AddVxlan(string name, uint identifier, InternetAddress? remote = null, InternetAddress? local = null, ushort port = 4789, int lower = 0)
    {
        const ushort Identifier = 1, Group = 2, Link = 3, Local = 4, Port = 15, Group6 = 16, Local6 = 17; // IFLA_VXLAN_*
        return WithKind(Add(name), "vxlan", request =>
        {
            request.Attribute(Identifier, identifier).AttributeBigEndian(Port, port);
            if (remote is { } group) request.Attribute(group.Is6 ? Group6 : Group, group);
            if (local is { } own) request.Attribute(own.Is6 ? Local6 : Local, own);
            if (lower != 0) request.Attribute(Link, lower);
        });
    }

    /// <param name="name">Its name.</param>
    /// <param name="lower">The index of the link that it shares.</param>
    /// <param name="mode"><c>MACVLAN_MODE_*</c>: 1 private, 2 vepa, 4 bridge, 8 passthru.</param>
    /// <param name="targetNamespace">A descriptor of the namespace that it is made in, or null.</param>
    public static NetlinkRequest AddMacvlan(string name, int lower, uint mode = 4, int? targetNamespace = null)
    {
        const ushort Mode = 1; // IFLA_MACVLAN_MODE
        var request = Add(name).Attribute((ushort)LinkAttribute.Link, lower);
        if (targetNamespace is { } descriptor) request.Attribute((ushort)LinkAttribute.NamespaceDescriptor, descriptor);
        return WithKind(request, "macvlan", body => body.Attribute(Mode, mode));
    }

    /// <summary>A link of a kind that needs nothing else said.</summary>
    public static NetlinkRequest Add(string name, string kind) => WithKind(Add(name), kind, null);

    public static NetlinkRequest Delete(string name) => WithName(Begin(RouteMessageType.DeleteLink, NetlinkFlags.None, 0), name);

    public static NetlinkRequest Delete(int index) => Begin(RouteMessageType.DeleteLink, NetlinkFlags.None, index);

    /// <summary>Changes a link; attributes may be added to the request.</summary>
    public static NetlinkRequest Change(int index, LinkFlags set = LinkFlags.None, LinkFlags clear = LinkFlags.None)
        => Header(new NetlinkRequest(RouteMessageType.NewLink, NetlinkFlags.None), 0, index, set, set | clear);

    public static NetlinkRequest SetUp(int index) => Change(index, set: LinkFlags.Up);

    public static NetlinkRequest SetDown(int index) => Change(index, clear: LinkFlags.Up);

    /// <summary>Makes it a port of a master; 0 frees it.</summary>
    public static NetlinkRequest SetMaster(int index, int master) => Change(index).Attribute((ushort)LinkAttribute.Master, master);

    public static NetlinkRequest SetMtu(int index, uint mtu) => Change(index).Attribute((ushort)LinkAttribute.Mtu, mtu);

    public static NetlinkRequest SetName(int index, string name) => Change(index).Attribute((ushort)LinkAttribute.Name, name);

    public static NetlinkRequest SetAddress(int index, MacAddress address) => Change(index).Attribute((ushort)LinkAttribute.Address, address);

    /// <summary>Changes what its kind keeps about it (<c>IFLA_BR_*</c> of a bridge).</summary>
    public static NetlinkRequest ChangeKind(int index, string kind, Action<NetlinkRequest> writeData) => WithKind(Change(index), kind, writeData);

    /// <summary>Changes what a bridge keeps about a port (<c>IFLA_BRPORT_*</c>).</summary>
    public static NetlinkRequest ChangeBridgePort(int index, Action<NetlinkRequest> writeData)
    {
        var request = Begin(RouteMessageType.SetLink, NetlinkFlags.None, index, AddressFamilyNumber.Bridge);
        int port = request.Begin((ushort)LinkAttribute.ProtocolInfo, flagged: true);
        writeData(request);
        request.End(port);
        return request;
    }

    /// <summary>Changes how a port behaves, and what its bridge or its hardware does about it.</summary>
    /// <param name="index">The port.</param>
    /// <param name="port">Attributes <c>IFLA_BRPORT_*</c>.</param>
    /// <param name="writeFamily">Writes the attributes <c>IFLA_BRIDGE_*</c>; null when there are none.</param>
    /// <param name="type">The message: to set, or to take away.</param>
    public static NetlinkRequest ChangeBridging(int index, NetlinkRequest? port, Action<NetlinkRequest>? writeFamily, ushort type = RouteMessageType.SetLink)
    {
        var request = Begin(type, NetlinkFlags.None, index, AddressFamilyNumber.Bridge);
        if (port is not null)
        {
            int nest = request.Begin((ushort)LinkAttribute.ProtocolInfo, flagged: true);
            request.Append(port).End(nest);
        }
        if (writeFamily is null) return request;
        int family = request.Begin((ushort)LinkAttribute.FamilySpecific);
        int empty = request.Length;
        writeFamily(request);
        if (request.Length == empty) request.CutTo(family);
        else request.End(family);
        return request;
    }

    /// <summary>All bridges and ports as bridging sees them; with <paramref name="vlans"/> the VLANs that each lets pass.</summary>
    public static NetlinkRequest ListBridging(bool vlans = false, bool compressed = false)
    {
        const uint Vlans = 2, CompressedVlans = 4; // RTEXT_FILTER_BRVLAN and _COMPRESSED
        return Begin(RouteMessageType.GetLink, NetlinkFlags.None, 0, AddressFamilyNumber.Bridge)
            .Attribute((ushort)LinkAttribute.ExtendedMask, !vlans ? 0 : compressed ? CompressedVlans : Vlans);
    }

    /// <summary>Moves it into the namespace behind a descriptor.</summary>
    public static NetlinkRequest SetNamespace(int index, int descriptor) => Change(index).Attribute((ushort)LinkAttribute.NamespaceDescriptor, descriptor);

    internal const int HeaderSize = 16;

    private static NetlinkRequest Add(string name)
        => Begin(RouteMessageType.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive, 0).Attribute((ushort)LinkAttribute.Name, name);

    private static NetlinkRequest WithKind(NetlinkRequest request, string kind, Action<NetlinkRequest>? writeData)
    {
        int info = request.Begin((ushort)LinkAttribute.Info);
        // The kind is text that this attribute does not end with NUL.
        request.Attribute(KindAttribute, System.Text.Encoding.UTF8.GetBytes(kind));
        if (writeData is not null)
        {
            int data = request.Begin(DataAttribute);
            writeData(request);
            request.End(data);
        }
        request.End(info);
        return request;
    }

    private static NetlinkRequest WithName(NetlinkRequest request, string name)
        // What is too long for a name can only be an alternative name.
        => request.Attribute((ushort)(System.Text.Encoding.UTF8.GetByteCount(name) < LongestName ? LinkAttribute.Name : LinkAttribute.AlternativeName), name);

    private static NetlinkRequest Begin(ushort type, NetlinkFlags flags, int index, byte family = 0)
        => Header(new NetlinkRequest(type, flags), family, index, LinkFlags.None, LinkFlags.None);

    private static NetlinkRequest Header(NetlinkRequest request, byte family, int index, LinkFlags flags, LinkFlags mask)
        => request.U8(family).U8(0).U16(0).I32(index).U32((uint)flags).U32((uint)mask);

    // IFNAMSIZ with its NUL (include/uapi/linux/if.h)
    private const int LongestName = 16;
}
