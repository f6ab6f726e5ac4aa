using System.Buffers.Binary;

namespace Netshoot.Bench;

/// <summary>A capture file as a busy node would make it: a seeded mix of TCP, DNS, ICMP, ARP, IPv6 and VXLAN over a thousand flows.</summary>
internal static class MixedCapture
{
    private const int Flows = 1000, MostPayload = 1200;

    /// <summary>Writes the packets as pcap (pcap-savefile(5)), Ethernet, microseconds.</summary>
    public static void Write(string path, int packets)
    {
        var random = new Random(1);
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 4u << 16 | 2);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 262144);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        file.Write(header);
        uint[] sequence = new uint[Flows];
        byte[] frame = new byte[2048];
        byte[] payload = new byte[MostPayload];
        random.NextBytes(payload);
        "GET /api/v1/things?limit=500 HTTP/1.1\r\nHost: web.backend.svc\r\nAccept: */*\r\n\r\n"u8.CopyTo(payload);
        for (int i = 0; i < packets; i++)
        {
            int length = Packet(frame, payload, sequence, random, i);
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(1_700_000_000 + i / 50_000));
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(i % 50_000 * 20));
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)length);
            file.Write(header[..16]);
            file.Write(frame, 0, length);
        }
    }

    private static int Packet(Span<byte> frame, ReadOnlySpan<byte> payload, uint[] sequence, Random random, int index)
    {
        int flow = random.Next(Flows), kind = random.Next(100);
        frame.Clear();
        Ethernet(frame, 0x0800, flow);
        var body = frame[14..];
        switch (kind)
        {
            case < 45:
                return 14 + Ipv4(body, 6, Tcp(body[20..], payload, sequence, flow, random), flow, index);
            case < 60:
                return 14 + Ipv4(body, 17, Dns(body[20..], flow, (ushort)index), flow, index);
            case < 68:
                return 14 + Ipv4(body, 1, Echo(body[20..], flow, index, kind % 2 == 0 ? (byte)8 : (byte)0), flow, index);
            case < 73:
                Ethernet(frame, 0x0806, flow);
                Arp(body, flow, kind % 2 + 1);
                return 42;
            case < 88:
                Ethernet(frame, 0x86dd, flow);
                return 14 + Ipv6(body, 6, Tcp(body[40..], payload, sequence, flow, random), flow);
            case < 92:
                Ethernet(frame, 0x86dd, flow);
                return 14 + Ipv6(body, 58, Echo(body[40..], flow, index, 128), flow);
            default:
                var inner = body[36..];
                Ethernet(inner, 0x0800, flow);
                int carried = 14 + Ipv4(inner[14..], 6, Tcp(inner[34..], payload, sequence, flow, random), flow, index);
                BinaryPrimitives.WriteUInt32BigEndian(body[28..], 0x08000000);
                BinaryPrimitives.WriteUInt32BigEndian(body[32..], 4096u << 8);
                return 14 + Ipv4(body, 17, Udp(body[20..], (ushort)(40000 + flow), 4789, 8 + carried), flow, index);
        }
    }

    private static void Ethernet(Span<byte> frame, ushort type, int flow)
    {
        BinaryPrimitives.WriteUInt64BigEndian(frame, 0x0242_0a00_0002_0000);
        BinaryPrimitives.WriteUInt32BigEndian(frame[6..], 0x02420a00);
        BinaryPrimitives.WriteUInt16BigEndian(frame[10..], (ushort)flow);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], type);
    }

    private static int Ipv4(Span<byte> header, byte protocol, int length, int flow, int index)
    {
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(20 + length));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)index);
        header[6] = 0x40;
        (header[8], header[9]) = (64, protocol);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], 0x0a000000u + (uint)flow);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], 0x0a0a0001);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Checksum(header[..20]));
        return 20 + length;
    }

    private static int Ipv6(Span<byte> header, byte protocol, int length, int flow)
    {
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)length);
        (header[6], header[7]) = (protocol, 64);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], 0xfd000000);
        BinaryPrimitives.WriteUInt16BigEndian(header[22..], (ushort)flow);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], 0xfd000000);
        header[39] = 1;
        return 40 + length;
    }

    private static int Tcp(Span<byte> segment, ReadOnlySpan<byte> payload, uint[] sequence, int flow, Random random)
    {
        int length = random.Next(4) switch { 0 => 0, 1 => 80, 2 => random.Next(80, MostPayload), _ => MostPayload };
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)(32768 + flow));
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)(flow % 2 == 0 ? 9999 : 80));
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], sequence[flow]);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], 1);
        (segment[12], segment[13]) = (0x80, length > 0 ? (byte)0x18 : (byte)0x10);
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], 501);
        // No-operation twice, then a timestamp (RFC 7323 section 3).
        BinaryPrimitives.WriteUInt32BigEndian(segment[20..], 0x0101080a);
        BinaryPrimitives.WriteUInt32BigEndian(segment[24..], sequence[flow] + 7);
        BinaryPrimitives.WriteUInt32BigEndian(segment[28..], 99);
        payload[..length].CopyTo(segment[32..]);
        sequence[flow] += (uint)length;
        return 32 + length;
    }

    private static int Udp(Span<byte> datagram, ushort source, ushort destination, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)(8 + length));
        return 8 + length;
    }

    private static int Dns(Span<byte> datagram, int flow, ushort id)
    {
        ReadOnlySpan<byte> question = [3, (byte)'w', (byte)'e', (byte)'b', 7, .. "backend"u8, 3, (byte)'s', (byte)'v', (byte)'c', 0, 0, 1, 0, 1];
        ReadOnlySpan<byte> answer = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 10, 0, 0, 5];
        bool answers = flow % 2 == 0;
        var message = datagram[8..];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], answers ? (ushort)0x8180 : (ushort)0x0100);
        message[5] = 1;
        message[7] = answers ? (byte)1 : (byte)0;
        question.CopyTo(message[12..]);
        int length = 12 + question.Length;
        if (answers)
        {
            answer.CopyTo(message[length..]);
            length += answer.Length;
        }
        return answers ? Udp(datagram, 53, (ushort)(32768 + flow), length) : Udp(datagram, (ushort)(32768 + flow), 53, length);
    }

    private static int Echo(Span<byte> message, int flow, int index, byte type)
    {
        message[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], (ushort)flow);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)index);
        return 64;
    }

    private static void Arp(Span<byte> message, int flow, int operation)
    {
        BinaryPrimitives.WriteUInt64BigEndian(message, 0x0001_0800_0604_0000UL | (uint)operation);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], 0x02420a00);
        BinaryPrimitives.WriteUInt32BigEndian(message[14..], 0x0a000000u + (uint)flow);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], 0x0a0a0001);
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
