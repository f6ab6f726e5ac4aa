using System.Text;

namespace Netshoot.Packets.Application;

/// <summary>Protocols of text lines: the first line in short, all of them with -v.</summary>
internal static class TextProtocol
{
    /// <param name="layer">The payload.</param>
    /// <param name="name">How the protocol is called in the line.</param>
    /// <param name="prefix">What stands before the name.</param>
    /// <param name="isMethod">Whether a first word begins a request; null when every text is a message.</param>
    public static Next Print(ref Layer layer, string name, ReadOnlySpan<byte> prefix, Func<string, bool>? isMethod)
    {
        int length = Math.Max(0, layer.Left);
        var bytes = layer.Rest;
        bool cut = bytes.Length < length;
        if (bytes.Length > length) bytes = bytes[..length];
        layer.Text(prefix);
        layer.Text($"{name}");
        if (isMethod is not null && !BeginsMessage(bytes, isMethod)) return Next.Done;

        bool verbose = layer.Verbosity > 0;
        if (verbose) layer.Text($", length: {length}");
        bool first = true;
        while (!bytes.IsEmpty)
        {
            int size = LineLength(bytes, out int taken);
            if (size < 0) break;
            // A line that the snapshot cuts is not shown, one that the segment cuts is.
            if (taken == 0 && cut) return Cut(ref layer);
            var text = bytes[..size];
            layer.Text(verbose ? "\n\t"u8 : ": "u8);
            layer.Printable(text, tabs: true);
            if (first) layer.Field("line", text);
            first = false;
            if (taken == 0) return Cut(ref layer);
            if (!verbose) break;
            bytes = bytes[taken..];
        }
        return bytes.IsEmpty && cut && (verbose || first) ? Cut(ref layer) : Next.Done;
    }

    private static Next Cut(ref Layer layer)
    {
        layer.EndEarly();
        return Next.Done;
    }

    /// <summary>The length of the line without its end, or -1 when it is not text.</summary>
    /// <param name="bytes">Begin with the line.</param>
    /// <param name="taken">Its length with its end; 0 when the end is missing.</param>
    private static int LineLength(ReadOnlySpan<byte> bytes, out int taken)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)'\n':
                    taken = i + 1;
                    return i;
                case (byte)'\r':
                    if (i + 1 >= bytes.Length || bytes[i + 1] != '\n')
                    {
                        taken = 0;
                        return -1;
                    }
                    taken = i + 2;
                    return i;
                case (byte)'\t' or >= 0x20 and < 0x7f:
                    break;
                default:
                    taken = 0;
                    return -1;
            }
        }
        taken = 0;
        return bytes.Length;
    }

    /// <summary>A request begins with a method, a reply with any word and a number of three digits.</summary>
    private static bool BeginsMessage(ReadOnlySpan<byte> bytes, Func<string, bool> isMethod)
    {
        var word = Word(ref bytes);
        if (word.IsEmpty) return false;
        if (word.Length <= 32 && isMethod(Known(word))) return true;
        var code = Word(ref bytes);
        return code.Length == 3 && !code.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>The next word, printable and followed by white space or the end; nothing otherwise.</summary>
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> bytes)
    {
        int size = 0;
        while (size < bytes.Length && bytes[size] is > 0x20 and < 0x7f) size++;
        if (size < bytes.Length && bytes[size] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return default;
        var word = bytes[..size];
        bytes = bytes[size..];
        while (!bytes.IsEmpty && bytes[0] is (byte)' ' or (byte)'\t') bytes = bytes[1..];
        return word;
    }

    /// <summary>The word in capitals, as a string that was made once: there are only so many methods.</summary>
    private static string Known(ReadOnlySpan<byte> word)
    {
        Span<char> capitals = stackalloc char[32];
        int length = Ascii.ToUpper(word, capitals, out int written) == System.Buffers.OperationStatus.Done ? written : 0;
        return s_methods.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(capitals[..length], out string? known) ? known : "";
    }

    private static readonly HashSet<string> s_methods = new(
        [.. Http.Methods, .. RealTimeStreaming.Methods, .. SessionInitiation.Methods], StringComparer.Ordinal);
}
