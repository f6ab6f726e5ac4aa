namespace Netshoot.Testing.Lab;

/// <summary>What a program left behind.</summary>
/// <param name="ExitCode">Its exit status; 128 + N when signal N ended it.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Error">All of its standard error.</param>
public sealed record Outcome(int ExitCode, string Output, string Error);
