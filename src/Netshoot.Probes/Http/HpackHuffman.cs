namespace Netshoot.Probes.Http;

/// <summary>
/// The Huffman code of header compression (RFC 7541 appendix B). It is a canonical code: the codes of one length follow each other in the order of
/// their symbols, so the lengths alone make it.
/// </summary>
internal static class HpackHuffman
{
    private const int Longest = 30, EndOfString = 256;

    /// <summary>The length of the code of each byte, and of the end, in bits.</summary>
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    /// <summary>Symbols in the order of their codes; for each length the first code, and where its symbols begin.</summary>
    private static readonly short[] s_symbols = new short[Lengths.Length];
    private static readonly uint[] s_first = new uint[Longest + 2];
    private static readonly int[] s_offset = new int[Longest + 2];

    static HpackHuffman()
    {
        int at = 0;
        uint code = 0;
        for (int length = 1; length <= Longest; length++, code <<= 1)
        {
            s_first[length] = code;
            s_offset[length] = at;
            for (int symbol = 0; symbol < Lengths.Length; symbol++)
            {
                if (Lengths[symbol] != length) continue;
                s_symbols[at++] = (short)symbol;
                code++;
            }
        }
        s_offset[Longest + 1] = at;
    }

    /// <summary>Decodes a string; null when it is no code, or has padding that may not be.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> coded)
    {
        // The shortest code has five bits.
        byte[] text = new byte[(coded.Length * 8 / 5) + 1];
        int count = 0, length = 0;
        uint code = 0;
        foreach (byte b in coded)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                code = code << 1 | (uint)(b >> bit & 1);
                length++;
                if (length > Longest) return null;
                uint index = code - s_first[length];
                if (code < s_first[length] || index >= s_offset[length + 1] - s_offset[length]) continue;
                int symbol = s_symbols[s_offset[length] + (int)index];
                if (symbol == EndOfString) return null;
                text[count++] = (byte)symbol;
                (code, length) = (0, 0);
            }
        }
        // What is left is the beginning of the end's code: ones, and fewer than eight.
        return length < 8 && code == (1u << length) - 1 ? text[..count] : null;
    }
}
