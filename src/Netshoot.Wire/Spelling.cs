namespace Netshoot.Wire;

/// <summary>Finds the name that was probably meant, for "did you mean" hints.</summary>
public static class Spelling
{
    /// <summary>The nearest candidates within a third of the word's length (at least two edits), and those that begin with it; at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> candidates, int most = 3)
    {
        int limit = Math.Max(2, word.Length / 3);
        var rated = candidates.Select(c => (Name: c, Distance: Distance(word, c))).ToList();
        int best = rated.Count == 0 ? 0 : rated.Min(static c => c.Distance);
        return [.. rated
            .Where(c => c.Distance == best && best <= limit && best < word.Length || c.Name.StartsWith(word, StringComparison.Ordinal))
            .OrderBy(static c => c.Distance).ThenBy(static c => c.Name, StringComparer.Ordinal)
            .Select(static c => c.Name).Distinct().Take(most)];
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbors that turn one word into the other (optimal string alignment).</summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        const int Longest = 64;
        if (a.Length > Longest || b.Length > Longest) return int.MaxValue;
        Span<int> before = stackalloc int[Longest + 1], last = stackalloc int[Longest + 1], row = stackalloc int[Longest + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            var free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.Length];
    }
}
