using Netshoot.Cli;

namespace Netshoot.Applets;

/// <summary>One tool of the executable: its command line, and what it does with it.</summary>
public interface IApplet<TOptions> where TOptions : class, new()
{
    static abstract CommandLine<TOptions> CommandLine { get; }

    static abstract ValueTask<ExitCode> RunAsync(TOptions options, Shell shell);
}
