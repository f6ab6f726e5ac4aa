using Netshoot.Cli;
using Netshoot.Host.Targets;
using Netshoot.Wire;

namespace Netshoot.Applets.Completion;

public sealed class CompletionOptions
{
    public string? Shell { get; set; }

    public List<string> Words { get; } = [];
}

/// <summary>completion: the script that makes a shell complete tools and options. It asks the executable, so it never grows old.</summary>
[Applet("completion", "print the completion script for bash, zsh or fish", AppletKind.Own)]
public sealed class CompletionApplet : IApplet<CompletionOptions>
{
    public static CommandLine<CompletionOptions> CommandLine => new Getopt<CompletionOptions>("bash|zsh|fish", stopsAtOperand: true,
        notes: "For bash: source <(netshoot completion bash)")
    {
        {
            static (o, v) =>
            {
                if (o.Shell is null) o.Shell = v.Text;
                else o.Words.Add(v.Text);
            }
        },
    };

    public static async ValueTask<ExitCode> RunAsync(CompletionOptions options, Shell shell)
    {
        switch (options.Shell)
        {
            case "bash": shell.Output.Literal(Bash()); break;
            case "zsh": shell.Output.Literal(Zsh); break;
            case "fish": shell.Output.Literal(Fish); break;
            case "words": await WriteWordsAsync(options.Words, shell); break;
            case null: throw new UsageFailure("which shell?");
            default: throw new UsageFailure($"{options.Shell}: no completion for this shell", "there is one for bash, zsh and fish");
        }
        return ExitCode.Ok;
    }

    /// <summary>What may stand in place of the last word, one candidate a line: what the scripts ask for.</summary>
    private static async ValueTask WriteWordsAsync(List<string> words, Shell shell)
    {
        string typed = words.Count == 0 ? "" : words[^1];
        foreach (string candidate in await CandidatesAsync(words, shell))
            if (candidate.StartsWith(typed, StringComparison.Ordinal)) shell.Output.Line($"{candidate}");
    }

    private static async ValueTask<IEnumerable<string>> CandidatesAsync(List<string> words, Shell shell)
    {
        // words: the name called by, then what was typed, the last word perhaps empty.
        int at = 1;
        string name = words.Count == 0 ? MultiCall.Self : words[0][(words[0].LastIndexOf('/') + 1)..];
        if (name == MultiCall.Self)
        {
            while (at < words.Count - 1 && words[at] is ['-', ..] option)
            {
                if (option is "--net" or "-N")
                {
                    if (at + 1 == words.Count - 1) return await TargetsAsync(shell);
                    at++;
                }
                at++;
            }
            if (at >= words.Count - 1) return [.. Names(), "--net", "--all-containers", "--list", "--version", "--help"];
            name = words[at];
        }
        if (AppletTable.Find(name) is not { } applet) return [];
        return [.. applet.CommandLine.Describe().SelectMany(static o => o.Words), .. applet.CommandLine.Complete(words[at..])];
    }

    private static List<string> Names()
    {
        var names = new List<string>();
        foreach (var applet in AppletTable.All) names.Add(applet.Name);
        return names;
    }

    /// <summary>The targets that can be named here; an engine that does not answer has none to offer.</summary>
    private static async ValueTask<IEnumerable<string>> TargetsAsync(Shell shell)
    {
        List<string> targets = ["host"];
        foreach (var found in NamespaceList.Read()) targets.AddRange(found.Names.Select(static n => "netns:" + n));
        try
        {
            if (shell.Machine.ContainerEngine is not { } engine) return targets;
            var containers = await engine.ContainersAsync(default);
            targets.AddRange(containers.Where(static c => c.IsRunning).SelectMany(static c => new[] { c.Name, "container:" + c.Name }));
            targets.AddRange(containers.Select(static c => c.SwarmService ?? c.ComposeService).OfType<string>().Distinct().Select(static s => "service:" + s));
            targets.AddRange((await engine.NetworksAsync(default)).Select(static n => "network:" + n.Name));
        }
        catch (Failure)
        {
            // Completion is no place for its complaint.
        }
        return targets;
    }

    private static string Bash()
    {
        var tools = new List<string> { MultiCall.Self };
        foreach (var applet in AppletTable.All)
            if (applet.Kind == AppletKind.Tool) tools.Add(applet.Name);
        // bash splits at ':' too, so what stands before the last one is taken off the candidates.
        return $$"""
            _netshoot() {
                local word line
                COMPREPLY=()
                word=${COMP_LINE:0:COMP_POINT}; word=${word##*[[:space:]]}
                while IFS= read -r line; do
                    [[ $word == *:* ]] && line=${line#"${word%"${word##*:}"}"}
                    COMPREPLY+=("$line")
                done < <({{MultiCall.Self}} completion words "${COMP_WORDS[@]:0:COMP_CWORD}" "$word" 2>/dev/null)
            }
            complete -o default -F _netshoot {{string.Join(' ', tools)}}

            """;
    }

    private const string Zsh = """
        #compdef netshoot
        _netshoot() {
            local -a candidates
            candidates=("${(@f)$(netshoot completion words "${words[@]:0:$CURRENT}" 2>/dev/null)}")
            compadd -a candidates
        }
        compdef _netshoot netshoot

        """;

    private const string Fish = """
        function __netshoot_words
            netshoot completion words (commandline -opc) (commandline -ct) 2>/dev/null
        end
        complete -c netshoot -f -a '(__netshoot_words)'

        """;
}
