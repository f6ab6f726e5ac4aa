using System.Buffers.Binary;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>
/// What an iperf 2 client asks of its server: the first bytes of a TCP connection, and of every datagram behind its number. The layout is
/// that of 2.1.8, as observed between two of them; all in network order.
/// </summary>
/// <remarks>
/// flags, number of threads, port, buffer length, window, amount (bytes, or less than zero: hundredths of a second); then of the extended
/// header: eight bytes, a word of more flags and one unused, the version, eight bytes whose second half is the rate, and its upper half.
/// </remarks>
public sealed record Iperf2Header
{
    public const int Size = 60;

    /// <summary>The part that clients of old send, too.</summary>
    public const int OldSize = 24;

    private const uint Extended = 0x4000_0000, Dual = 0x8000_0000, Now = 1, Udp = 0x0800_0000, Settings = 0x0400_0000, UdpSettings = 0x2000_0000, Sequence = 0x0001_0000;
    private const ushort ReverseFlag = 0x0400, FullDuplexFlag = 0x0800, NoFinFlag = 0x0008;

    public bool IsUdp { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>Where the server connects back to.</summary>
    public int Port { get; init; }

    public int BlockSize { get; init; }

    /// <summary>Bytes, or, less than zero, hundredths of a second.</summary>
    public int Amount { get; init; }

    public long Rate { get; init; }

    /// <summary>The server sends on this connection.</summary>
    public bool Reverse { get; init; }

    /// <summary>Both send on this connection.</summary>
    public bool FullDuplex { get; init; }

    /// <summary>The server connects back and sends; at once, or when the client has ended.</summary>
    public bool ConnectsBack { get; init; }

    public bool AtOnce { get; init; }

    public bool IsExtended { get; init; } = true;

    public void Write(Span<byte> to, int before = 0)
    {
        to[..Size].Clear();
        // The length of all that stands before the payload, in the lower half of the flags, above the lowest bit.
        uint flags = Extended | Sequence | (uint)(Size + before) << 1 | (ConnectsBack ? Dual | (AtOnce ? Now : 0) : 0);
        if (IsUdp) flags |= Udp;
        if (Reverse || FullDuplex) flags |= Settings | (IsUdp ? UdpSettings : 0);
        BinaryPrimitives.WriteUInt32BigEndian(to, flags);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], Threads);
        BinaryPrimitives.WriteInt32BigEndian(to[8..], Port);
        BinaryPrimitives.WriteInt32BigEndian(to[12..], BlockSize);
        BinaryPrimitives.WriteInt32BigEndian(to[20..], Amount);
        BinaryPrimitives.WriteUInt16BigEndian(to[32..], (ushort)((Reverse ? ReverseFlag : 0) | (FullDuplex ? FullDuplexFlag : 0) | (FullDuplex && IsUdp ? NoFinFlag : 0)));
        WriteVersion(to[36..]);
        BinaryPrimitives.WriteUInt32BigEndian(to[48..], (uint)Rate);
        BinaryPrimitives.WriteUInt32BigEndian(to[52..], (uint)(Rate >> 32));
    }

    /// <summary>Reads what a client asks; a client of old, or bytes that are no header, ask for nothing.</summary>
    public static Iperf2Header Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < OldSize) return new() { IsExtended = false };
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(from);
        bool extended = (flags & Extended) != 0 && from.Length >= Size;
        // Digits are what clients of old begin with when they ask for nothing.
        if (!extended && (flags & Dual) == 0) return new() { IsExtended = false };
        var header = new Iperf2Header
        {
            IsUdp = (flags & Udp) != 0,
            Threads = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(from[4..]), 1, 128),
            Port = BinaryPrimitives.ReadInt32BigEndian(from[8..]) is var port and > 0 and < 65536 ? port : 0,
            BlockSize = BinaryPrimitives.ReadInt32BigEndian(from[12..]) is var size and > 0 and <= 1024 * 1024 ? size : 0,
            Amount = BinaryPrimitives.ReadInt32BigEndian(from[20..]),
            ConnectsBack = (flags & Dual) != 0,
            AtOnce = (flags & Now) != 0,
            IsExtended = extended,
        };
        if (!extended) return header;
        ushort more = BinaryPrimitives.ReadUInt16BigEndian(from[32..]);
        return header with
        {
            Reverse = (more & ReverseFlag) != 0,
            FullDuplex = (more & FullDuplexFlag) != 0,
            Rate = BinaryPrimitives.ReadUInt32BigEndian(from[48..]) | (long)(BinaryPrimitives.ReadUInt32BigEndian(from[52..]) & 0xffff) << 32,
        };
    }

    /// <summary>The server's answer to an extended header of TCP: its kind, its length, and its version.</summary>
    public static byte[] Acknowledgement()
    {
        const int Kind = 2, Length = 28;
        var answer = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(answer, Kind);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(4), Length);
        WriteVersion(answer.AsSpan(12));
        return answer;
    }

    private static void WriteVersion(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, 0x0002_0001);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], 0x0008_0003);
    }
}
