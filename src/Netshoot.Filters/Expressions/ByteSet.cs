namespace Netshoot.Filters.Expressions;

/// <summary>A set of byte values.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    public static readonly ByteSet All = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
    public static readonly ByteSet Digits = Range((byte)'0', (byte)'9');
    public static readonly ByteSet Upper = Range((byte)'A', (byte)'Z');
    public static readonly ByteSet Lower = Range((byte)'a', (byte)'z');
    public static readonly ByteSet Letters = Upper | Lower;
    public static readonly ByteSet Word = Letters | Digits | Of((byte)'_');
    public static readonly ByteSet Newline = Of((byte)'\n');
    public static readonly ByteSet Space = Range(9, 13) | Of((byte)' ');

    public bool IsEmpty => (A | B | C | D) == 0;

    public int Count => System.Numerics.BitOperations.PopCount(A) + System.Numerics.BitOperations.PopCount(B) + System.Numerics.BitOperations.PopCount(C) + System.Numerics.BitOperations.PopCount(D);

    public static ByteSet Of(byte value) => Range(value, value);

    public static ByteSet Range(byte from, byte to)
    {
        var set = default(ByteSet);
        for (int i = from; i <= to; i++) set |= One(i);
        return set;
    }

    public static ByteSet operator |(ByteSet a, ByteSet b) => new(a.A | b.A, a.B | b.B, a.C | b.C, a.D | b.D);

    public static ByteSet operator &(ByteSet a, ByteSet b) => new(a.A & b.A, a.B & b.B, a.C & b.C, a.D & b.D);

    public static ByteSet operator ~(ByteSet a) => new(~a.A, ~a.B, ~a.C, ~a.D);

    public bool Contains(byte value)
    {
        ulong part = (value >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D };
        return (part >> (value & 63) & 1) != 0;
    }

    /// <summary>With the other case of each of its ASCII letters.</summary>
    public ByteSet Folded()
    {
        // All letters are in the second part, and 32 apart.
        const ulong Uppers = 0x07ff_fffe, Lowers = Uppers << 32;
        return this with { B = B | (B & Uppers) << 32 | (B & Lowers) >> 32 };
    }

    public byte First()
    {
        int i = 0;
        while (i < 255 && !Contains((byte)i)) i++;
        return (byte)i;
    }

    private static ByteSet One(int value) => (value >> 6) switch
    {
        0 => new(1UL << value, 0, 0, 0),
        1 => new(0, 1UL << (value & 63), 0, 0),
        2 => new(0, 0, 1UL << (value & 63), 0),
        _ => new(0, 0, 0, 1UL << (value & 63)),
    };
}
