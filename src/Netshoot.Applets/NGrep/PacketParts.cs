using System.Buffers.Binary;
using Netshoot.Filters;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>
/// What ngrep looks at in a frame: who sends what to whom, and the payload, which goes to the frame's end whatever the headers claim.
/// Fields that were not captured are zero.
/// </summary>
internal readonly ref struct PacketParts
{
    public const byte Icmp = 1, Igmp = 2, Tcp = 6, Udp = 17, Fragment6 = 44, Icmp6 = 58;

    private const int Shortest4 = 20, Size6 = 40, FragmentSize6 = 8;

    /// <param name="frame">The frame.</param>
    /// <param name="link">Bytes before the IP header, VLAN tags left out.</param>
    /// <param name="hasEtherType">Whether they end with an EtherType, which may be a tag's.</param>
    public PacketParts(ReadOnlySpan<byte> frame, int link, bool hasEtherType)
    {
        if (hasEtherType)
            while (U16(frame, link - 2) is 0x8100 or 0x88a8 or 0x9100) link += 4;
        var packet = frame[Math.Min(link, frame.Length)..];
        int header = 0;
        switch (packet.Length > 0 ? packet[0] >> 4 : 4)
        {
            case 4 when packet.Length >= Shortest4:
                header = (packet[0] & 15) * 4;
                Protocol = packet[9];
                FragmentId = U16(packet, 4);
                FragmentOffset = (U16(packet, 6) & 0x1fff) * 8;
                ShowsFragment = FragmentOffset > 0;
                Source = InternetAddress.FromBytes(packet.Slice(12, 4));
                Destination = InternetAddress.FromBytes(packet.Slice(16, 4));
                break;
            case 6 when packet.Length >= Size6:
                header = Size6;
                Protocol = packet[6];
                Source = InternetAddress.FromBytes(packet.Slice(8, 16));
                Destination = InternetAddress.FromBytes(packet.Slice(24, 16));
                if (Protocol == Fragment6 && packet.Length >= Size6 + FragmentSize6)
                {
                    header += FragmentSize6;
                    Protocol = packet[Size6];
                    FragmentOffset = U16(packet, Size6 + 2) & 0xfff8;
                    FragmentId = BinaryPrimitives.ReadUInt32BigEndian(packet[(Size6 + 4)..]);
                    ShowsFragment = true;
                }
                break;
            case 4 or 6:
                header = packet.Length;
                break;
        }
        var inner = packet[Math.Min(header, packet.Length)..];
        IsFirst = FragmentOffset == 0;
        int size = 0;
        switch (Protocol)
        {
            case Tcp:
                Flags = (TcpFlags)(inner.Length > 13 ? inner[13] : 0);
                size = inner.Length > 12 ? (inner[12] >> 4) * 4 : inner.Length;
                Sequence = inner.Length >= 16 ? BinaryPrimitives.ReadUInt32BigEndian(inner[4..]) : 0;
                Acknowledged = inner.Length >= 16 ? BinaryPrimitives.ReadUInt32BigEndian(inner[8..]) : 0;
                Window = U16(inner, 14);
                break;
            case Udp:
                size = 8;
                break;
            case Icmp or Icmp6 or Igmp:
                size = 4;
                Type = inner.Length > 0 ? inner[0] : (byte)0;
                Code = inner.Length > 1 ? inner[1] : (byte)0;
                break;
        }
        HasPorts = IsFirst && Protocol is (Tcp or Udp);
        if (HasPorts) (SourcePort, DestinationPort) = (U16(inner, 0), U16(inner, 2));
        Payload = inner[Math.Min(IsFirst ? size : 0, inner.Length)..];
    }

    public byte Protocol { get; }

    public InternetAddress Source { get; }

    public InternetAddress Destination { get; }

    public bool HasPorts { get; }

    public ushort SourcePort { get; }

    public ushort DestinationPort { get; }

    /// <summary>Of TCP.</summary>
    public TcpFlags Flags { get; }

    public uint Sequence { get; }

    public uint Acknowledged { get; }

    public ushort Window { get; }

    /// <summary>Of ICMP and IGMP.</summary>
    public byte Type { get; }

    public byte Code { get; }

    /// <summary>Whether it has the header of what IP carries: it is no later fragment.</summary>
    public bool IsFirst { get; }

    public bool ShowsFragment { get; }

    public uint FragmentId { get; }

    /// <summary>In bytes.</summary>
    public int FragmentOffset { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>One letter, as ngrep has it.</summary>
    public byte Letter => Protocol switch
    {
        Tcp => (byte)'T',
        Udp => (byte)'U',
        Icmp or Icmp6 => (byte)'I',
        Igmp => (byte)'G',
        _ => (byte)'?',
    };

    /// <summary>Bytes before the IP header in frames of a link type; negative where ngrep does not know it.</summary>
    public static int LinkSize(LinkType type, out bool hasEtherType)
    {
        hasEtherType = type == LinkType.Ethernet || type == LinkType.LinuxCooked;
        if (type == LinkType.Ethernet) return 14;
        if (type == LinkType.LinuxCooked) return 16;
        if (type == LinkType.LinuxCooked2) return 20;
        return type.Value switch
        {
            0 or 9 or 108 => 4,
            6 => 22,
            10 => 21,
            12 or 101 => 0,
            _ => -1,
        };
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => at >= 0 && bytes.Length >= at + 2 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : (ushort)0;
}
