using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        int at = 0;
        for (; at <= bytes.Length - PerLine; at += PerLine)
        {
            Begin(to, indent, offset + at);
            WriteLine(bytes.Slice(at, PerLine), to.Claim(HexColumns + 2 + PerLine));
        }
        if (at == bytes.Length) return;
        Begin(to, indent, offset + at);
        var part = bytes[at..];
        var place = to.Claim(HexColumns + 2 + part.Length);
        place[..(HexColumns + 2)].Fill((byte)' ');
        WriteHex(part, place);
        for (int i = 0; i < part.Length; i++) place[HexColumns + 2 + i] = part[i] is > 0x20 and < 0x7f ? part[i] : (byte)'.';
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

    /// <summary>A whole line at once: its digits eight bytes at a time, its characters all together.</summary>
    private static void WriteLine(ReadOnlySpan<byte> bytes, Span<byte> place)
    {
        var values = Vector128.Create(bytes);
        var high = Digits(values >>> 4);
        var low = Digits(values & Vector128.Create((byte)0x0f));
        place[..HexColumns].Fill((byte)' ');
        // The digits of a byte side by side: two characters in each element of sixteen bits, in the order of memory.
        WriteGroups((Vector128.WidenLower(high) | Vector128.WidenLower(low) << 8).AsUInt32(), place);
        WriteGroups((Vector128.WidenUpper(high) | Vector128.WidenUpper(low) << 8).AsUInt32(), place[(HexColumns / 2)..]);
        MemoryMarshal.Write(place[HexColumns..], (ushort)0x2020);
        // As signed numbers, the bytes from 0x80 on are smaller than any character.
        var printable = Vector128.GreaterThan(values.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte() & ~Vector128.Equals(values, Vector128.Create((byte)0x7f));
        Vector128.ConditionalSelect(printable, values, Vector128.Create((byte)'.')).CopyTo(place[(HexColumns + 2)..]);
    }

    /// <summary>The digit of each number below sixteen, by arithmetic: every processor can do that, a table in a register only some.</summary>
    private static Vector128<byte> Digits(Vector128<byte> numbers)
    {
        const byte FromNineToLetters = 'a' - '9' - 1;
        var letters = Vector128.GreaterThan(numbers.AsSByte(), Vector128.Create((sbyte)9)).AsByte();
        return numbers + Vector128.Create((byte)'0') + (letters & Vector128.Create(FromNineToLetters));
    }

    /// <summary>Sixteen digits in groups of four, each behind a blank.</summary>
    private static void WriteGroups(Vector128<uint> digits, Span<byte> place)
    {
        const int Width = 5;
        MemoryMarshal.Write(place[1..], digits.GetElement(0));
        MemoryMarshal.Write(place[(1 + Width)..], digits.GetElement(1));
        MemoryMarshal.Write(place[(1 + 2 * Width)..], digits.GetElement(2));
        MemoryMarshal.Write(place[(1 + 3 * Width)..], digits.GetElement(3));
    }

    private static void Begin(TextBuffer to, ReadOnlySpan<byte> indent, int offset)
    {
        const int MostFourDigits = 0xffff;
        to.Append(indent);
        if (offset > MostFourDigits)
        {
            to.Append("0x"u8);
            to.AppendHex((uint)offset);
            to.Append(": "u8);
            return;
        }
        var place = to.Claim("0x0000: ".Length);
        "0x0000: "u8.CopyTo(place);
        Wire.Hex.Write((byte)(offset >> 8), place[2..]);
        Wire.Hex.Write((byte)offset, place[4..]);
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
