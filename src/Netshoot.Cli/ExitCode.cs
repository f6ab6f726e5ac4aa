namespace Netshoot.Cli;

/// <summary>What a tool leaves behind for the shell; each tool documents its own values.</summary>
public readonly record struct ExitCode(byte Value)
{
    public static readonly ExitCode Ok = new(0);
    public static readonly ExitCode Failed = new(1);
    public static readonly ExitCode Usage = new(2);
}
