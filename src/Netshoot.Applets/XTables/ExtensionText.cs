using System.Globalization;
using System.Text;
using Netshoot.Host.Names;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.XTables;

/// <summary>A match or target of x_tables in words: for <c>-S</c> and iptables-save, and for <c>-L</c>. Each begins with its own space.</summary>
/// <param name="Save">The options that would make it.</param>
/// <param name="List">What a listing says.</param>
/// <param name="Name">The name to show where it is not the extension's own.</param>
internal sealed record ExtensionText(string Save, string List, string? Name = null)
{
    /// <summary>What a listing says that may use names; null where that is the same.</summary>
    public Func<INames, string>? Named { get; init; }

    public static ExtensionText Nothing { get; } = new("", "");

    /// <summary>One that nobody here knows, by its bytes.</summary>
    public static ExtensionText Unknown(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Nothing : new($" [0x{Convert.ToHexStringLower(bytes)}]", $" [0x{Convert.ToHexStringLower(bytes)}]");
}

/// <summary>What the decoders of extensions share.</summary>
internal static class ExtensionParts
{
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>! </c> where a match is inverted.</summary>
    public static string Not(bool isInverted) => isInverted ? "! " : "";

    /// <summary>The text of an array that a NUL may end.</summary>
    public static string Text(ref NetlinkReader reader, int length)
    {
        var bytes = reader.Take(length);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>An address in the 16 bytes that serve both families (<c>union nf_inet_addr</c>).</summary>
    public static InternetAddress Address(ref NetlinkReader reader, bool is6)
    {
        var bytes = reader.Take(16);
        return bytes.IsEmpty ? default : InternetAddress.FromBytes(is6 ? bytes : bytes[..4]);
    }

    /// <summary>How many leading ones a mask has; null when it has others.</summary>
    public static int? PrefixLength(InternetAddress mask)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..mask.Size];
        mask.CopyTo(bytes);
        int length = 0;
        while (length < mask.Bits && (bytes[length / 8] & 0x80 >> length % 8) != 0) length++;
        for (int bit = length; bit < mask.Bits; bit++)
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) return null;
        return length;
    }

    /// <summary>An address and its mask as <c>-s</c> takes it; nothing behind a whole one where that is the custom.</summary>
    public static string Network(InternetAddress address, InternetAddress mask, bool showsWhole)
        => PrefixLength(mask) is { } length ? length == mask.Bits && !showsWhole ? $"{address}" : Invariant($"{address}/{length}") : $"{address}/{mask}";

    /// <summary>A word in quotation marks where it needs them.</summary>
    public static string Quoted(string text)
    {
        bool plain = text.Length > 0;
        var quoted = new StringBuilder();
        foreach (char c in text)
        {
            if (c is ' ' or '"' or '\'' or '\\' or '\t') plain = false;
            if (c is '"' or '\'' or '\\') quoted.Append('\\');
            quoted.Append(c);
        }
        return plain ? text : $"\"{quoted}\"";
    }

    /// <summary>The names of the bits that are set.</summary>
    public static string Names(uint bits, ReadOnlySpan<(uint Bit, string Name)> names, string separator = ",")
    {
        var text = new StringBuilder();
        foreach (var (bit, name) in names)
        {
            if ((bits & bit) == 0) continue;
            if (text.Length > 0) text.Append(separator);
            text.Append(name);
        }
        return text.ToString();
    }

    public static string Range(ulong first, ulong last, string separator = ":") => first == last ? Invariant($"{first}") : Invariant($"{first}{separator}{last}");

    public static ushort Swapped(ushort bigEndian) => BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bigEndian) : bigEndian;
}
