namespace Netshoot.Host.Names;

/// <summary>What a source of names said, as far as nsswitch.conf(5) may act on it.</summary>
public enum NameSwitchStatus
{
    Success,
    NotFound,
    Unavailable,
    TryAgain,
}

/// <summary>A source of names and what follows from what it says.</summary>
/// <param name="Name"><c>files</c>, <c>dns</c>, <c>myhostname</c> …</param>
/// <param name="Returns">What ends the search: success, unless the file says otherwise.</param>
public sealed record NameSource(string Name, IReadOnlySet<NameSwitchStatus> Returns);

/// <summary>The <c>hosts</c> line of nsswitch.conf(5): which sources glibc asks, in which order. musl has no such file.</summary>
public static class NameSwitch
{
    private static readonly (string Word, NameSwitchStatus Status)[] s_statuses =
        [("success", NameSwitchStatus.Success), ("notfound", NameSwitchStatus.NotFound), ("unavail", NameSwitchStatus.Unavailable), ("tryagain", NameSwitchStatus.TryAgain)];

    /// <summary>What glibc does without the file or the line.</summary>
    public static IReadOnlyList<NameSource> Default { get; } = [new("files", Only(NameSwitchStatus.Success)), new("dns", Only(NameSwitchStatus.Success))];

    /// <summary>The sources of the <c>hosts</c> line; <see cref="Default"/> when there is none.</summary>
    public static IReadOnlyList<NameSource> Parse(string? text)
    {
        foreach (string[] words in EtcLines.Of(text))
        {
            string line = string.Join(' ', words);
            if (!line.StartsWith("hosts:", StringComparison.OrdinalIgnoreCase)) continue;
            var sources = new List<NameSource>();
            // A bracket belongs to the source before it, with or without a space between.
            string[] parts = line[6..].Replace("[", " [", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < parts.Length; i++)
            {
                if (parts[i][0] != '[')
                {
                    sources.Add(new(parts[i].ToLowerInvariant(), Only(NameSwitchStatus.Success)));
                    continue;
                }
                string bracket = parts[i];
                while (!bracket.EndsWith(']') && i + 1 < parts.Length) bracket += " " + parts[++i];
                if (sources.Count > 0) sources[^1] = sources[^1] with { Returns = Act(sources[^1].Returns, bracket.Trim('[', ']')) };
            }
            return sources;
        }
        return Default;
    }

    private static HashSet<NameSwitchStatus> Act(IReadOnlySet<NameSwitchStatus> before, string actions)
    {
        var returns = new HashSet<NameSwitchStatus>(before);
        foreach (string action in actions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = action.Split('=', 2);
            if (sides.Length < 2) continue;
            bool isOther = sides[0].StartsWith('!');
            bool ends = sides[1].Equals("return", StringComparison.OrdinalIgnoreCase);
            foreach (var (word, status) in s_statuses)
            {
                if (sides[0].TrimStart('!').Equals(word, StringComparison.OrdinalIgnoreCase) == isOther) continue;
                if (ends) returns.Add(status);
                else returns.Remove(status);
            }
        }
        return returns;
    }

    private static HashSet<NameSwitchStatus> Only(NameSwitchStatus status) => [status];
}
