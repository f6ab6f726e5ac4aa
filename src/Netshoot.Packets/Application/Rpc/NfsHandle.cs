using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Application.Rpc;

/// <summary>
/// File handles: opaque by definition (RFC 1813 section 2.3.3), in practice a file system and a number within it. The forms of some systems
/// are recognized as observed; the rest is shown in hexadecimal.
/// </summary>
internal static class NfsHandle
{
    private const int Most = 32;
    private const string Unknown = "Unknown";

    public static void Print(ref Layer layer, ReadOnlySpan<byte> handle)
    {
        if (layer.Line is not { } line) return;
        if (layer.Options.UndecodedHandles)
        {
            line.Append(" fh["u8);
            for (int i = 0; i + 4 <= handle.Length; i += 4)
            {
                if (i > 0) line.Append((byte)':');
                line.AppendHex(BinaryPrimitives.ReadUInt32BigEndian(handle[i..]));
            }
            line.Append((byte)']');
            return;
        }
        int words = handle.Length / 4;
        line.Append(" fh "u8);
        Span<byte> padded = stackalloc byte[Most];
        padded.Clear();
        handle[..Math.Min(handle.Length, Most)].CopyTo(padded);
        if (words >= 4 && Known(padded, out uint major, out uint minor, out uint file))
        {
            line.Append((ulong)major);
            line.Append((byte)',');
            line.Append((ulong)minor);
        }
        else if (words >= 7 && IsNamed(padded))
        {
            var name = handle[1..Math.Min(handle.Length, 1 + words)];
            int end = name.IndexOf((byte)0);
            layer.Printable(end < 0 ? name : name[..end]);
            file = (uint)(padded[26] << 24 | padded[27] << 16 | padded[23] << 8 | padded[22]);
        }
        else
        {
            for (int i = 0; i < Math.Min(words, Unknown.Length); i++) line.Append((byte)Unknown[i]);
            line.Append((byte)'/');
            foreach (byte b in handle[..Math.Min(handle.Length, Most)])
            {
                line.Append(Digit(b >> 4));
                line.Append(Digit(b & 15));
            }
            return;
        }
        line.Append((byte)'/');
        line.Append((ulong)file);
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    private static bool Known(ReadOnlySpan<byte> handle, out uint major, out uint minor, out uint file)
    {
        uint first = Big(handle), second = Big(handle[4..]), third = Big(handle[8..]);
        file = Big(handle[12..]);
        if (first >> 16 == 0)
        {
            // A device of eight bits each; Linux has it in the second word when the first is empty.
            uint device = first != 0 ? first : second & 0xffff;
            (major, minor) = (device >> 8 & 0xff, device & 0xff);
            return true;
        }
        if ((first & 0xffff) == 0)
        {
            (major, minor) = (handle[1], handle[0]);
            if ((second & 0xffff) == 0)
            {
                file = BinaryPrimitives.ReadUInt32LittleEndian(handle[12..]);
                return true;
            }
            if (handle[21] == 0 && handle[23] == 0)
            {
                file = BinaryPrimitives.ReadUInt32LittleEndian(handle[4..]);
                return true;
            }
        }
        const uint FileIdOfTenBytes = 0x000a0000, FileIdOfTwelveBytes = 0x0c000000;
        switch (third)
        {
            case FileIdOfTenBytes:
                (major, minor) = second == 0 ? (first >> 24, first & 0xffffff) : (first >> 18, first & 0x3ffff);
                return true;
            case FileIdOfTwelveBytes:
                uint device = BinaryPrimitives.ReadUInt32LittleEndian(handle);
                (major, minor) = (device >> 20, device & 0xfffff);
                file = BinaryPrimitives.ReadUInt32LittleEndian(handle[12..]);
                return true;
            default:
                (major, minor) = (0, 0);
                return false;
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> handle) => !handle[1..13].ContainsAnyExceptInRange((byte)' ', (byte)'~') && handle[13] is 0 or >= 0x20 and < 0x7f;

    private static uint Big(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
