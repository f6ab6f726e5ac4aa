using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets;

/// <summary>Chooses the tool: by the name that the executable was called by, or by its first word.</summary>
public static class MultiCall
{
    /// <summary>The name of the executable itself.</summary>
    public const string Self = "netshoot";

    private const string Synopsis = "[--net TARGET | --all-containers] [TOOL [ARGUMENT...]]";

    /// <param name="calledBy">What the executable was called by (argv[0]).</param>
    /// <param name="words">The words behind it.</param>
    /// <param name="makeShell">Makes the shell for a tool of that name.</param>
    public static ValueTask<ExitCode> RunAsync(string calledBy, string[] words, Func<string, Shell> makeShell)
    {
        string name = calledBy[(calledBy.LastIndexOf('/') + 1)..];
        if (name != Self && AppletTable.Find(name) is { } called) return called.RunAsync(words, makeShell(AppletTable.CalledAs(name)));

        switch (words)
        {
            case []:
                return Run("help", [], makeShell);
            case ["--version" or "-V", ..]:
                makeShell(Self).Output.Literal($"{Self} {ProductVersion.Text}\n");
                return ValueTask.FromResult(ExitCode.Ok);
            case ["--list", ..]:
                foreach (var applet in AppletTable.All) makeShell(Self).Output.Literal($"{applet.Name}\n");
                return ValueTask.FromResult(ExitCode.Ok);
            case ["--help" or "-h", ..]:
                return Run("help", words[1..], makeShell);
            case ["--net" or "-N" or "--all-containers", ..]:
            case [['-', '-', 'n', 'e', 't', '=', ..], ..]:
                return Run("enter", words, makeShell);
            case [['-', ..] option, ..]:
                makeShell(Self).Complain($"unrecognized option '{option}'", $"usage: {Self} {Synopsis}");
                return ValueTask.FromResult(ExitCode.Usage);
            default:
                if (AppletTable.Find(words[0]) is { } chosen) return chosen.RunAsync(words[1..], makeShell(AppletTable.CalledAs(words[0])));
                makeShell(Self).Complain($"{words[0]}: no such tool", Suggestion(words[0]));
                return ValueTask.FromResult(new ExitCode(127));
        }
    }

    private static ValueTask<ExitCode> Run(string tool, string[] words, Func<string, Shell> makeShell)
        => AppletTable.Find(tool)!.RunAsync(words, makeShell(AppletTable.CalledAs(tool)));

    /// <summary>The hint behind an unknown tool: the nearest names, or where to find them all.</summary>
    public static string Suggestion(string word)
    {
        var names = new List<string>();
        foreach (var applet in AppletTable.All) names.Add(applet.Name);
        return Spelling.Nearest(word, names) is { Count: > 0 } near ? $"did you mean {string.Join(" or ", near)}?" : $"'{Self} --list' names every tool";
    }
}
