using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Install;

public sealed class InstallOptions
{
    public string? Directory { get; set; }

    /// <summary>What the links point to; the running executable unless given.</summary>
    public string? Target { get; set; }
}

/// <summary>install: a symbolic link for each tool, so that each can be called by its own name.</summary>
[Applet("install", "make a link for each tool in a directory", AppletKind.Own)]
public sealed class InstallApplet : IApplet<InstallOptions>
{
    public static CommandLine<InstallOptions> CommandLine => new Getopt<InstallOptions>("[-t TARGET] DIRECTORY")
    {
        { 't', "target", "TARGET", "what the links point to, instead of the running executable", static (o, v) => o.Target = v.Text },
        { static (o, v) => o.Directory = v.Text },
    };

    public static ValueTask<ExitCode> RunAsync(InstallOptions options, Shell shell)
    {
        string directory = options.Directory ?? throw new UsageFailure("which directory?");
        string self = options.Target ?? shell.Machine.Executable;
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            int made = ToolLinks.Make(directory, self);
            shell.Output.Line($"{made} links to {self} in {directory}");
            return ValueTask.FromResult(ExitCode.Ok);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure(directory, e is UnauthorizedAccessException ? "Permission denied" : e.Message, "name a directory that you may write to");
        }
    }
}
