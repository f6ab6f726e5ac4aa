using Netshoot.Applets.Lookups;
using Netshoot.Cli;

namespace Netshoot.Applets.Dig;

/// <summary>dig: ask name servers, as dig(1) of BIND 9.18 does.</summary>
[Applet("dig", "ask name servers and print what they say")]
public sealed class DigApplet : IApplet<LookupWords>
{
    private static readonly ExitCode s_noBatch = new(8);

    public static CommandLine<LookupWords> CommandLine => DigCommandLine.Instance;

    public static async ValueTask<ExitCode> RunAsync(LookupWords options, Shell shell)
    {
        try
        {
            return await RunAsync(options.Words, shell);
        }
        catch (DigNumberFailure e)
        {
            shell.Output.Line($"{e.Message}");
            shell.Output.Flush();
            shell.Error.Line($"dig: {e.Refusal}");
            return new(e.Exit);
        }
        catch (DigFailure e)
        {
            shell.Output.Flush();
            if (e.HasNoName) shell.Error.Line($"{e.Message}");
            else shell.Error.Line($"dig: {e.Message}");
            return new(e.Exit);
        }
    }

    private static async ValueTask<ExitCode> RunAsync(IReadOnlyList<string> words, Shell shell)
    {
        var parser = new DigParser(shell);
        if (!words.Any(static w => w is ['-', not '-', ..] && w.TrimStart('-').All(static c => "46dimruhv".Contains(c, StringComparison.Ordinal)) && w.Contains('r', StringComparison.Ordinal))
            && shell.Environment("HOME") is { Length: > 0 } home && shell.Machine.TryReadText($"{home}/.digrc") is { } rc)
        {
            foreach (string line in rc.Split('\n')) await parser.ReadAsync(Split(line), isRc: true);
        }
        await parser.ReadAsync(words);
        if (parser.WantsHelp)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("dig"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (parser.WantsVersion)
        {
            shell.Error.Literal($"DiG {LookupSession.BindVersion}\n");
            return ExitCode.Ok;
        }
        using var connections = parser.Globals.Connections;
        var run = new DigRun(parser.Globals, shell);
        await run.RunAsync(parser, words);
        if (parser.BatchFile is { } path)
        {
            if ((path == "-" ? await StandardInputAsync(shell) : shell.Machine.TryReadText(path)) is not { } batch)
            {
                shell.Output.Flush();
                shell.Error.Line($"{path}: No such file or directory");
                shell.Error.Literal("dig: couldn't open specified batch file\n");
                return s_noBatch;
            }
            string[] lines = batch.Split('\n');
            foreach (string line in lines.AsSpan(0, lines[^1].Length == 0 ? lines.Length - 1 : lines.Length).ToArray())
            {
                var inner = parser.ForLine(shell);
                string[] lineWords = Split(line);
                await inner.ReadAsync(lineWords);
                await run.RunAsync(inner, lineWords);
            }
        }
        return run.Exit;
    }

    private static async ValueTask<string> StandardInputAsync(Shell shell)
    {
        using var reader = new StreamReader(shell.Input);
        return await reader.ReadToEndAsync(shell.Stop);
    }

    private static string[] Split(string line) => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
