using System.Collections;
using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>A getopt(3) or getopt_long(3) command line, declared as a table.</summary>
/// <remarks>
/// Short options may be joined and carry their value in the same word or the next; long ones may be cut to a unique beginning and
/// carry a value behind <c>=</c> or in the next word; <c>--</c> ends the options. <c>--json</c> and <c>--help</c> are every tool's
/// unless the table has its own.
/// </remarks>
/// <param name="synopsis">How the tool is called, without its name.</param>
/// <param name="usage">The exit code for a command line that the tool does not take.</param>
/// <param name="failure">The exit code for a failure while running.</param>
/// <param name="notes">What a reader should know beyond the options.</param>
/// <param name="stopsAtOperand">Whether the first operand ends the options, as for tools that run other programs (<c>+</c> in getopt(3)).</param>
/// <param name="usageText">Where the original prints its usage behind what is wrong with a command line: those lines.</param>
/// <param name="usageToOutput">Whether it prints them where results go.</param>
public sealed class Getopt<T>(string synopsis, ExitCode? usage = null, ExitCode? failure = null, string? notes = null, bool stopsAtOperand = false, string? usageText = null, bool usageToOutput = false)
    : CommandLine<T>(synopsis, usage, failure, notes, usageText), IEnumerable where T : class, new()
{
    private readonly List<Row> _rows = [];
    private Action<T, OptionValue>? _operand;

    public override bool UsageToOutput => usageToOutput;

    private enum Value { None, Required, Optional }

    private sealed record Row(char Short, string? Long, Value Takes, string? ValueName, string Help, Action<T, OptionValue>? Set)
    {
        public string Name => Short != '\0' ? $"-{Short}" : $"--{Long}";

        /// <summary>Set where the original has the option and we refuse it, with the reason.</summary>
        public string? Refusal { get; init; }
    }

    /// <summary>An option with a value.</summary>
    public void Add(char shortName, string? longName, string valueName, string help, Action<T, OptionValue> set)
        => _rows.Add(new(shortName, longName, Value.Required, valueName, help, set));

    /// <summary>An option without one.</summary>
    public void Add(char shortName, string? longName, string help, Action<T> set)
        => _rows.Add(new(shortName, longName, Value.None, null, help, (options, _) => set(options)));

    /// <summary>What is not an option.</summary>
    public void Add(Action<T, OptionValue> operand) => _operand = operand;

    /// <summary>An option whose value may be left out; it then stands in the same word.</summary>
    public Getopt<T> Optional(char shortName, string? longName, string valueName, string help, Action<T, OptionValue> set)
    {
        _rows.Add(new(shortName, longName, Value.Optional, valueName, help, set));
        return this;
    }

    /// <summary>An option that the original has and this tool does not: refused by name, never ignored.</summary>
    public Getopt<T> Refuse(char shortName, string? longName, bool takesValue, string reason)
    {
        _rows.Add(new(shortName, longName, takesValue ? Value.Required : Value.None, takesValue ? "VALUE" : null, $"not supported: {reason}", null) { Refusal = reason });
        return this;
    }

    public override Parsed<T> Parse(ReadOnlySpan<string> words)
    {
        var options = new T();
        bool json = false;
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                foreach (string rest in words[(i + 1)..]) TakeOperand(options, rest);
                break;
            }
            if (word is ['-', '-', .. var text])
            {
                int equals = text.IndexOf('=');
                string name = equals < 0 ? text : text[..equals];
                string? value = equals < 0 ? null : text[(equals + 1)..];
                if (FindLong(name) is not { } row)
                {
                    if (name == "json" && value is null) json = true;
                    else if (name == "help" && value is null) return new(options, json, Help: true);
                    else throw Unknown($"--{name}");
                    continue;
                }
                if (row.Takes == Value.None && value is not null) throw new UsageFailure($"option '--{row.Long}' doesn't allow an argument");
                if (row.Takes == Value.Required && value is null) value = ++i < words.Length ? words[i] : throw new UsageFailure($"option '--{row.Long}' requires an argument");
                Apply(row, options, new($"--{row.Long}", value ?? ""));
            }
            else if (word is ['-', _, ..])
            {
                ParseShort(options, words, ref i);
            }
            else
            {
                if (stopsAtOperand)
                {
                    foreach (string rest in words[i..]) TakeOperand(options, rest);
                    break;
                }
                TakeOperand(options, word);
            }
        }
        return new(options, json);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var row in _rows)
        {
            string shortForm = row.Short == '\0' ? "" : $"-{row.Short}";
            string longForm = row.Long is null ? "" : $"--{row.Long}";
            string separator = shortForm.Length > 0 && longForm.Length > 0 ? ", " : "";
            string value = row.Takes switch
            {
                Value.Required => $" {row.ValueName}",
                Value.Optional => longForm.Length > 0 ? $"[={row.ValueName}]" : $"[{row.ValueName}]",
                _ => "",
            };
            yield return new($"{shortForm}{separator}{longForm}{value}", row.Help, [.. new[] { shortForm, longForm }.Where(static s => s.Length > 0)]);
        }
        if (FindExact("json") is null) yield return new("--json", "print JSON", ["--json"]);
        if (FindExact("help") is null) yield return new("--help", "print this help", ["--help"]);
    }

    IEnumerator IEnumerable.GetEnumerator() => _rows.GetEnumerator();

    private void ParseShort(T options, ReadOnlySpan<string> words, ref int i)
    {
        string word = words[i];
        for (int c = 1; c < word.Length; c++)
        {
            char name = word[c];
            var row = _rows.Find(r => r.Short == name && name != '\0') ?? throw new UsageFailure($"invalid option -- '{name}'", Nearest($"-{name}"));
            if (row.Takes == Value.None)
            {
                Apply(row, options, new(row.Name, ""));
                continue;
            }
            string value = c + 1 < word.Length ? word[(c + 1)..]
                : row.Takes == Value.Optional ? ""
                : ++i < words.Length ? words[i]
                : throw new UsageFailure($"option requires an argument -- '{name}'");
            Apply(row, options, new(row.Name, value));
            return;
        }
    }

    private static void Apply(Row row, T options, OptionValue value)
    {
        if (row.Refusal is not null) throw new UsageFailure($"option '{value.Option}' is not supported: {row.Refusal}");
        row.Set!(options, value);
    }

    private void TakeOperand(T options, string word)
    {
        if (_operand is null) throw new UsageFailure($"unexpected argument '{word}'");
        _operand(options, new("operand", word));
    }

    private Row? FindExact(string name) => _rows.Find(r => r.Long == name);

    private Row? FindLong(string name)
    {
        if (FindExact(name) is { } exact) return exact;
        if (name is "json" or "help" or "") return null;
        var matches = _rows.FindAll(r => r.Long?.StartsWith(name, StringComparison.Ordinal) == true);
        return matches.Count switch
        {
            0 => null,
            1 => matches[0],
            _ => throw new UsageFailure($"option '--{name}' is ambiguous; possibilities: {string.Join(' ', matches.Select(static m => $"'--{m.Long}'"))}"),
        };
    }

    private UsageFailure Unknown(string option) => new($"unrecognized option '{option}'", Nearest(option));

    private string? Nearest(string option)
        => Spelling.Nearest(option, Describe().SelectMany(static o => o.Words).Where(w => w.StartsWith("--", StringComparison.Ordinal) == option.StartsWith("--", StringComparison.Ordinal)), 2) is { Count: > 0 } near
            && option.StartsWith("--", StringComparison.Ordinal) ? $"did you mean {string.Join(" or ", near)}?" : null;
}
