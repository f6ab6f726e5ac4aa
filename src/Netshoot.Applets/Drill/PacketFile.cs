using Netshoot.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>A message in a file as drill keeps it (-f, -i, -q, -w): hexadecimal digits with comments behind <c>;</c>, or the bytes themselves.</summary>
public static class PacketFile
{
    private const int BytesPerLine = 20;

    /// <summary>Room for the digits, spaces and comments of the largest message.</summary>
    private const int LargestFile = 16 * DnsMessage.MaxSize;

    /// <summary>The message in the file; an empty one when the file has none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[LargestFile];
        int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Parse(bytes.AsSpan(0, length)) ?? bytes[..Math.Min(length, DnsMessage.MaxSize)];
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> message)
    {
        var text = new TextBuffer(message.Length * 4);
        Format(message, text);
        using var file = File.Create(path);
        file.Write(text.Bytes);
    }

    /// <summary>Appends the message as digits, twenty bytes a line.</summary>
    public static void Format(ReadOnlySpan<byte> message, TextBuffer to)
    {
        to.Append(";"u8);
        for (int i = 0; i < BytesPerLine; i++)
        {
            if (i > 0) to.Append((byte)' ');
            to.Append($"{i,2}");
        }
        to.Append("\n;"u8);
        for (int i = 0; i < BytesPerLine; i++) to.Append(i == 0 ? "--"u8 : " --"u8);
        for (int i = 0; i < message.Length; i++)
        {
            if (i % BytesPerLine == 0) to.Append((byte)'\n');
            to.Append((byte)' ');
            to.AppendHex(message[i], 2);
            if (i % BytesPerLine == BytesPerLine - 1) to.Append($"\t;\t{i + 2 - BytesPerLine,4}-{i + 1,4}");
        }
        to.Append((byte)'\n');
    }

    /// <summary>The bytes that the digits say; null when the file has something that is no digit, and so is the message itself.</summary>
    public static byte[]? Parse(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>();
        int pending = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = (char)text[i];
            if (c == ';')
            {
                while (i < text.Length && text[i] != '\n') i++;
                continue;
            }
            if (c is ' ' or '\t' or '\r' or '\n') continue;
            int digit = Hex.Value(c);
            if (digit < 0) return null;
            if (pending >= 0) bytes.Add((byte)(pending << 4 | digit));
            pending = pending < 0 ? digit : -1;
        }
        return [.. bytes];
    }
}
