using System.Collections;

namespace Netshoot.Cli;

/// <summary>
/// The command line of tools that speak in keywords (<c>ip -details link show dev eth0</c>): options, each of which may be cut to any
/// beginning and carry one dash or two, and then words whose meaning the tool finds as it goes.
/// </summary>
/// <remarks>When a beginning fits several options, the one declared first is meant. A letter that is an option by itself is declared as its own row.</remarks>
/// <param name="synopsis">How the tool is called, without its name.</param>
/// <param name="unknown">What to say of an option that does not exist.</param>
/// <param name="usage">The exit code for a command line that the tool does not take.</param>
/// <param name="failure">The exit code for a failure while running.</param>
/// <param name="complete">The words that may stand where the last of the given ones is being typed.</param>
public sealed class Keywords<T>(string synopsis, Func<string, UsageFailure> unknown, ExitCode? usage = null, ExitCode? failure = null, Func<IReadOnlyList<string>, IEnumerable<string>>? complete = null)
    : CommandLine<T>(synopsis, usage, failure), IEnumerable where T : class, new()
{
    private readonly List<Row> _rows = [];
    private Action<T, string>? _operand;

    /// <param name="Name">The whole name without dash.</param>
    /// <param name="Shortest">How many letters are needed.</param>
    /// <param name="ValueName">What stands in the next word; null when the option has no value.</param>
    /// <param name="Suffix">What stands behind <c>=</c> in the same word; null when there is none.</param>
    /// <param name="Help">What it does.</param>
    /// <param name="Set">Applies it.</param>
    private sealed record Row(string Name, int Shortest, string? ValueName, string? Suffix, string Help, Action<T, OptionValue> Set);

    public void Add(string name, string help, Action<T> set, int shortest = 1) => _rows.Add(new(name, shortest, null, null, help, (options, _) => set(options)));

    public void Add(string name, string valueName, string help, Action<T, OptionValue> set, int shortest = 1) => _rows.Add(new(name, shortest, valueName, null, help, set));

    /// <summary>What is not an option: it and all that follows.</summary>
    public void Add(Action<T, string> operand) => _operand = operand;

    /// <summary>An option whose value, if any, stands behind <c>=</c> in the same word.</summary>
    public Keywords<T> Optional(string name, string suffix, string help, Action<T, OptionValue> set)
    {
        _rows.Add(new(name, 1, null, suffix, help, set));
        return this;
    }

    public override Parsed<T> Parse(ReadOnlySpan<string> words)
    {
        var options = new T();
        int i = 0;
        for (; i < words.Length && words[i] is ['-', ..] word; i++)
        {
            if (word == "--")
            {
                i++;
                break;
            }
            string name = word is ['-', '-', ..] ? word[2..] : word[1..];
            int equals = name.IndexOf('=');
            var row = Find(equals < 0 ? name : name[..equals], equals >= 0) ?? throw unknown(word is ['-', '-', ..] ? word[1..] : word);
            string value = equals < 0 ? "" : name[(equals + 1)..];
            if (row.ValueName is not null) value = ++i < words.Length ? words[i] : throw new UsageFailure("") { Usage = "Command line is not complete. Try option \"help\"\n" };
            row.Set(options, new($"-{row.Name}", value));
        }
        for (; i < words.Length; i++) _operand?.Invoke(options, words[i]);
        return new(options);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var row in _rows)
        {
            string optional = row.Shortest < row.Name.Length ? $"{row.Name[..row.Shortest]}[{row.Name[row.Shortest..]}]" : row.Name;
            yield return new($"-{optional}{(row.ValueName is null ? "" : $" {row.ValueName}")}{(row.Suffix is null ? "" : $"[={row.Suffix}]")}", row.Help, [$"-{row.Name}"]);
        }
    }

    public override IEnumerable<string> Complete(IReadOnlyList<string> words) => complete?.Invoke(words) ?? [];

    IEnumerator IEnumerable.GetEnumerator() => _rows.GetEnumerator();

    private Row? Find(string name, bool hasSuffix)
        => name.Length == 0 ? null : _rows.Find(row => name.Length >= row.Shortest && row.Name.StartsWith(name, StringComparison.Ordinal) && (!hasSuffix || row.Suffix is not null));
}
