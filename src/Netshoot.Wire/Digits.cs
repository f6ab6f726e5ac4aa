using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Netshoot.Wire;

/// <summary>Decimal digits of whole numbers, two at a time: most of what a tool prints is numbers.</summary>
internal static class Digits
{
    /// <summary>The most digits of a number of 64 bits.</summary>
    public const int Most = 20;

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number without leading zeros into the <see cref="Most"/> bytes or more of <paramref name="to"/>.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(ulong value, Span<byte> to)
    {
        const uint NineDigits = 1_000_000_000;
        if (value <= uint.MaxValue) return Write((uint)value, to);
        int first = Write(value / NineDigits, to);
        WritePadded((uint)(value % NineDigits), 9, to[first..]);
        return first + 9;
    }

    /// <inheritdoc cref="Write(ulong, Span{byte})"/>
    public static int Write(uint value, Span<byte> to)
    {
        int count = Count(value);
        WritePadded(value, count, to);
        return count;
    }

    /// <summary>Writes the last <paramref name="count"/> digits of a number, zeros among them.</summary>
    public static void WritePadded(uint value, int count, Span<byte> to)
    {
        to = to[..count];
        int at = count;
        while (at >= 2)
        {
            uint rest = value / 100;
            at -= 2;
            Pair(value - rest * 100, to[at..]);
            value = rest;
        }
        if (at == 1) to[0] = (byte)('0' + value % 10);
    }

    /// <summary>Writes a byte, one to three digits.</summary>
    /// <returns>How many bytes it took.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(byte value, Span<byte> to)
    {
        if (value < 10)
        {
            to[0] = (byte)('0' + value);
            return 1;
        }
        if (value < 100)
        {
            Pair(value, to);
            return 2;
        }
        uint hundreds = value / 100u;
        to[0] = (byte)('0' + hundreds);
        Pair(value - hundreds * 100, to[1..]);
        return 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(uint value, Span<byte> to) => MemoryMarshal.Write(to, MemoryMarshal.Read<ushort>(Pairs[(int)(value * 2)..]));

    private static int Count(uint value) => value switch
    {
        < 10 => 1,
        < 100 => 2,
        < 1_000 => 3,
        < 10_000 => 4,
        < 100_000 => 5,
        < 1_000_000 => 6,
        < 10_000_000 => 7,
        < 100_000_000 => 8,
        < 1_000_000_000 => 9,
        _ => 10,
    };
}
