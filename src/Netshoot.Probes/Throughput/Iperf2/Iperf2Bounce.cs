using System.Buffers.Binary;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>
/// The head of a message that is to come back, as observed between two of 2.1.8; all in network order: flags, bytes of the message, a number,
/// sixteen bits of switches and sixteen unused, a word unused, when the client sent it, when it came and when it went back, and the
/// microseconds that it is to be kept.
/// </summary>
public sealed class Iperf2Bounce : IBounceFormat
{
    public const int Size = 60;

    private const uint Flags = 0x0080_0000;
    private const ushort QuickAcknowledgements = 0x8000, ClocksAgree = 0x4000, Unused = 0x5a5a;
    private const int Length = 4, Number = 8, Switches = 12, Sent = 20, Received = 28, Answered = 36, Hold = 44, End = 48;

    public int HeaderSize => Size;

    /// <summary>What the first message of a client asks for.</summary>
    public static BouncePlan? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Size) return null;
        var format = new Iperf2Bounce();
        return format.TryRead(from, out _, out var hold, out bool quick) ? new(0, TimeSpan.Zero, hold, quick, format) : null;
    }

    /// <summary>Bytes of the message that begins so.</summary>
    public static int SizeOf(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt32BigEndian(from[Length..]);

    /// <summary>Whether its sender's clock is that of its receiver.</summary>
    public static bool AreClocksOne(ReadOnlySpan<byte> from) => (BinaryPrimitives.ReadUInt16BigEndian(from[Switches..]) & ClocksAgree) != 0;

    public void Stamp(Span<byte> message, long nanoseconds, BouncePlan plan, bool clocksAgree)
    {
        message[..Hold].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(message, Flags);
        BinaryPrimitives.WriteInt32BigEndian(message[Length..], message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message[Number..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(message[Switches..], (ushort)((plan.QuickAcknowledgements ? QuickAcknowledgements : 0) | (clocksAgree ? ClocksAgree : 0)));
        BinaryPrimitives.WriteUInt16BigEndian(message[(Switches + 2)..], Unused);
        Iperf2Header.Stamp(message[Sent..], nanoseconds);
        message[Received..Hold].Fill(0xff);
        BinaryPrimitives.WriteUInt32BigEndian(message[Hold..], (uint)plan.Hold.TotalMicroseconds);
        message[End..Size].Fill((byte)'Z');
    }

    public bool TryRead(ReadOnlySpan<byte> header, out int size, out TimeSpan hold, out bool quickAcknowledgements)
    {
        const uint LongestHold = 10_000_000;
        size = SizeOf(header);
        uint kept = BinaryPrimitives.ReadUInt32BigEndian(header[Hold..]);
        hold = TimeSpan.FromMicroseconds(Math.Min(kept, LongestHold));
        quickAcknowledgements = (BinaryPrimitives.ReadUInt16BigEndian(header[Switches..]) & QuickAcknowledgements) != 0;
        return BinaryPrimitives.ReadUInt32BigEndian(header) == Flags && size >= Size;
    }

    public void Answer(Span<byte> message, long received, long sent)
    {
        Iperf2Header.Stamp(message[Received..], received);
        Iperf2Header.Stamp(message[Answered..], sent);
    }

    public (double Received, double Sent) Times(ReadOnlySpan<byte> message) => (Iperf2Header.Seconds(message[Received..]), Iperf2Header.Seconds(message[Answered..]));
}
