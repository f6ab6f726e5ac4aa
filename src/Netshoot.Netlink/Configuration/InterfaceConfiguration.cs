namespace Netshoot.Netlink.Configuration;

/// <summary>How a family of protocols treats an interface: <c>struct netconfmsg</c> with <c>NETCONFA_*</c> (include/uapi/linux/netconf.h).</summary>
public sealed class InterfaceConfiguration : INetlinkTable
{
    /// <summary>The settings of all interfaces, and those that new ones get (<c>NETCONFA_IFINDEX_ALL</c>, <c>NETCONFA_IFINDEX_DEFAULT</c>).</summary>
    public const int AllInterfaces = -1, NewInterfaces = -2;

    // struct netconfmsg is one byte; attributes begin on the next multiple of four.
    private const int HeaderSize = 4;

    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    public int? InterfaceIndex { get; private set; }

    public int? Forwarding { get; private set; }

    /// <summary>0 off, 1 strict, 2 loose (RFC 3704).</summary>
    public int? ReversePathFilter { get; private set; }

    public int? MulticastForwarding { get; private set; }

    public int? ProxyNeighbor { get; private set; }

    public int? IgnoresRoutesWithoutLink { get; private set; }

    /// <summary>MPLS only.</summary>
    public int? Input { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewConfiguration or RouteMessageType.DeleteConfiguration)) return false;
        IsDeleted = message.Type == RouteMessageType.DeleteConfiguration;
        InterfaceIndex = Forwarding = ReversePathFilter = MulticastForwarding = ProxyNeighbor = IgnoresRoutesWithoutLink = Input = null;
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        reader.Skip(HeaderSize - 1);
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: InterfaceIndex = attribute.I32; break;
                case 2: Forwarding = attribute.I32; break;
                case 3: ReversePathFilter = attribute.I32; break;
                case 4: MulticastForwarding = attribute.I32; break;
                case 5: ProxyNeighbor = attribute.I32; break;
                case 6: IgnoresRoutesWithoutLink = attribute.I32; break;
                case 7: Input = attribute.I32; break;
            }
        }
        return true;
    }

    /// <summary>The settings of every interface.</summary>
    public static NetlinkRequest List(byte family) => Begin(family);

    /// <summary>The settings of one.</summary>
    public static NetlinkRequest Find(byte family, int interfaceIndex) => Begin(family).Attribute(1, interfaceIndex);

    private static NetlinkRequest Begin(byte family) => new NetlinkRequest(RouteMessageType.GetConfiguration, NetlinkFlags.None).U8(family).Zero(HeaderSize - 1);
}
