using System.Text;
using Xunit;

namespace Netshoot.Tests.Packets;

/// <summary>
/// Captures that others collected, with the text that tcpdump 4.99.3 prints for them. They are not part of this repository (their
/// licences differ) and are looked for in <c>shared/peers/tcpdump</c> beside it or above it.
/// </summary>
public sealed class CorpusTests
{
    [Fact]
    public async Task What_was_once_printed_as_the_original_does_still_is()
    {
        if (FindCorpus() is not { } corpus)
        {
            TestContext.Current.AddWarning("THE CORPUS IS NOT HERE: shared/peers/tcpdump was not found beside or above the repository; no capture of others was compared.");
            return;
        }
        var failures = new List<string>();
        int compared = 0;
        var cases = Cases(corpus);
        foreach (string name in File.ReadLines(Path.Combine(CaptureText.Root, "testdata", "captures", "passing.list")))
        {
            if (!cases.TryGetValue(name, out var found))
            {
                failures.Add($"{name}: not in the corpus");
                continue;
            }
            string difference = CaptureText.Difference(await File.ReadAllBytesAsync(found.Expected), await CaptureText.PrintAsync(found.Capture, found.Arguments));
            compared++;
            if (difference.Length > 0) failures.Add($"{name}: {difference}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Prepend($"{failures.Count} of {compared}")));
        Assert.NotEqual(0, compared);
    }

    /// <summary>The cases by set and name: of the plain lists, and of those with arguments that have blanks in them.</summary>
    private static Dictionary<string, CorpusCase> Cases(string corpus)
    {
        var cases = new Dictionary<string, CorpusCase>();
        foreach (string folder in Directory.GetDirectories(corpus))
        {
            foreach (string line in Lines("TESTLIST"))
            {
                string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                Add(words[0], words[1], words[2], string.Join(' ', words[3..]));
            }
            foreach (string line in Lines("SPECIAL.tsv"))
            {
                string[] fields = line.Split('\t');
                Add(fields[0], fields[1], fields[2], fields.Length > 4 ? fields[4] : "");
            }

            IEnumerable<string> Lines(string list)
            {
                string path = Path.Combine(folder, list);
                return File.Exists(path) ? File.ReadLines(path).Where(static line => line.Trim().Length > 0 && !line.StartsWith('#')) : [];
            }

            void Add(string name, string capture, string expected, string arguments)
            {
                string[] words = [.. Words(arguments).Select(word => word.Replace("@TESTDIR@", folder, StringComparison.Ordinal))];
                cases[$"{Path.GetFileName(folder)} {name}"] = new(Path.Combine(folder, capture), Path.Combine(folder, expected), words);
            }
        }
        return cases;
    }

    /// <summary>The words of a line, where quotes keep blanks together.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool any = false;
        foreach (char c in line)
        {
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is ('"' or '\'')) quote = c;
            else if (quote != '\0' || c != ' ') word.Append(c);
            else if (any) End();
            any = quote != '\0' || word.Length > 0 || c is '"' or '\'';
        }
        if (any) End();
        return words;

        void End()
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    internal static string? FindCorpus()
    {
        for (var at = new DirectoryInfo(CaptureText.Root).Parent; at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", "peers", "tcpdump");
            if (Directory.Exists(folder)) return folder;
        }
        return null;
    }

    private sealed record CorpusCase(string Capture, string Expected, string[] Arguments);
}
