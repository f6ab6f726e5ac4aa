using Xunit;

namespace Netshoot.Tests.Packets;

/// <summary>
/// Captures that others collected, with the text that tcpdump 4.99.3 prints for them. They are not part of this repository (their
/// licences differ) and are looked for in <c>shared/peers/tcpdump</c> beside it or above it.
/// </summary>
public sealed class CorpusTests
{
    [Fact]
    public void What_was_once_printed_as_the_original_does_still_is()
    {
        if (FindCorpus() is not { } corpus)
        {
            TestContext.Current.AddWarning("THE CORPUS IS NOT HERE: shared/peers/tcpdump was not found beside or above the repository; no capture of others was compared.");
            return;
        }
        var failures = new List<string>();
        int compared = 0;
        var cases = new Dictionary<string, string[]>();
        foreach (string set in Directory.GetDirectories(corpus).Select(Path.GetFileName)!)
        {
            string list = Path.Combine(corpus, set, "TESTLIST");
            if (!File.Exists(list)) continue;
            foreach (string line in File.ReadLines(list))
            {
                if (line.StartsWith('#') || line.Trim().Length == 0) continue;
                string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                cases[$"{set} {words[0]}"] = words;
            }
        }
        foreach (string name in File.ReadLines(Path.Combine(CaptureText.Root, "testdata", "captures", "passing.list")))
        {
            if (!cases.TryGetValue(name, out string[]? words))
            {
                failures.Add($"{name}: not in the corpus");
                continue;
            }
            string folder = Path.Combine(corpus, name[..name.IndexOf(' ', StringComparison.Ordinal)]);
            byte[] found = CaptureText.Print(Path.Combine(folder, words[1]), words[3..]);
            string difference = CaptureText.Difference(File.ReadAllBytes(Path.Combine(folder, words[2])), found);
            compared++;
            if (difference.Length > 0) failures.Add($"{name}: {difference}");
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures.Prepend($"{failures.Count} of {compared}")));
        Assert.NotEqual(0, compared);
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
}
