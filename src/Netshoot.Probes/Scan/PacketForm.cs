using System.Buffers.Binary;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>Everything that decides what a packet of ours looks like, from its IP header on (RFC 791, RFC 8200, RFC 9293, RFC 768, RFC 792).</summary>
public sealed class PacketForm
{
    /// <summary>The longest packet that is written.</summary>
    public const int Most = 65_535;

    private const byte Icmp6 = IpProtocols.Icmp6;

    /// <summary>The IP protocol: TCP, UDP, SCTP and ICMP get headers, others their payload alone.</summary>
    public byte Protocol { get; set; } = IpProtocols.Icmp;

    public InternetAddress Source { get; set; }

    public byte HopLimit { get; set; } = 64;

    public byte TrafficClass { get; set; }

    public ushort Identification { get; set; } = (ushort)Random.Shared.Next(1, ushort.MaxValue);

    /// <summary>The flags of fragments: evil, do not, more.</summary>
    public ushort Fragment { get; set; }

    /// <summary>Options of IPv4, whole words of four bytes.</summary>
    public byte[] IpOptions { get; set; } = [];

    public ushort SourcePort { get; set; }

    public uint Sequence { get; set; }

    public uint Acknowledgment { get; set; }

    public TcpFlags Flags { get; set; } = TcpFlags.Syn;

    public ushort Window { get; set; } = 1480;

    /// <summary>Options of TCP, whole words of four bytes.</summary>
    public byte[] TcpOptions { get; set; } = [];

    /// <summary>The chunk of a packet of SCTP, which carries no payload; its tag is <see cref="Sequence"/>.</summary>
    public byte SctpChunk { get; set; } = SctpProbe.Init;

    public IcmpForm Icmp { get; } = new();

    public byte[] Payload { get; set; } = [];

    /// <summary>The checksum of the transport is wrong on purpose.</summary>
    public bool HasBadSum { get; set; }

    /// <summary>The checksum of the IP header is wrong on purpose.</summary>
    public bool HasBadIpSum { get; set; }

    /// <summary>Writes a packet.</summary>
    /// <param name="to">Room for it: <see cref="Most"/> bytes at most are needed.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="port">For TCP and UDP.</param>
    /// <param name="number">What an echo is numbered with.</param>
    /// <returns>Its length; 0 when it does not fit a packet.</returns>
    public int Write(Span<byte> to, InternetAddress destination, ushort port, ushort number = 0)
    {
        int header = destination.Is6 ? Ipv6Header.Size : Ipv4Header.Size + IpOptions.Length;
        int body = BodyLength(destination.Is6);
        if (header + body > Math.Min(to.Length, Most)) return 0;
        var message = to.Slice(header, body);
        int checksumAt = WriteBody(message, destination.Is6, port, number);
        if (checksumAt >= 0) Seal(message, checksumAt, destination);
        WriteHeader(to[..header], destination, body);
        return header + body;
    }

    private int BodyLength(bool is6) => Protocol == IpProtocols.Sctp ? SctpProbe.Size(SctpChunk) : Payload.Length + Protocol switch
    {
        IpProtocols.Tcp => TcpHeader.Size + TcpOptions.Length,
        IpProtocols.Udp => UdpHeader.Size,
        IpProtocols.Icmp when !is6 => Icmp.Type switch
        {
            IcmpForm.Timestamp or IcmpForm.TimestampReply or IcmpForm.Traceroute => 20,
            IcmpForm.Mask or IcmpForm.MaskReply => 12,
            IcmpForm.RouterAdvertisement => 8 + 8 * Icmp.Routers.Count,
            _ => 8,
        },
        Icmp6 => 8,
        _ => 0,
    };

    /// <returns>Where the checksum stands; negative for none.</returns>
    private int WriteBody(Span<byte> message, bool is6, ushort port, ushort number)
    {
        var wire = new WireWriter(message);
        int checksumAt = -1;
        switch (Protocol)
        {
            case IpProtocols.Tcp:
                new TcpHeader(SourcePort, port, Sequence, Acknowledgment, (byte)(TcpHeader.Size + TcpOptions.Length), Flags, Window, 0, 0).Write(ref wire);
                wire.Put(TcpOptions);
                checksumAt = 16;
                break;
            case IpProtocols.Sctp:
                SctpProbe.Write(message, SctpChunk, SourcePort, port, Sequence);
                if (HasBadSum) message[8] ^= 0x55;
                return -1;
            case IpProtocols.Udp:
                new UdpHeader(SourcePort, port, (ushort)message.Length, 0).Write(ref wire);
                checksumAt = 6;
                break;
            case IpProtocols.Icmp when !is6:
                Icmp.Write(ref wire, number);
                checksumAt = 2;
                break;
            case Icmp6:
                new IcmpHeader(Icmp.Type, Icmp.Code, 0, (uint)(Icmp.Identifier << 16 | (Icmp.Sequence ?? number))).Write(ref wire);
                checksumAt = 2;
                break;
        }
        wire.Put(Payload);
        return checksumAt;
    }

    private void Seal(Span<byte> message, int at, InternetAddress destination)
    {
        ushort sum = Protocol == IpProtocols.Icmp ? InternetChecksum.Of(message) : PseudoHeader.Checksum(Source, destination, Protocol, message, message.Length);
        if (Protocol == IpProtocols.Udp && sum == 0) sum = ushort.MaxValue;
        if (HasBadSum) sum ^= 0x5555;
        BinaryPrimitives.WriteUInt16BigEndian(message[at..], sum);
    }

    private void WriteHeader(Span<byte> to, InternetAddress destination, int body)
    {
        var wire = new WireWriter(to);
        if (destination.Is6)
        {
            new Ipv6Header(TrafficClass, 0, (ushort)body, Protocol, HopLimit, Source, destination).Write(ref wire);
            return;
        }
        new Ipv4Header((byte)to.Length, TrafficClass, (ushort)(to.Length + body), Identification, Fragment, HopLimit, Protocol, 0, Source, destination).Write(ref wire);
        wire.Put(IpOptions);
        ushort sum = InternetChecksum.Of(to);
        BinaryPrimitives.WriteUInt16BigEndian(to[10..], HasBadIpSum ? (ushort)(sum ^ 0x5555) : sum);
    }
}
