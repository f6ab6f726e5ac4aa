namespace Netshoot.Cli;

/// <summary>A command line that the tool does not take. Its message is for the user; the exit code is the tool's own for this.</summary>
public sealed class UsageFailure(string message, string? hint = null) : Exception(message)
{
    public string? Hint => hint;

    /// <summary>The exit code, for the few that differ from the tool's own for this.</summary>
    public ExitCode? Exit { get; init; }

    /// <summary>Lines to print instead of <c>tool: message</c>, for tools whose original answers with its whole usage.</summary>
    public string? Usage { get; init; }
}
