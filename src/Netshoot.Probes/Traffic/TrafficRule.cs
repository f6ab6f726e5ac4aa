using System.Buffers.Binary;
using Netshoot.Filters;
using Netshoot.Wire;

namespace Netshoot.Probes.Traffic;

/// <summary>A network by address and mask; the mask need not be a prefix (<c>-F</c> and <c>-G</c> of iftop(8)).</summary>
/// <param name="Address">The network.</param>
/// <param name="Mask">Its mask, of the same family.</param>
public sealed record TrafficNetwork(InternetAddress Address, InternetAddress Mask)
{
    public bool Contains(in InternetAddress address) => address.Is6 == Address.Is6 && address.Masked(Mask) == Address.Masked(Mask);
}

/// <summary>
/// Which packets count, and for which direction: by the network that a user named, by the hardware address of the interface, or by its
/// addresses where it has none. Nothing here allocates.
/// </summary>
public sealed class TrafficRule
{
    private const ushort Ip4 = 0x0800, Ip6 = 0x86dd, Vlan = 0x8100, ServiceVlan = 0x88a8;
    private const int EthernetHeader = 14, VlanTag = 4, MostTags = 2, CookedHeader = 16, SecondCookedHeader = 20;
    private const int Outgoing = 4; // PACKET_OUTGOING (packet(7))
    private const byte Tcp = 6, Udp = 17;

    private enum Way { In, Out, Between }

    /// <summary>What frames begin with.</summary>
    public required LinkType LinkType { get; init; }

    /// <summary>The hardware address of the interface; null where it has none.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The addresses of the interface.</summary>
    public IReadOnlyList<InternetAddress> Addresses { get; init; } = [];

    public TrafficNetwork? Network4 { get; init; }

    public TrafficNetwork? Network6 { get; init; }

    /// <summary>Whether packets from or to link-local IPv6 addresses count.</summary>
    public bool CountsLinkLocal { get; init; }

    /// <summary>Whether ports make ends different.</summary>
    public bool HasPorts { get; init; }

    /// <summary>Whether a hardware address is needed to tell directions.</summary>
    public static bool IsSupported(LinkType type) => type == LinkType.Ethernet || type == LinkType.Raw || type == LinkType.LinuxCooked || type == LinkType.LinuxCooked2;

    /// <returns>False when the frame does not count.</returns>
    public bool TryRead(ReadOnlySpan<byte> frame, int length, out TrafficPacket packet)
    {
        packet = default;
        if (!TryStripLink(frame, out int at, out ushort type, out Way? way)) return false;
        var bytes = frame[at..];
        InternetAddress from, to;
        int total, header;
        byte protocol;
        bool isFragment = false;
        if (type == Ip4)
        {
            if (bytes.Length < 20 || bytes[0] >> 4 != 4) return false;
            header = (bytes[0] & 15) * 4;
            total = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            isFragment = (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1fff) != 0;
            protocol = bytes[9];
            from = InternetAddress.FromBytes(bytes.Slice(12, 4));
            to = InternetAddress.FromBytes(bytes.Slice(16, 4));
            // A packet that the kernel has joined may be longer than its field can say.
            if (total == 0) total = length - at;
        }
        else
        {
            if (bytes.Length < 40 || bytes[0] >> 4 != 6) return false;
            header = 40;
            total = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            total = total == 0 && length - at > 40 && bytes[6] != 59 ? length - at : total + 40;
            from = InternetAddress.FromBytes(bytes.Slice(8, 16));
            to = InternetAddress.FromBytes(bytes.Slice(24, 16));
            if (!CountsLinkLocal && (from.IsLinkLocal || to.IsLinkLocal)) return false;
            protocol = SkipExtensions(bytes, ref header, out isFragment);
        }

        if ((from.Is6 ? Network6 : Network4) is { } network)
        {
            bool isFromInside = network.Contains(from), isToInside = network.Contains(to);
            if (isFromInside == isToInside) return false;
            way = isFromInside ? Way.Out : Way.In;
        }
        way ??= Has(from) ? Way.Out : Has(to) ? Way.In : Way.Between;
        bool isSent = way == Way.Out || way == Way.Between && from.CompareTo(to) <= 0;

        ushort fromPort = 0, toPort = 0;
        if (HasPorts && protocol is Tcp or Udp && !isFragment && bytes.Length >= header + 4)
        {
            fromPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[header..]);
            toPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[(header + 2)..]);
        }
        byte kind = HasPorts ? protocol : (byte)0;
        packet = new(isSent ? new(from, to, fromPort, toPort, kind) : new(to, from, toPort, fromPort, kind), isSent, way == Way.Out, total);
        return true;
    }

    private bool TryStripLink(ReadOnlySpan<byte> frame, out int at, out ushort type, out Way? way)
    {
        (at, type, way) = (0, 0, null);
        if (LinkType == LinkType.Raw)
        {
            if (frame.IsEmpty) return false;
            type = frame[0] >> 4 == 6 ? Ip6 : Ip4;
            return true;
        }
        if (LinkType == LinkType.LinuxCooked2)
        {
            if (frame.Length < SecondCookedHeader) return false;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame);
            way = frame[10] == Outgoing ? Way.Out : Way.In;
            at = SecondCookedHeader;
        }
        else if (LinkType == LinkType.LinuxCooked)
        {
            if (frame.Length < CookedHeader) return false;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[14..]);
            way = BinaryPrimitives.ReadUInt16BigEndian(frame) == Outgoing ? Way.Out : Way.In;
            at = CookedHeader;
        }
        else
        {
            if (frame.Length < EthernetHeader) return false;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
            at = EthernetHeader;
            if (Mac is { } own)
            {
                // What goes to many comes in, whoever they are.
                if (MacAddress.FromBytes(frame.Slice(6, 6)) == own) way = Way.Out;
                else if (MacAddress.FromBytes(frame[..6]) == own || (frame[0] & 1) != 0) way = Way.In;
                else way = Way.Between;
            }
        }
        for (int tag = 0; tag < MostTags && type is Vlan or ServiceVlan; tag++)
        {
            if (frame.Length < at + VlanTag) return false;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(at + 2)..]);
            at += VlanTag;
        }
        return type is Ip4 or Ip6;
    }

    /// <summary>Goes over extension headers (RFC 8200 section 4) to what they carry.</summary>
    private static byte SkipExtensions(ReadOnlySpan<byte> packet, ref int header, out bool isFragment)
    {
        const byte HopByHop = 0, Routing = 43, Fragment = 44, Destination = 60;
        const int MostHeaders = 8;
        isFragment = false;
        byte next = packet[6];
        for (int i = 0; i < MostHeaders && next is HopByHop or Routing or Fragment or Destination && packet.Length >= header + 8; i++)
        {
            byte current = next;
            next = packet[header];
            if (current == Fragment) isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[(header + 2)..]) & 0xfff8) != 0;
            header += current == Fragment ? 8 : (packet[header + 1] + 1) * 8;
        }
        return next;
    }

    private bool Has(in InternetAddress address)
    {
        for (int i = 0; i < Addresses.Count; i++)
            if (Addresses[i] == address) return true;
        return false;
    }
}
