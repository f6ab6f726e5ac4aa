using System.Globalization;
using Netshoot.Host;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>
/// Ticks, in which the kernel's scheduler counts time, and microseconds. How many make one stands in <c>/proc/net/psched</c>: the nanoseconds
/// of a tick stand there as a ratio of two numbers, and behind them the resolution of the clock.
/// </summary>
internal sealed class PacketClock
{
    private const double MicrosecondsPerSecond = 1e6;
    private const int AtmCell = 53, AtmPayload = 48, TableSize = 256;
    private const uint DefaultLargest = 2047;

    private readonly double _ticksPerMicrosecond;

    private PacketClock(double ticksPerMicrosecond) => _ticksPerMicrosecond = ticksPerMicrosecond;

    public static PacketClock Read(IMachine machine)
    {
        const double Usual = 15.625;
        string[] words = (machine.TryReadText("/proc/net/psched") ?? "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !TryHex(words[0], out uint nanoseconds) || !TryHex(words[1], out uint ticks) || !TryHex(words[2], out uint resolution) || ticks == 0) return new(Usual);
        // A clock of nanoseconds needs no ratio.
        const uint Nanosecond = 1_000_000_000;
        if (resolution == Nanosecond) nanoseconds = ticks;
        return new((double)nanoseconds / ticks * (resolution / MicrosecondsPerSecond));
    }

    /// <summary>Whether a time has more ticks than the kernel can count.</summary>
    public bool IsTooLong(uint microseconds) => microseconds * _ticksPerMicrosecond > uint.MaxValue;

    public uint Ticks(uint microseconds) => Whole(microseconds * _ticksPerMicrosecond);

    public uint Microseconds(uint ticks) => Whole(ticks / _ticksPerMicrosecond);

    /// <summary>The ticks that so many bytes take.</summary>
    public uint TicksOf(ulong rate, uint size) => rate == 0 ? 0 : Ticks(Whole(MicrosecondsPerSecond * ((double)size / rate)));

    /// <summary>The bytes that fit in so many ticks.</summary>
    public uint SizeOf(ulong rate, uint ticks) => Whole((double)rate * Microseconds(ticks) / MicrosecondsPerSecond);

    /// <summary>Completes a rate and writes the table that old kernels need: the time that a packet of each size takes.</summary>
    /// <param name="rate">The rate; its slots are set.</param>
    /// <param name="bytes">Bytes a second.</param>
    /// <param name="cellLog">The power of two of a slot; -1 to choose it by the largest packet.</param>
    /// <param name="largest">The largest packet; 0 for the usual one.</param>
    /// <param name="table">The table, a number of 32 bits each.</param>
    public RateSpecification Fill(RateSpecification rate, ulong bytes, int cellLog, uint largest, byte[] table)
    {
        if (largest == 0) largest = DefaultLargest;
        if (cellLog < 0)
        {
            cellLog = 0;
            while (largest >> cellLog >= TableSize) cellLog++;
        }
        for (int slot = 0; slot < TableSize; slot++)
        {
            ulong size = Math.Max((ulong)(slot + 1) << cellLog, rate.MinimumUnit);
            if (rate.LinkLayer == RateSpecification.Atm) size = (size + AtmPayload - 1) / AtmPayload * AtmCell;
            BitConverter.TryWriteBytes(table.AsSpan(4 * slot), TicksOf(bytes, (uint)Math.Min(size, uint.MaxValue)));
        }
        return rate with { CellLog = (byte)cellLog, CellAlign = -1 };
    }

    /// <summary>Room for such a table.</summary>
    public static byte[] NewTable() => new byte[4 * TableSize];

    // A number that does not fit wraps around.
    public static uint Whole(double value) => value < long.MaxValue ? (uint)(long)value : 0;

    private static bool TryHex(string word, out uint number) => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
