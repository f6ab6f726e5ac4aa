namespace Netshoot.Host.Names;

/// <summary>The lines of a file below /etc as words between white space, without comments.</summary>
internal static class EtcLines
{
    private static readonly char[] s_white = [' ', '\t', '\r'];

    /// <param name="text">The file; null counts as empty.</param>
    /// <param name="comments">The characters that begin a comment.</param>
    public static IEnumerable<string[]> Of(string? text, string comments = "#")
    {
        foreach (string line in (text ?? "").Split('\n'))
        {
            int end = line.AsSpan().IndexOfAny(comments);
            string[] words = (end < 0 ? line : line[..end]).Split(s_white, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0) yield return words;
        }
    }
}
