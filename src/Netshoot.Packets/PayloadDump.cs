using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>Bytes as text below a packet's line: in hexadecimal, in hexadecimal with characters, or as characters (tcpdump(8) -x, -X, -A).</summary>
public static class PayloadDump
{
    private const int PerLine = 16;
    private const int HexColumns = PerLine / 2 * 5;

    /// <summary><c>-x</c>: sixteen bytes a line behind their offset.</summary>
    public static void Hex(TextBuffer to, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> indent, int offset = 0)
    {
        for (int at = 0; at < bytes.Length; at += PerLine)
        {
            Begin(to, indent, offset + at);
            WriteHex(bytes.Slice(at, Math.Min(PerLine, bytes.Length - at)), to.Claim(HexLength(Math.Min(PerLine, bytes.Length - at))));
        }
    }

    /// <summary><c>-X</c>: the same with the characters beside.</summary>
    public static void HexAndText(TextBuffer to, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> indent, int offset = 0)
    {
        for (int at = 0; at < bytes.Length; at += PerLine)
        {
            Begin(to, indent, offset + at);
            var part = bytes.Slice(at, Math.Min(PerLine, bytes.Length - at));
            var place = to.Claim(HexColumns + 2 + part.Length);
            place[..(HexColumns + 2)].Fill((byte)' ');
            WriteHex(part, place);
            for (int i = 0; i < part.Length; i++) place[HexColumns + 2 + i] = part[i] is > 0x20 and < 0x7f ? part[i] : (byte)'.';
        }
    }

    /// <summary><c>-A</c>: characters only; line ends stay.</summary>
    public static void Text(TextBuffer to, ReadOnlySpan<byte> bytes)
    {
        to.Append((byte)'\n');
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (b == '\r')
            {
                if (i + 1 < bytes.Length && bytes[i + 1] != '\n') to.Append((byte)'.');
            }
            else
            {
                to.Append(b is >= 0x20 and < 0x7f or (byte)'\t' or (byte)'\n' ? b : (byte)'.');
            }
        }
    }

    private static void Begin(TextBuffer to, ReadOnlySpan<byte> indent, int offset)
    {
        to.Append(indent);
        to.Append("0x"u8);
        to.AppendHex((uint)offset, 4);
        to.Append(": "u8);
    }

    private static int HexLength(int bytes) => bytes / 2 * 5 + (bytes & 1) * 3;

    private static void WriteHex(ReadOnlySpan<byte> bytes, Span<byte> place)
    {
        int at = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if ((i & 1) == 0) place[at++] = (byte)' ';
            Wire.Hex.Write(bytes[i], place[at..]);
            at += 2;
        }
    }
}
