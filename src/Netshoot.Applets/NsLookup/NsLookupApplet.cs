using Netshoot.Applets.Lookups;
using Netshoot.Cli;

namespace Netshoot.Applets.NsLookup;

/// <summary>The words of nslookup, as they came.</summary>
public sealed class NsLookupOptions
{
    public IReadOnlyList<string> Words { get; set; } = [];
}

/// <summary>nslookup's command line: what is behind a dash is what <c>set</c> takes, until the first operand.</summary>
public sealed class NsLookupCommandLine() : CommandLine<NsLookupOptions>("[-OPTION...] [NAME | -] [SERVER]", ExitCode.Failed,
    notes: "Without a name, or with a dash in its place, commands are read from standard input: NAME, server NAME, lserver NAME, set OPTION, exit.")
{
    public override Parsed<NsLookupOptions> Parse(ReadOnlySpan<string> words)
    {
        bool json = false;
        var rest = new List<string>();
        foreach (string word in words)
        {
            if (word == "--json") json = true;
            else if (word == "--help") return new(new(), Help: true);
            else rest.Add(word);
        }
        return new(new() { Words = rest }, json);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var option in NsLookupSettings.Help) yield return option;
        yield return new("--json", "print JSON", ["--json"]);
        yield return new("--help", "print this help", ["--help"]);
    }
}

/// <summary>nslookup: ask name servers, one name at a time or in a conversation (nslookup(1) of BIND 9.18).</summary>
[Applet("nslookup", "ask name servers, also in a conversation")]
public sealed class NsLookupApplet : IApplet<NsLookupOptions>
{
    public static CommandLine<NsLookupOptions> CommandLine { get; } = new NsLookupCommandLine();

    public static async ValueTask<ExitCode> RunAsync(NsLookupOptions options, Shell shell)
    {
        var words = options.Words;
        if (words.Any(static w => w is "-version" or "-v"))
        {
            shell.Error.Literal($"nslookup {LookupSession.BindVersion}\n");
            return ExitCode.Ok;
        }
        try
        {
            var run = new NsLookupRun(shell);
            int first = 0;
            for (; first < words.Count && words[first] is ['-', _, ..] word; first++) run.Set(word[1..]);
            string? name = first < words.Count && words[first] != "-" ? words[first] : null;
            if (first + 1 < words.Count) await run.UseServerAsync(words[first + 1], isQuiet: true);
            if (name is not null) await run.LookUpAsync(name);
            else await run.ConverseAsync();
            if (!shell.Json) shell.Output.Literal("\n");
            return run.HasFailed ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (DigFailure e)
        {
            shell.Output.Flush();
            shell.Error.Line($"nslookup: {e.Message}");
            return ExitCode.Failed;
        }
    }
}
