using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>Options of IPv4 as nping(1) and nmap(1) let users write them: letters, routes, or bytes.</summary>
internal static class IpOptionWords
{
    private const int Most = 40, MostHops = 8;

    /// <summary>The bytes; null when the words mean nothing or do not fit a header.</summary>
    public static byte[]? TryRead(string text)
    {
        if (text.Length == 0) return [];
        if (text.StartsWith('\\')) return Bytes(text);
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return [];
        byte[] options = new byte[Most];
        switch (words[0].ToUpperInvariant())
        {
            // A filler first: addresses then stand at whole words. The pointers tell where the next router writes.
            case "R" when words.Length == 1:
                (options[0], options[1], options[2], options[3]) = (1, 7, 39, 4);
                return options;
            case "T" when words.Length == 1:
                (options[0], options[1], options[2]) = (68, 40, 5);
                return options;
            case "U" when words.Length == 1:
                const int Length = 36;
                (options[0], options[1], options[2], options[3]) = (68, Length, 5, 1);
                return options[..Length];
            case "L" or "S":
                return Route(words[0] is "L" or "l" ? (byte)131 : (byte)137, words.AsSpan(1));
            default:
                return null;
        }
    }

    private static byte[]? Route(byte kind, ReadOnlySpan<string> hops)
    {
        if (hops.Length > MostHops) return null;
        byte[] options = new byte[8 + 4 * hops.Length];
        (options[0], options[1], options[2], options[3]) = (1, kind, (byte)(options.Length - 1), 4);
        for (int i = 0; i < hops.Length; i++)
        {
            if (!InternetAddress.TryParse(hops[i], out var hop) || hop.Is6) return null;
            hop.CopyTo(options.AsSpan(4 + 4 * i));
        }
        return options;
    }

    private static byte[]? Bytes(string text)
    {
        var bytes = new List<byte>();
        int at = 0;
        while (at < text.Length)
        {
            if (at + 4 > text.Length || text[at] != '\\' || text[at + 1] != 'x' || !byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)) return null;
            at += 4;
            int times = 1;
            if (at < text.Length && text[at] == '*')
            {
                int end = at + 1;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
                if (!int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out times) || times > Most) return null;
                at = end;
            }
            for (int i = 0; i < times; i++) bytes.Add(value);
        }
        return bytes.Count <= Most && bytes.Count % 4 == 0 ? [.. bytes] : null;
    }
}
