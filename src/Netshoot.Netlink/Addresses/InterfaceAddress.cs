using Netshoot.Wire;

namespace Netshoot.Netlink.Addresses;

/// <summary>An Internet address of an interface: <c>struct ifaddrmsg</c> with <c>IFA_*</c> (include/uapi/linux/if_addr.h).</summary>
public sealed class InterfaceAddress : INetlinkTable
{
    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    public byte PrefixLength { get; private set; }

    public InterfaceAddressFlags Flags { get; private set; }

    /// <summary><c>RT_SCOPE_*</c>.</summary>
    public byte Scope { get; private set; }

    public int InterfaceIndex { get; private set; }

    /// <summary>The interface's own address.</summary>
    public InternetAddress Local { get; private set; }

    /// <summary>The other end of a point-to-point link; null when there is none.</summary>
    public InternetAddress? Peer { get; private set; }

    public InternetAddress? Broadcast { get; private set; }

    public InternetAddress? Anycast { get; private set; }

    /// <summary>IPv4 only; the interface's name or an alias that begins with it.</summary>
    public string? Label { get; private set; }

    public AddressLifetime? Lifetime { get; private set; }

    /// <summary>The metric of the route that its prefix makes.</summary>
    public uint? Metric { get; private set; }

    /// <summary>Who made it, <c>IFAPROT_*</c>.</summary>
    public byte? Protocol { get; private set; }

    public AttributeStore Others { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewAddress or RouteMessageType.DeleteAddress)) return false;
        IsDeleted = message.Type == RouteMessageType.DeleteAddress;
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        PrefixLength = reader.U8();
        Flags = (InterfaceAddressFlags)reader.U8();
        Scope = reader.U8();
        InterfaceIndex = reader.I32();
        if (reader.Truncated) return false;

        InternetAddress? local = null, address = null;
        Broadcast = Anycast = null;
        Label = null;
        Lifetime = null;
        Metric = null;
        Protocol = null;
        Others.Clear();
        foreach (var attribute in reader.Attributes)
        {
            switch ((InterfaceAddressAttribute)attribute.Type)
            {
                case InterfaceAddressAttribute.Address: address = attribute.Address; break;
                case InterfaceAddressAttribute.Local: local = attribute.Address; break;
                case InterfaceAddressAttribute.Label: Label = attribute.Text; break;
                case InterfaceAddressAttribute.Broadcast: Broadcast = attribute.Address; break;
                case InterfaceAddressAttribute.Anycast: Anycast = attribute.Address; break;
                case InterfaceAddressAttribute.CacheInfo: Lifetime = AddressLifetime.Read(attribute.Reader); break;
                case InterfaceAddressAttribute.Flags: Flags = (InterfaceAddressFlags)attribute.U32; break;
                case InterfaceAddressAttribute.Metric: Metric = attribute.U32; break;
                case InterfaceAddressAttribute.Protocol: Protocol = attribute.U8; break;
                default: Others.Add(attribute); break;
            }
        }
        // IFA_ADDRESS is the prefix's address, which on a point-to-point link is the other end's; IPv6 leaves IFA_LOCAL out unless they differ.
        Local = local ?? address ?? default;
        Peer = local is not null && address is not null && address != local ? address : null;
        return true;
    }
}

/// <summary><c>struct ifa_cacheinfo</c>.</summary>
/// <param name="Preferred">Seconds that it may still be used for new connections; <see cref="Forever"/> without limit.</param>
/// <param name="Valid">Seconds that it is still there.</param>
/// <param name="Created">When it was made, in hundredths of seconds since the machine started.</param>
/// <param name="Updated">When it was changed last.</param>
public readonly record struct AddressLifetime(uint Preferred, uint Valid, uint Created, uint Updated)
{
    public const uint Forever = uint.MaxValue;

    internal static AddressLifetime Read(NetlinkReader reader) => new(reader.U32(), reader.U32(), reader.U32(), reader.U32());
}

/// <summary><c>IFA_*</c>.</summary>
public enum InterfaceAddressAttribute : ushort
{
    Address = 1,
    Local = 2,
    Label = 3,
    Broadcast = 4,
    Anycast = 5,
    CacheInfo = 6,
    Multicast = 7,
    Flags = 8,
    Metric = 9,
    TargetNamespaceId = 10,
    Protocol = 11,
}

/// <summary><c>IFA_F_*</c>.</summary>
[Flags]
public enum InterfaceAddressFlags : uint
{
    None = 0,

    /// <summary>Of IPv4 addresses secondary, of IPv6 addresses temporary (RFC 8981).</summary>
    Secondary = 0x01,
    NoDuplicateDetection = 0x02,
    Optimistic = 0x04,
    DuplicateDetected = 0x08,
    HomeAddress = 0x10,
    Deprecated = 0x20,
    Tentative = 0x40,
    Permanent = 0x80,
    ManagesTemporary = 0x100,
    NoPrefixRoute = 0x200,
    MulticastAutoJoin = 0x400,
    StablePrivacy = 0x800,
}
