namespace Netshoot.Applets.Nft;

/// <summary>How the values of a selector or of a set's keys are shown (nft(8), "data types"). Values are numbers of at most 128 bits.</summary>
/// <param name="name">Its name in <c>type</c> of a set.</param>
/// <param name="bits">Its size; 0 when that is the selector's.</param>
/// <param name="isHostOrder">Whether registers hold it in the byte order of the host.</param>
internal abstract class DataType(string name, int bits, bool isHostOrder)
{
    public string Name => name;

    public int Bits => bits;

    public bool IsHostOrder => isHostOrder;

    /// <summary>Whether a mask of leading ones is shown as the length of a prefix.</summary>
    public virtual bool HasPrefixes => false;

    /// <summary>Whether its values are sets of bits that have names.</summary>
    public virtual bool IsFlags => false;

    /// <summary>Writes a value of that many bits.</summary>
    public abstract void Write(NftWriter to, string? key, UInt128 value, int width);

    /// <summary>Writes an end of a range: mostly a number whatever else is asked for.</summary>
    public virtual void WriteEnd(NftWriter to, string? key, UInt128 value, int width) => Write(to, key, value, width);

    /// <summary>Reads the bytes of a register.</summary>
    /// <param name="bytes">As they stand there.</param>
    /// <param name="swapped">Whether they were brought into network order.</param>
    public UInt128 Read(ReadOnlySpan<byte> bytes, bool swapped = false)
    {
        UInt128 value = 0;
        bool little = isHostOrder && !swapped && BitConverter.IsLittleEndian;
        bytes = bytes[..Math.Min(bytes.Length, 16)];
        for (int i = 0; i < bytes.Length; i++) value = value << 8 | bytes[little ? bytes.Length - 1 - i : i];
        return value;
    }
}
