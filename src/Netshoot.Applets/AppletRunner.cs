using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets;

/// <summary>A tool behind its name: the one thing about it that needs no type of its options.</summary>
public interface IAppletRunner
{
    CommandLine CommandLine { get; }

    ValueTask<ExitCode> RunAsync(string[] words, Shell shell);
}

/// <summary>Runs a tool: parses its words, answers <c>--help</c>, and turns what went wrong into the original's exit code.</summary>
internal sealed class AppletRunner<TApplet, TOptions>(string name) : IAppletRunner
    where TApplet : IApplet<TOptions>
    where TOptions : class, new()
{
    public CommandLine CommandLine => TApplet.CommandLine;

    public async ValueTask<ExitCode> RunAsync(string[] words, Shell shell)
    {
        var commandLine = TApplet.CommandLine;
        try
        {
            var parsed = commandLine.Parse(words);
            if (parsed.Help)
            {
                commandLine.WriteHelp(shell.Name, AppletTable.SummaryOf(name), shell.Output.Buffer);
                return ExitCode.Ok;
            }
            return await TApplet.RunAsync(parsed.Options, shell.With(parsed.Json));
        }
        catch (UsageFailure e)
        {
            var usageTo = commandLine.UsageToOutput ? shell.Output : shell.Error;
            if (e.Usage is { } usage) usageTo.Literal(usage);
            else if (commandLine.UsageText is null) shell.Complain(e.Message, e.Hint ?? $"usage: {shell.Name} {commandLine.Synopsis}");
            else
            {
                shell.Complain(e.Message);
                usageTo.Literal(commandLine.UsageText);
                if (e.Hint is not null) shell.Error.Line($"{shell.Name}: hint: {e.Hint}");
            }
            return e.Exit ?? commandLine.UsageExit;
        }
        catch (Failure e) when (e.Errno != (int)Errno.EPIPE)
        {
            shell.Complain(e.Message, e.Hint);
            return commandLine.FailureExit;
        }
        catch (OperationCanceledException)
        {
            // The user stopped it, and it had nothing to say about that: 128 + SIGINT, as a shell would see it.
            return new ExitCode(130);
        }
    }
}
