using System.Buffers.Binary;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>What is set about a tunnel. The kernel takes all of it at once, so a change begins with what is there.</summary>
internal sealed class TunnelSettings
{
    /// <summary><c>GRE_CSUM</c>, <c>GRE_KEY</c>, <c>GRE_SEQ</c>; in network order on the way to the kernel.</summary>
    public const ushort HasChecksum = 0x8000, HasKey = 0x2000, HasSequence = 0x1000;

    /// <summary><c>IP6_TNL_F_*</c> (include/uapi/linux/ip6_tunnel.h).</summary>
    public const uint IgnoresLimit = 0x1, InheritsClass = 0x2, InheritsLabel = 0x4, CopiesService = 0x10, InheritsMark = 0x20, AllowsLocalRemote = 0x40;

    /// <summary><c>TUNNEL_ENCAP_FLAG_*</c>.</summary>
    public const ushort EncapsulationChecksum = 1, EncapsulationChecksum6 = 2, RemoteChecksum = 4;

    public const ushort Isatap = 1;

    private readonly TunnelShape _shape;

    public TunnelSettings(TunnelShape shape)
    {
        _shape = shape;
        Local = Remote = shape.Is6 ? InternetAddress.Any6 : InternetAddress.Any4;
        // RFC 2473: an outer hop limit of its own and four encapsulations.
        if (shape.Is6 && shape.EncapsulationLimit != 0) (TimeToLive, EncapsulationLimit) = (64, 4);
        if (shape.Is6) EncapsulationFlags = EncapsulationChecksum6;
    }

    public int Link { get; set; }
    public InternetAddress Local { get; set; }
    public InternetAddress Remote { get; set; }
    public byte TimeToLive { get; set; }
    public byte TypeOfService { get; set; }
    public bool DiscoversPathMtu { get; set; } = true;
    public bool IsExternal { get; set; }
    public byte EncapsulationLimit { get; set; }

    /// <summary>Traffic class and flow label as they stand in an IPv6 header.</summary>
    public uint FlowInformation { get; set; }
    public uint Flags { get; set; }
    public byte Protocol { get; set; }
    public uint Mark { get; set; }
    public ushort EncapsulationType { get; set; }
    public ushort EncapsulationFlags { get; set; }
    public ushort EncapsulationSource { get; set; }
    public ushort EncapsulationDestination { get; set; }
    public ushort InputFlags { get; set; }
    public ushort OutputFlags { get; set; }
    public uint InputKey { get; set; }
    public uint OutputKey { get; set; }
    public bool IgnoresFragmentFlag { get; set; }
    public InternetPrefix? RapidPrefix { get; set; }
    public InternetPrefix? RapidRelay { get; set; }
    public byte ErspanVersion { get; set; } = 1;
    public uint ErspanIndex { get; set; }
    public byte ErspanDirection { get; set; }
    public ushort ErspanHardware { get; set; }

    /// <summary>Takes over what the kernel says about a tunnel.</summary>
    public void Load(NetlinkAttributes attributes)
    {
        var s = _shape;
        foreach (var attribute in attributes)
        {
            ushort type = attribute.Type;
            if (type == s.Link) Link = attribute.I32;
            else if (type == s.Local) Local = attribute.Address;
            else if (type == s.Remote) Remote = attribute.Address;
            else if (type == s.Mark) Mark = attribute.U32;
            else if (type == s.TimeToLive) TimeToLive = attribute.U8;
            else if (type == s.TypeOfService) TypeOfService = attribute.U8;
            else if (type == s.PathMtuDiscovery) DiscoversPathMtu = attribute.U8 != 0;
            else if (type == s.CollectMetadata) IsExternal = true;
            else if (type == s.EncapsulationLimit) EncapsulationLimit = attribute.U8;
            else if (type == s.FlowInformation) FlowInformation = attribute.U32BigEndian;
            else if (type == s.Flags) Flags = (uint)attribute.Number;
            else if (type == s.Protocol) Protocol = attribute.U8;
            else if (type == s.InputFlags) InputFlags = attribute.U16BigEndian;
            else if (type == s.OutputFlags) OutputFlags = attribute.U16BigEndian;
            else if (type == s.InputKey) InputKey = attribute.U32BigEndian;
            else if (type == s.OutputKey) OutputKey = attribute.U32BigEndian;
            else if (type == s.IgnoresFragmentFlag) IgnoresFragmentFlag = attribute.U8 != 0;
            else if (s.Encapsulation != 0 && type >= s.Encapsulation && type < s.Encapsulation + 4) LoadEncapsulation(type - s.Encapsulation, attribute);
            else if (s.Erspan != 0 && type >= s.Erspan && type < s.Erspan + 4) LoadErspan(type - s.Erspan, attribute);
        }
        if (s.RapidDeployment != 0) LoadRapidDeployment(attributes);
    }

