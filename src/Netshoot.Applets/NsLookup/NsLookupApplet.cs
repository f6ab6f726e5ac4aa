using Netshoot.Applets.Lookups;
using Netshoot.Cli;

namespace Netshoot.Applets.NsLookup;

/// <summary>nslookup: ask name servers, one name at a time or in a conversation (nslookup(1) of BIND 9.18).</summary>
[Applet("nslookup", "ask name servers, also in a conversation")]
public sealed class NsLookupApplet : IApplet<LookupWords>
{
    public static CommandLine<LookupWords> CommandLine { get; } = new WordsCommandLine(
        "[-OPTION...] [NAME | -] [SERVER]",
        "Without a name, or with a dash in its place, commands are read from standard input: NAME, server NAME, lserver NAME, set OPTION, exit.",
        NsLookupSettings.Help);

    public static async ValueTask<ExitCode> RunAsync(LookupWords options, Shell shell)
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
