using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>curl: asks servers for what URLs name, over HTTP and HTTPS (curl(1), 7.88).</summary>
[Applet("curl", "ask servers for what URLs name, over HTTP and HTTPS")]
public sealed class CurlApplet : IApplet<CurlOptions>
{
    public static CommandLine<CurlOptions> CommandLine => new CurlCommandLine();

    public static async ValueTask<ExitCode> RunAsync(CurlOptions options, Shell shell)
    {
        var global = new CurlGlobal();
        var files = new CurlFiles(shell, global);
        var parser = new CurlParser(files, global);
        try
        {
            parser.Parse(options.Words);
        }
        catch (CurlFailure e)
        {
            CurlRun.ComplainAboutOption(shell, e);
            return new((byte)e.Code);
        }
        shell = WithErrorsIn(global.ErrorFile, shell, files);
        files = new CurlFiles(shell, global);
        using var run = new CurlRun(shell, global, files);
        if (parser.ShowsVersion)
        {
            shell.Output.Literal(CurlVersion.Text);
            return ExitCode.Ok;
        }
        if (parser.ShowsHelp)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("curl"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Words.Count == 0)
        {
            shell.Error.Literal(CurlRun.Help);
            return ExitCode.Usage;
        }
        int code = await run.RunAsync(parser.Configs, CancellationToken.None);
        shell.Error.Flush();
        return new((byte)code);
    }

    /// <summary>The shell whose standard error is a file (--stderr), or standard output.</summary>
    private static Shell WithErrorsIn(string? name, Shell shell, CurlFiles files)
    {
        if (name is null) return shell;
        var error = shell.Output;
        if (name != "-")
        {
            if (shell.Machine.TryCreate(CurlText.Word(name), out var stream) != Errno.None)
            {
                files.Warn($"Failed to open {CurlText.Word(name)}!");
                return shell;
            }
            error = new Output(stream!);
        }
        return new(shell.Output, error, shell.Machine) { Name = shell.Name, Input = shell.Input, Environment = shell.Environment, StopSource = shell.StopSource, Json = shell.Json };
    }
}
