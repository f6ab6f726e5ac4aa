using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>ngrep(8) 1.47.</summary>
[Applet("ngrep", "search the payloads of packets on a network, or in a capture file")]
public sealed class NGrepApplet : IApplet<NGrepOptions>
{
    public static CommandLine<NGrepOptions> CommandLine => NGrepCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(NGrepOptions options, Shell shell)
    {
        if (options.ShowHelp || options.ShowVersion)
        {
            shell.Output.Literal(options.ShowHelp ? NGrepCommandLine.Usage : NGrepCommandLine.Version);
            return options.ShowHelp ? ExitCode.Usage : ExitCode.Ok;
        }
        if (options.HexDump && options.Layout != NGrepLayout.Normal) throw NGrepCommandLine.Fatal("-x (hex dump) is incompatible with -W (alternate format)");
        if (options is { Kill: > 0, ReadFile: not null }) throw new UsageFailure("option '-K' is not supported with '-I': connections of a file have ended");
        using NGrepRun run = options.ReadFile is null ? new NGrepLiveRun(options, shell) : new NGrepFileRun(options, shell);
        ExitCode code;
        try
        {
            code = await run.RunAsync();
        }
        catch (Failure e) when (e.Errno != (int)Errno.EPIPE)
        {
            shell.Output.Flush();
            shell.Error.Line($"{e.Message}");
            if (e.Hint is { } hint) shell.Hint(hint);
            code = ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            code = run.Result;
        }
        run.SayEnd();
        return code;
    }
}
