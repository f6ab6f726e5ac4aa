using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Netlink.Routes;

/// <summary>A route: <c>struct rtmsg</c> with <c>RTA_*</c> (include/uapi/linux/rtnetlink.h). One object can carry a dump of a million without allocating.</summary>
public sealed class Route : INetlinkTable
{
    public bool IsDeleted { get; private set; }

    public byte Family { get; private set; }

    /// <summary>Bits of the prefix; the whole address for one that was looked up.</summary>
    public byte DestinationLength { get; private set; }

    public byte SourceLength { get; private set; }

    public byte TypeOfService { get; private set; }

    /// <summary><c>RTPROT_*</c>: who made it.</summary>
    public byte Protocol { get; private set; }

    /// <summary><c>RT_SCOPE_*</c>: how far away its destination is.</summary>
    public byte Scope { get; private set; }

    public RouteType Type { get; private set; }

    /// <summary><c>RTNH_F_*</c> and <c>RTM_F_*</c>.</summary>
    public RouteFlags Flags { get; private set; }

    public uint Table { get; private set; }

    /// <summary>The prefix's address; null means all zero.</summary>
    public InternetAddress? Destination { get; private set; }

    public InternetAddress? Source { get; private set; }

    public int? InputInterface { get; private set; }

    public int? OutputInterface { get; private set; }

    public InternetAddress? Gateway { get; private set; }

    /// <summary>A gateway of another family (<c>RTA_VIA</c>).</summary>
    public InternetAddress? Via { get; private set; }

    public uint? Priority { get; private set; }

    public InternetAddress? PreferredSource { get; private set; }

    /// <summary>Realms: that of the source in the upper 16 bits, of the destination in the lower.</summary>
    public uint? Realms { get; private set; }

    public uint? Mark { get; private set; }

    public uint? UserId { get; private set; }

    /// <summary>RFC 4191: 0 medium, 1 high, 3 low.</summary>
    public byte? Preference { get; private set; }

    public RouteCacheInfo? CacheInfo { get; private set; }

    public byte? TtlPropagate { get; private set; }

    public uint? NexthopId { get; private set; }

    /// <summary><c>LWTUNNEL_ENCAP_*</c> (include/uapi/linux/lwtunnel.h).</summary>
    public ushort EncapsulationType { get; private set; }

    public AttributeStore Encapsulation { get; } = new();

    /// <summary><c>RTAX_*</c>, each a 32-bit number but the name of the congestion control.</summary>
    public AttributeStore Metrics { get; } = new();

    public AttributeStore Others { get; } = new();

    /// <summary>The ways of a multipath route.</summary>
    public RouteNexthops Nexthops => new(_nexthops.AsSpan(0, _nexthopsLength));

    private byte[] _nexthops = [];
    private int _nexthopsLength;

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewRoute or RouteMessageType.DeleteRoute)) return false;
        Clear();
        IsDeleted = message.Type == RouteMessageType.DeleteRoute;
        var reader = new NetlinkReader(message.Payload);
        var header = reader.Read<Header>();
        Family = header.Family;
        DestinationLength = header.DestinationLength;
        SourceLength = header.SourceLength;
        TypeOfService = header.TypeOfService;
        Table = header.Table;
        Protocol = header.Protocol;
        Scope = header.Scope;
        Type = header.Type;
        Flags = header.Flags;
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes)
        {
            switch ((RouteAttribute)attribute.Type)
            {
                case RouteAttribute.Destination: Destination = attribute.Address; break;
                case RouteAttribute.Source: Source = attribute.Address; break;
                case RouteAttribute.InputInterface: InputInterface = attribute.I32; break;
                case RouteAttribute.OutputInterface: OutputInterface = attribute.I32; break;
                case RouteAttribute.Gateway: Gateway = attribute.Address; break;
                case RouteAttribute.Priority: Priority = attribute.U32; break;
                case RouteAttribute.PreferredSource: PreferredSource = attribute.Address; break;
                case RouteAttribute.Metrics: Metrics.Set(attribute); break;
                case RouteAttribute.Multipath: KeepNexthops(attribute.Value); break;
                case RouteAttribute.Realms: Realms = attribute.U32; break;
                case RouteAttribute.CacheInfo: CacheInfo = RouteCacheInfo.Read(attribute.Reader); break;
                case RouteAttribute.Table: Table = attribute.U32; break;
                case RouteAttribute.Mark: Mark = attribute.U32; break;
                case RouteAttribute.Via: Via = RouteNexthop.ReadVia(attribute.Value); break;
                case RouteAttribute.Preference: Preference = attribute.U8; break;
                case RouteAttribute.EncapsulationType: EncapsulationType = attribute.U16; break;
                case RouteAttribute.Encapsulation: Encapsulation.Set(attribute); break;
                case RouteAttribute.UserId: UserId = attribute.U32; break;
                case RouteAttribute.TtlPropagate: TtlPropagate = attribute.U8; break;
                case RouteAttribute.NexthopId: NexthopId = attribute.U32; break;
                default: Others.Add(attribute); break;
            }
        }
        return true;
    }

    /// <summary><c>struct rtmsg</c>; read in one piece, for there may be a million of them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Header
    {
        public readonly byte Family;
        public readonly byte DestinationLength;
        public readonly byte SourceLength;
        public readonly byte TypeOfService;
        public readonly byte Table;
        public readonly byte Protocol;
        public readonly byte Scope;
        public readonly RouteType Type;
        public readonly RouteFlags Flags;
    }

    private void KeepNexthops(ReadOnlySpan<byte> bytes)
    {
        if (_nexthops.Length < bytes.Length) _nexthops = new byte[bytes.Length];
        bytes.CopyTo(_nexthops);
        _nexthopsLength = bytes.Length;
    }

    private void Clear()
    {
        Destination = Source = Gateway = Via = PreferredSource = null;
        InputInterface = OutputInterface = null;
        Priority = Realms = Mark = UserId = NexthopId = null;
        Preference = TtlPropagate = null;
        CacheInfo = null;
        EncapsulationType = 0;
        _nexthopsLength = 0;
        Encapsulation.Clear();
        Metrics.Clear();
        Others.Clear();
    }
}