    public void WriteTo(NetlinkRequest to)
    {
        var s = _shape;
        if (IsExternal)
        {
            to.Flag(s.CollectMetadata);
        }
        else
        {
            WriteEnds(to);
            WriteKeys(to);
            if (s.Is6 && s.Flags != 0) to.Attribute(s.Flags, Flags);
            else if (s.Flags != 0) to.Attribute(s.Flags, (ushort)Flags);
        }
        if (s.Protocol != 0) to.Attribute(s.Protocol, Protocol);
        if (s.Erspan != 0) WriteErspan(to);
        if (s.Encapsulation == 0) return;
        to.Attribute(s.Encapsulation, EncapsulationType).Attribute((ushort)(s.Encapsulation + 1), EncapsulationFlags)
            .AttributeBigEndian((ushort)(s.Encapsulation + 2), EncapsulationSource).AttributeBigEndian((ushort)(s.Encapsulation + 3), EncapsulationDestination);
    }

    private void WriteEnds(NetlinkRequest to)
    {
        var s = _shape;
        to.Attribute(s.Local, Local).Attribute(s.Remote, Remote).Attribute(s.Link, Link).Attribute(s.Mark, Mark);
        if (s.TimeToLive != 0) to.Attribute(s.TimeToLive, TimeToLive);
        if (s.TypeOfService != 0) to.Attribute(s.TypeOfService, TypeOfService);
        if (s.PathMtuDiscovery != 0) to.Attribute(s.PathMtuDiscovery, (byte)(DiscoversPathMtu ? 1 : 0));
        if (s.IgnoresFragmentFlag != 0 && IgnoresFragmentFlag) to.Attribute(s.IgnoresFragmentFlag, (byte)1);
        if (s.EncapsulationLimit != 0) to.Attribute(s.EncapsulationLimit, EncapsulationLimit);
        if (s.FlowInformation != 0) to.Attribute(s.FlowInformation, Network(FlowInformation));
        if (RapidPrefix is { } prefix) to.Attribute(s.RapidDeployment, prefix.Address).Attribute((ushort)(s.RapidDeployment + 2), (ushort)prefix.Length);
        if (RapidRelay is { } relay) to.Attribute((ushort)(s.RapidDeployment + 1), relay.Address).Attribute((ushort)(s.RapidDeployment + 3), (ushort)relay.Length);
    }

    private void WriteKeys(NetlinkRequest to)
    {
        var s = _shape;
        if (s.InputKey == 0) return;
        to.Attribute(s.InputKey, Network(InputKey)).Attribute(s.OutputKey, Network(OutputKey));
        if (s.InputFlags != 0) to.AttributeBigEndian(s.InputFlags, InputFlags).AttributeBigEndian(s.OutputFlags, OutputFlags);
    }

    private void WriteErspan(NetlinkRequest to)
    {
        ushort first = _shape.Erspan;
        to.Attribute((ushort)(first + 1), ErspanVersion);
        if (ErspanVersion == 1 && ErspanIndex != 0) to.Attribute(first, ErspanIndex);
        if (ErspanVersion == 2) to.Attribute((ushort)(first + 2), ErspanDirection).Attribute((ushort)(first + 3), ErspanHardware);
    }

    private void LoadEncapsulation(int which, NetlinkAttribute attribute)
    {
        if (which == 0) EncapsulationType = attribute.U16;
        else if (which == 1) EncapsulationFlags = attribute.U16;
        else if (which == 2) EncapsulationSource = attribute.U16BigEndian;
        else EncapsulationDestination = attribute.U16BigEndian;
    }

    private void LoadErspan(int which, NetlinkAttribute attribute)
    {
        if (which == 0) ErspanIndex = attribute.U32;
        else if (which == 1) ErspanVersion = attribute.U8;
        else if (which == 2) ErspanDirection = attribute.U8;
        else ErspanHardware = attribute.U16;
    }

    private void LoadRapidDeployment(NetlinkAttributes attributes)
    {
        ushort first = _shape.RapidDeployment;
        if (attributes.Find(first) is { Exists: true } prefix) RapidPrefix = PrefixOf(prefix.Address, attributes.Find((ushort)(first + 2)).U16);
        if (attributes.Find((ushort)(first + 1)) is { Exists: true } relay) RapidRelay = PrefixOf(relay.Address, attributes.Find((ushort)(first + 3)).U16);
    }

    private static InternetPrefix PrefixOf(InternetAddress address, ushort length) => new(address, Math.Min(length, address.Bits));

    private static uint Network(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
