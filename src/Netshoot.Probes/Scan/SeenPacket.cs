using System.Buffers.Binary;
using Netshoot.Filters;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Arp;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>A packet that was seen, as far as an answer must be read: its addresses, its protocol and what that carries. In place; nothing is copied.</summary>
public readonly ref struct SeenPacket
{
    private const int EthernetHeader = 14;
    private const ushort TypeOfIp4 = 0x0800, TypeOfIp6 = 0x86dd, TypeOfVlan = 0x8100;

    /// <summary>The packet from its IP header on (or the ARP message), without padding; it may have been cut.</summary>
    public ReadOnlySpan<byte> Bytes { get; private init; }

    /// <summary>What the IP header carries; empty behind the first fragment of several.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    public bool IsArp { get; private init; }

    public InternetAddress Source { get; private init; }

    public InternetAddress Destination { get; private init; }

    /// <summary>The neighbor that the frame came from; zero where frames have no addresses.</summary>
    public MacAddress Neighbor { get; private init; }

    public byte Protocol { get; private init; }

    public byte HopLimit { get; private init; }

    /// <summary>Reads a frame; false for what is neither IP nor ARP.</summary>
    public static bool TryReadFrame(ReadOnlySpan<byte> frame, LinkType link, out SeenPacket packet)
    {
        packet = default;
        if (link == LinkType.Raw) return TryReadPacket(frame, default, out packet);
        if (link != LinkType.Ethernet || frame.Length < EthernetHeader) return false;
        var neighbor = MacAddress.FromBytes(frame[MacAddress.Size..]);
        int at = EthernetHeader;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        if (type == TypeOfVlan && frame.Length >= at + 4)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[16..]);
            at += 4;
        }
        if (type == ArpMessage.EtherType) return TryReadArp(frame[at..], neighbor, out packet);
        return type is TypeOfIp4 or TypeOfIp6 && TryReadPacket(frame[at..], neighbor, out packet);
    }

    /// <summary>Reads an IP packet.</summary>
    /// <param name="bytes">What there is of it.</param>
    /// <param name="neighbor">Whose frame carried it.</param>
    /// <param name="packet">The packet.</param>
    public static bool TryReadPacket(ReadOnlySpan<byte> bytes, MacAddress neighbor, out SeenPacket packet)
    {
        packet = default;
        if (bytes.IsEmpty) return false;
        var wire = new WireReader(bytes);
        if (bytes[0] >> 4 == 6)
        {
            if (bytes.Length < Ipv6Header.Size) return false;
            var six = Ipv6Header.Read(ref wire);
            int end = Math.Min(bytes.Length, Ipv6Header.Size + six.PayloadLength);
            packet = new()
            {
                Bytes = bytes[..end],
                Body = bytes[Ipv6Header.Size..end],
                Source = six.Source,
                Destination = six.Destination,
                Neighbor = neighbor,
                Protocol = six.NextHeader,
                HopLimit = six.HopLimit,
            };
            return true;
        }
        if (bytes[0] >> 4 != 4 || bytes.Length < Ipv4Header.Size) return false;
        var four = Ipv4Header.Read(ref wire);
        int length = Math.Min(bytes.Length, four.TotalLength == 0 ? bytes.Length : four.TotalLength);
        if (four.HeaderLength < Ipv4Header.Size || four.HeaderLength > length) return false;
        bool isFirst = (four.Fragment & Ipv4Header.OffsetMask) == 0;
        packet = new()
        {
            Bytes = bytes[..length],
            Body = isFirst ? bytes[four.HeaderLength..length] : default,
            Source = four.Source,
            Destination = four.Destination,
            Neighbor = neighbor,
            Protocol = four.Protocol,
            HopLimit = four.Ttl,
        };
        return true;
    }

    /// <summary>The packet that an ICMP error is about (RFC 792, RFC 4443 section 3); false when it is none, or quotes too little.</summary>
    public bool TryReadQuoted(out SeenPacket quoted)
    {
        const int Header = 8;
        quoted = default;
        if (Body.Length < Header) return false;
        bool isError = Protocol == IpProtocols.Icmp ? Body[0] is 3 or 4 or 5 or 11 or 12 : Protocol == IpProtocols.Icmp6 && Body[0] < 128;
        return isError && TryReadPacket(Body[Header..], default, out quoted);
    }

    /// <summary>An ARP message of our own.</summary>
    public static SeenPacket OfArp(ReadOnlySpan<byte> message) => TryReadArp(message, default, out var packet) ? packet : default;

    private static bool TryReadArp(ReadOnlySpan<byte> bytes, MacAddress neighbor, out SeenPacket packet)
    {
        packet = default;
        if (!ArpMessage.TryRead(bytes, out var message)) return false;
        packet = new() { Bytes = bytes[..ArpMessage.Size], IsArp = true, Source = message.Sender, Destination = message.Target, Neighbor = neighbor };
        return true;
    }
}