/// <summary><c>struct rta_cacheinfo</c>.</summary>
/// <param name="References">Who holds it.</param>
/// <param name="LastUse">How long ago it was used, in hundredths of seconds.</param>
/// <param name="Expires">In how many hundredths of seconds it ends; negative when it has ended, 0 when it does not.</param>
/// <param name="Error">The error that it stands for.</param>
/// <param name="Used">How often it was used.</param>
/// <param name="Id">Of the last fragment that was sent by it.</param>
/// <param name="Timestamp">Of TCP, from the other end.</param>
/// <param name="TimestampAge">In seconds.</param>
public readonly record struct RouteCacheInfo(uint References, uint LastUse, int Expires, uint Error, uint Used, uint Id, uint Timestamp, uint TimestampAge)
{
    internal static RouteCacheInfo Read(NetlinkReader reader)
        => new(reader.U32(), reader.U32(), reader.I32(), reader.U32(), reader.U32(), reader.U32(), reader.U32(), reader.U32());
}

/// <summary>The ways of a multipath route, <c>struct rtnexthop</c> with attributes, for <c>foreach</c>.</summary>
public readonly ref struct RouteNexthops(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public bool IsEmpty => _bytes.IsEmpty;

    public Enumerator GetEnumerator() => new(_bytes);

    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public RouteNexthop Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.Length < RouteNexthop.HeaderSize) return false;
            int length = MemoryMarshal.Read<ushort>(_rest);
            if (length < RouteNexthop.HeaderSize || length > _rest.Length) return false;
            Current = new(_rest[..length]);
            _rest = _rest[Math.Min(NetlinkReader.Aligned(length), _rest.Length)..];
            return true;
        }
    }
}

/// <summary>One way of a multipath route.</summary>
public readonly ref struct RouteNexthop
{
    internal const int HeaderSize = 8;

    internal RouteNexthop(ReadOnlySpan<byte> bytes)
    {
        var reader = new NetlinkReader(bytes);
        reader.Skip(2);
        Flags = (RouteFlags)reader.U8();
        Weight = reader.U8() + 1;
        InterfaceIndex = reader.I32();
        Attributes = reader.Attributes;
    }

    public RouteFlags Flags { get; }

    public int Weight { get; }

    public int InterfaceIndex { get; }

    public NetlinkAttributes Attributes { get; }

    public InternetAddress? Gateway => Attributes.Find((ushort)RouteAttribute.Gateway) is { Exists: true } gateway ? gateway.Address : null;

    public InternetAddress? Via => Attributes.Find((ushort)RouteAttribute.Via) is { Exists: true } via ? ReadVia(via.Value) : null;

    /// <summary><c>struct rtvia</c>: a family, then the address.</summary>
    internal static InternetAddress? ReadVia(ReadOnlySpan<byte> via)
        => via.Length is 6 or 18 ? InternetAddress.FromBytes(via[2..]) : null;
}
