using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

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
    private const uint BounceFlags = 0x0080_0000, KeyFlag = 0x1000_0000, DetectFlag = 0x0200_0000;
    private const ushort ReverseFlag = 0x0400, FullDuplexFlag = 0x0800, NoFinFlag = 0x0008, TripTimesFlag = 0x0010, IsochronousFlag = 0x0001;

    /// <summary>With times, a header is longer: so much over TCP, so much behind a datagram's head.</summary>
    public const int TimedSize = 80, TimedDatagramSize = 104;

    private const int TcpStart = 64, UdpStart = 96;

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

    /// <summary>What the client's packets bear, for the server's to bear it, too; 0 for nothing special.</summary>
    public int TypeOfService { get; init; }

    /// <summary>Datagrams or blocks bear their time, by a clock that both ends share.</summary>
    public bool TripTimes { get; init; }

    /// <summary>They come in frames.</summary>
    public bool Isochronous { get; init; }

    /// <summary>The server does not answer the last datagram.</summary>
    public bool NoFin { get; init; }

    /// <summary>The server says its version first.</summary>
    public bool DetectsPeer { get; init; }

    /// <summary>The messages that follow are sent back; null for any other test.</summary>
    public BouncePlan? Bounce { get; init; }

    /// <summary>The client's version, such as 2.1.8; empty when it does not say.</summary>
    public string Peer { get; init; } = "";

    /// <summary>When the test began: nanoseconds of the time of day.</summary>
    public long Start { get; init; }

    /// <summary>What the client knows, to be served (TCP): behind the header, its length before it; null for nothing.</summary>
    public string? Key { get; init; }

    /// <summary>The longest key.</summary>
    public const int LongestKey = 128;

    /// <summary>Whether a part of the key has not come.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether the client waits for a word of the server before it sends.</summary>
    public bool WantsAcknowledgement => !Reverse && !FullDuplex && (TripTimes || Isochronous || DetectsPeer);

    /// <summary>Whether blocks bear a head each, and this one is longer.</summary>
    public bool IsTimed => TripTimes || Isochronous;

    /// <summary>Bytes of this header.</summary>
    public int Length => (!IsTimed ? Size : IsUdp ? TimedDatagramSize : TimedSize) + (Key is null ? 0 : KeyLengthSize + Key.Length);

    private const int KeyLengthSize = 2;

    public byte[] ToBytes(int before = 0)
    {
        var bytes = new byte[Length];
        // Its length says nothing of the key's bytes, but for those of the key's own length.
        Write(bytes, before + (Key is null ? 0 : KeyLengthSize));
        if (Key is not null)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(bytes.Length - Key.Length - KeyLengthSize), (ushort)Key.Length);
            System.Text.Encoding.ASCII.GetBytes(Key, bytes.AsSpan(bytes.Length - Key.Length));
        }
        if (!IsTimed) return bytes;
        // The length that it says of itself is another one with datagrams: that is how the original has it.
        const int SaidOfDatagrams = 108;
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(bytes) & ~0xfffeu | (uint)(IsUdp ? SaidOfDatagrams : TimedSize) << 1 | (IsUdp ? UdpSettings : 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, flags);
        if (TripTimes) Stamp(bytes.AsSpan(IsUdp ? UdpStart : TcpStart), Start);
        return bytes;
    }

    /// <summary>Seconds and microseconds of the day.</summary>
    internal static void Stamp(Span<byte> to, long nanoseconds)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, (uint)(nanoseconds / 1_000_000_000));
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], (uint)(nanoseconds % 1_000_000_000 / 1000));
    }

    internal static double Seconds(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt32BigEndian(from) + BinaryPrimitives.ReadUInt32BigEndian(from[4..]) / 1e6;

    public void Write(Span<byte> to, int before = 0)
    {
        to[..Size].Clear();
        // The length of all that stands before the payload, in the lower half of the flags, above the lowest bit.
        uint flags = Extended | Sequence | (uint)(Size + before) << 1 | (ConnectsBack ? Dual | (AtOnce ? Now : 0) : 0);
        if (IsUdp) flags |= Udp;
        if (Reverse || FullDuplex) flags |= Settings;
        if (IsUdp && (Reverse || FullDuplex || NoFin)) flags |= UdpSettings;
        if (Key is not null) flags |= KeyFlag;
        if (DetectsPeer) flags |= Settings | DetectFlag;
        BinaryPrimitives.WriteUInt32BigEndian(to, flags);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], Threads);
        BinaryPrimitives.WriteInt32BigEndian(to[8..], Port);
        BinaryPrimitives.WriteInt32BigEndian(to[12..], BlockSize);
        BinaryPrimitives.WriteInt32BigEndian(to[20..], Amount);
        BinaryPrimitives.WriteUInt16BigEndian(to[32..], (ushort)((Reverse ? ReverseFlag : 0) | (FullDuplex ? FullDuplexFlag : 0) | ((FullDuplex && IsUdp) || NoFin ? NoFinFlag : 0) | (TripTimes ? TripTimesFlag : 0) | (Isochronous ? IsochronousFlag : 0)));
        WriteVersion(to[36..]);
        to[47] = (byte)TypeOfService;
        BinaryPrimitives.WriteUInt32BigEndian(to[48..], (uint)Rate);
        BinaryPrimitives.WriteUInt32BigEndian(to[52..], (uint)(Rate >> 32));
    }

    /// <summary>Reads what a client asks; a client of old, or bytes that are no header, ask for nothing.</summary>
    public static Iperf2Header Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < OldSize) return new() { IsExtended = false };
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(from);
        if (flags == BounceFlags) return new() { IsExtended = false, Bounce = Iperf2Bounce.Read(from) };
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
        header = header with
        {
            Reverse = (more & ReverseFlag) != 0,
            FullDuplex = (more & FullDuplexFlag) != 0,
            TripTimes = (more & TripTimesFlag) != 0,
            Isochronous = (more & IsochronousFlag) != 0,
            NoFin = (more & NoFinFlag) != 0,
            DetectsPeer = (flags & DetectFlag) != 0,
            Peer = VersionAt(from[36..]),
            TypeOfService = from[47],
            Rate = BinaryPrimitives.ReadUInt32BigEndian(from[48..]) | (long)(BinaryPrimitives.ReadUInt32BigEndian(from[52..]) & 0xffff) << 32,
        };
        if ((flags & KeyFlag) == 0 || header.IsUdp) return header;
        var behind = from[Math.Min(from.Length, header.Length)..];
        int length = behind.Length < KeyLengthSize ? -1 : BinaryPrimitives.ReadUInt16BigEndian(behind);
        if (length < 0 || length <= LongestKey && behind.Length < KeyLengthSize + length) return header with { IsCut = true };
        // A key of another length is nobody's.
        return header with { Key = length > LongestKey ? "" : System.Text.Encoding.Latin1.GetString(behind.Slice(KeyLengthSize, length)) };
    }

    /// <summary>The server's answer to an extended header of TCP: its kind, its length, its version, and with <paramref name="sent"/> when that was sent, came, and is answered.</summary>
    public static byte[] Acknowledgement(double? sent = null, long received = 0, long answered = 0)
    {
        const int Kind = 2, Length = 28, TimedLength = 52;
        var answer = new byte[sent is null ? Length : TimedLength];
        BinaryPrimitives.WriteInt32BigEndian(answer, Kind);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(4), answer.Length);
        WriteVersion(answer.AsSpan(12));
        if (sent is not { } start) return answer;
        Stamp(answer.AsSpan(Length), (long)(start * 1e6) * 1000);
        Stamp(answer.AsSpan(Length + 8), received);
        Stamp(answer.AsSpan(Length + 16), answered);
        return answer;
    }

    /// <summary>Reads when a header said that it was sent; null when it does not say.</summary>
    public static double? StartOf(ReadOnlySpan<byte> header) => header.Length < TcpStart + 8 ? null : Seconds(header[TcpStart..]);

    private static void WriteVersion(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, 0x0002_0001);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], 0x0008_0003);
    }

    private static string VersionAt(ReadOnlySpan<byte> from) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{BinaryPrimitives.ReadUInt16BigEndian(from)}.{BinaryPrimitives.ReadUInt16BigEndian(from[2..])}.{BinaryPrimitives.ReadUInt16BigEndian(from[4..])}");
}
