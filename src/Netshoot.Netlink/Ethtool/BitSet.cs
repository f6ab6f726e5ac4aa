namespace Netshoot.Netlink.Ethtool;

/// <summary>A set of bits as ethtool sends it, <c>ETHTOOL_A_BITSET_*</c>: as masks, or as a list in which bits may have names.</summary>
public sealed class BitSet
{
    /// <summary>More bits than any set of the kernel has.</summary>
    public const int Most = 4096;

    private const ushort BitEntry = 1; // ETHTOOL_A_BITSET_BITS_BIT

    private readonly SortedDictionary<int, Bit> _bits = [];

    private BitSet(bool hasMask, int size)
    {
        HasMask = hasMask;
        Size = size;
    }

    /// <summary>Whether bits are told that are not set: those that there are at all, or that were changed.</summary>
    public bool HasMask { get; }

    /// <summary>How many bits there are.</summary>
    public int Size { get; }

    /// <summary>The bits that are told, in order.</summary>
    public IEnumerable<KeyValuePair<int, Bit>> All => _bits;

    /// <param name="Name">Its name, when it was told.</param>
    /// <param name="IsSet">Whether it is set, and not just told.</param>
    public readonly record struct Bit(string? Name, bool IsSet);

    /// <summary>Whether a bit is told, set or not.</summary>
    public bool Tells(int bit) => _bits.ContainsKey(bit);

    public bool Has(int bit) => _bits.TryGetValue(bit, out var found) && found.IsSet;

    /// <summary>The first 32 bits as a number.</summary>
    public uint Low
    {
        get
        {
            uint value = 0;
            for (int i = 0; i < 32; i++) if (Has(i)) value |= 1u << i;
            return value;
        }
    }

    internal static BitSet Read(NetlinkAttribute nest)
    {
        var inside = nest.Nested;
        var set = new BitSet(!inside.Find((ushort)Attribute.WithoutMask).Exists, (int)Math.Min(inside.Find((ushort)Attribute.Size).U32, Most));
        foreach (var entry in inside.Find((ushort)Attribute.Bits).Nested)
        {
            var bit = entry.Nested;
            uint index = bit.Find((ushort)BitAttribute.Index).U32;
            string? name = bit.Find((ushort)BitAttribute.Name) is { Exists: true } named ? named.Text : null;
            if (index < Most) set._bits[(int)index] = new(name, !set.HasMask || bit.Find((ushort)BitAttribute.Value).Exists);
        }
        var value = inside.Find((ushort)Attribute.Value).Value;
        var mask = inside.Find((ushort)Attribute.Mask).Value;
        for (int i = 0; i < set.Size; i++)
        {
            bool isSet = IsSet(value, i);
            if (isSet || IsSet(mask, i)) set._bits[i] = new(null, isSet);
        }
        return set;
    }

    // Masks are words of 32 bits in this machine's order.
    private static bool IsSet(ReadOnlySpan<byte> words, int bit)
    {
        int word = bit / 32 * sizeof(uint);
        return word + sizeof(uint) <= words.Length && (BitConverter.ToUInt32(words[word..]) >> bit % 32 & 1) != 0;
    }

    /// <summary><c>ETHTOOL_A_BITSET_*</c>.</summary>
    public enum Attribute : ushort
    {
        WithoutMask = 1,
        Size = 2,
        Bits = 3,
        Value = 4,
        Mask = 5,
    }

    /// <summary><c>ETHTOOL_A_BITSET_BIT_*</c>.</summary>
    public enum BitAttribute : ushort
    {
        Index = 1,
        Name = 2,
        Value = 3,
    }

    /// <summary>Writes a set as masks.</summary>
    /// <param name="to">The request.</param>
    /// <param name="attribute">The attribute that takes it.</param>
    /// <param name="size">How many bits there are.</param>
    /// <param name="value">The bits, in words of 32.</param>
    /// <param name="mask">Which of them to change; null for all.</param>
    public static void Write(NetlinkRequest to, ushort attribute, int size, ReadOnlySpan<uint> value, uint[]? mask)
    {
        int nest = to.Begin(attribute, flagged: true);
        if (mask is null) to.Flag((ushort)Attribute.WithoutMask);
        to.Attribute((ushort)Attribute.Size, (uint)size);
        to.Attribute((ushort)Attribute.Value, System.Runtime.InteropServices.MemoryMarshal.AsBytes(value));
        if (mask is not null) to.Attribute((ushort)Attribute.Mask, System.Runtime.InteropServices.MemoryMarshal.AsBytes<uint>(mask));
        to.End(nest);
    }

    /// <summary>Writes one bit of a list, by its name or its number.</summary>
    public static void WriteBit(NetlinkRequest to, string? name, int index, bool isSet)
    {
        int bit = to.Begin(BitEntry, flagged: true);
        if (name is null) to.Attribute((ushort)BitAttribute.Index, (uint)index);
        else to.Attribute((ushort)BitAttribute.Name, name);
        if (isSet) to.Flag((ushort)BitAttribute.Value);
        to.End(bit);
    }
}
