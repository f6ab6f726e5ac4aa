namespace Netshoot.Netlink.Links;

/// <summary>A network interface: <c>struct ifinfomsg</c> with <c>IFLA_*</c> (include/uapi/linux/if_link.h).</summary>
public sealed class Link : INetlinkTable
{
    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    public int Index { get; private set; }

    /// <summary><c>ARPHRD_*</c> (include/uapi/linux/if_arp.h): 1 is Ethernet.</summary>
    public ushort HardwareType { get; private set; }

    public LinkFlags Flags { get; private set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> AlternativeNames => _alternativeNames;

    public string? Alias { get; private set; }

    public HardwareAddress Address { get; private set; }

    /// <summary>The broadcast address, or the other end of a point-to-point link.</summary>
    public HardwareAddress Broadcast { get; private set; }

    public HardwareAddress PermanentAddress { get; private set; }

    public uint? Mtu { get; private set; }

    public uint? MinMtu { get; private set; }

    public uint? MaxMtu { get; private set; }

    /// <summary>The link below or the other end of a cable, in the namespace <see cref="LinkNamespaceId"/>.</summary>
    public int? LowerIndex { get; private set; }

    /// <summary>The id of the namespace that <see cref="LowerIndex"/> is in; null when it is this one.</summary>
    public int? LinkNamespaceId { get; private set; }

    /// <summary>The bridge, bond, VRF that it is a port of.</summary>
    public int? MasterIndex { get; private set; }

    public string? Qdisc { get; private set; }

    public uint? QueueLength { get; private set; }

    /// <summary><c>IF_OPER_*</c> (RFC 2863): 6 is up.</summary>
    public byte? OperationalState { get; private set; }

    public byte? Mode { get; private set; }

    public uint? Group { get; private set; }

    public uint? Promiscuity { get; private set; }

    public uint? AllMulticast { get; private set; }

    public uint? TransmitQueues { get; private set; }

    public uint? ReceiveQueues { get; private set; }

    public uint? GsoMaxSize { get; private set; }

    public uint? GsoMaxSegments { get; private set; }

    public uint? TsoMaxSize { get; private set; }

    public uint? TsoMaxSegments { get; private set; }

    public uint? GroMaxSize { get; private set; }

    public bool? HasCarrier { get; private set; }

    public uint? CarrierChanges { get; private set; }

    public bool IsProtocolDown { get; private set; }

    public string? PhysicalPortName { get; private set; }

    public HardwareAddress PhysicalPortId { get; private set; }

    public HardwareAddress PhysicalSwitchId { get; private set; }

    public string? ParentName { get; private set; }

    public string? ParentBus { get; private set; }

    /// <summary>What made it (<c>veth</c>, <c>bridge</c>, <c>vxlan</c> …); null for what a driver made.</summary>
    public string? Kind { get; private set; }

    /// <summary>The attributes of its kind (<c>IFLA_INFO_DATA</c>).</summary>
    public AttributeStore KindData { get; } = new();

    /// <summary>What kind of master it is a port of.</summary>
    public string? PortKind { get; private set; }

    /// <summary>The attributes that its master keeps about it (<c>IFLA_INFO_SLAVE_DATA</c>; in the view of bridging <c>IFLA_PROTINFO</c>).</summary>
    public AttributeStore PortData { get; } = new();

    /// <summary>What the address families keep about it (<c>IFLA_AF_SPEC</c>).</summary>
    public AttributeStore FamilyData { get; } = new();

    /// <summary><c>IN6_ADDR_GEN_MODE_*</c>; null without IPv6.</summary>
    public byte? AddressGenerationMode { get; private set; }

    public LinkStatistics? Statistics { get; private set; }

    /// <summary>Programs for the express data path, <c>IFLA_XDP</c>.</summary>
    public AttributeStore Xdp { get; } = new();

    public uint? EventKind { get; private set; }

    public int? NewNamespaceId { get; private set; }

    public int? NewIndex { get; private set; }

    /// <summary>Attributes that are not named here.</summary>
    public AttributeStore Others { get; } = new();

    private readonly List<string> _alternativeNames = [];

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewLink or RouteMessageType.DeleteLink)) return false;
        Clear();
        IsDeleted = message.Type == RouteMessageType.DeleteLink;
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        reader.Skip(1);
        HardwareType = reader.U16();
        Index = reader.I32();
        Flags = (LinkFlags)reader.U32();
        reader.Skip(4);
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes) Read(attribute);
        return true;
    }

    private void Read(NetlinkAttribute attribute)
    {
        switch ((LinkAttribute)attribute.Type)
        {
            case LinkAttribute.Address: Address = new(attribute.Value); break;
            case LinkAttribute.Broadcast: Broadcast = new(attribute.Value); break;
            case LinkAttribute.Name: Name = attribute.Text; break;
            case LinkAttribute.Mtu: Mtu = attribute.U32; break;
            case LinkAttribute.Link: LowerIndex = attribute.I32; break;
            case LinkAttribute.Qdisc: Qdisc = attribute.Text; break;
            case LinkAttribute.Master: MasterIndex = attribute.I32; break;
            case LinkAttribute.ProtocolInfo when Family == AddressFamilyNumber.Bridge: PortData.Set(attribute); break;
            case LinkAttribute.TransmitQueueLength: QueueLength = attribute.U32; break;
            case LinkAttribute.OperationalState: OperationalState = attribute.U8; break;
            case LinkAttribute.Mode: Mode = attribute.U8; break;
            case LinkAttribute.Info: ReadInfo(attribute.Nested); break;
            case LinkAttribute.Alias: Alias = attribute.Text; break;
            case LinkAttribute.Statistics64: Statistics = LinkStatistics.Read(attribute.Value); break;
            case LinkAttribute.FamilySpecific: ReadFamilies(attribute); break;
            case LinkAttribute.Group: Group = attribute.U32; break;
            case LinkAttribute.Promiscuity: Promiscuity = attribute.U32; break;
            case LinkAttribute.TransmitQueues: TransmitQueues = attribute.U32; break;
            case LinkAttribute.ReceiveQueues: ReceiveQueues = attribute.U32; break;
            case LinkAttribute.Carrier: HasCarrier = attribute.U8 != 0; break;
            case LinkAttribute.PhysicalPortId: PhysicalPortId = new(attribute.Value); break;
            case LinkAttribute.CarrierChanges: CarrierChanges = attribute.U32; break;
            case LinkAttribute.PhysicalSwitchId: PhysicalSwitchId = new(attribute.Value); break;
            case LinkAttribute.LinkNamespaceId: LinkNamespaceId = attribute.I32; break;
            case LinkAttribute.PhysicalPortName: PhysicalPortName = attribute.Text; break;
            case LinkAttribute.ProtocolDown: IsProtocolDown = attribute.U8 != 0; break;
            case LinkAttribute.GsoMaxSegments: GsoMaxSegments = attribute.U32; break;
            case LinkAttribute.GsoMaxSize: GsoMaxSize = attribute.U32; break;
            case LinkAttribute.Xdp: Xdp.Set(attribute); break;
            case LinkAttribute.Event: EventKind = attribute.U32; break;
            case LinkAttribute.NewNamespaceId: NewNamespaceId = attribute.I32; break;
            case LinkAttribute.NewIndex: NewIndex = attribute.I32; break;
            case LinkAttribute.MinMtu: MinMtu = attribute.U32; break;
            case LinkAttribute.MaxMtu: MaxMtu = attribute.U32; break;
            case LinkAttribute.Properties: ReadProperties(attribute.Nested); break;
            case LinkAttribute.PermanentAddress: PermanentAddress = new(attribute.Value); break;
            case LinkAttribute.ParentName: ParentName = attribute.Text; break;
            case LinkAttribute.ParentBus: ParentBus = attribute.Text; break;
            case LinkAttribute.GroMaxSize: GroMaxSize = attribute.U32; break;
            case LinkAttribute.TsoMaxSize: TsoMaxSize = attribute.U32; break;
            case LinkAttribute.TsoMaxSegments: TsoMaxSegments = attribute.U32; break;
            case LinkAttribute.AllMulticast: AllMulticast = attribute.U32; break;
            default: Others.Add(attribute); break;
        }
    }

    private void ReadInfo(NetlinkAttributes info)
    {
        const ushort KindAttribute = 1, DataAttribute = 2, PortKindAttribute = 4, PortDataAttribute = 5;
        foreach (var attribute in info)
        {
            switch (attribute.Type)
            {
                case KindAttribute: Kind = attribute.Text; break;
                case DataAttribute: KindData.Set(attribute); break;
                case PortKindAttribute: PortKind = attribute.Text; break;
                case PortDataAttribute: PortData.Set(attribute); break;
            }
        }
    }

    private void ReadFamilies(NetlinkAttribute families)
    {
        const ushort AddressGenerationModeAttribute = 8; // IFLA_INET6_ADDR_GEN_MODE
        FamilyData.Set(families);
        if (families.Nested.Find(AddressFamilyNumber.Inet6).Nested.Find(AddressGenerationModeAttribute) is { Exists: true } mode) AddressGenerationMode = mode.U8;
    }

    private void ReadProperties(NetlinkAttributes properties)
    {
        foreach (var attribute in properties)
            if ((LinkAttribute)attribute.Type == LinkAttribute.AlternativeName) _alternativeNames.Add(attribute.Text);
    }

    private void Clear()
    {
        Name = "";
        Alias = Qdisc = PhysicalPortName = ParentName = ParentBus = Kind = PortKind = null;
        Address = Broadcast = PermanentAddress = PhysicalPortId = PhysicalSwitchId = default;
        Mtu = MinMtu = MaxMtu = QueueLength = Group = Promiscuity = AllMulticast = TransmitQueues = ReceiveQueues = null;
        GsoMaxSize = GsoMaxSegments = TsoMaxSize = TsoMaxSegments = GroMaxSize = CarrierChanges = EventKind = null;
        LowerIndex = LinkNamespaceId = MasterIndex = NewNamespaceId = NewIndex = null;
        OperationalState = Mode = AddressGenerationMode = null;
        HasCarrier = null;
        IsProtocolDown = false;
        Statistics = null;
        _alternativeNames.Clear();
        KindData.Clear();
        PortData.Clear();
        FamilyData.Clear();
        Xdp.Clear();
        Others.Clear();
    }
}
