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
            int made = MakeLinks(directory, self);
            shell.Output.Line($"{made} links to {self} in {directory}");
            return ValueTask.FromResult(ExitCode.Ok);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure(directory, e is UnauthorizedAccessException ? "Permission denied" : e.Message, "name a directory that you may write to");
        }
    }

    /// <summary>Makes a link for each tool and for the executable itself; a link that already leads there stays, any other file in its place is left alone and named.</summary>
    public static int MakeLinks(string directory, string executable)
    {
        int made = 0;
        var names = new List<string> { MultiCall.Self };
        foreach (var applet in AppletTable.All)
            if (applet.Kind == AppletKind.Tool) names.Add(applet.Name);
        foreach (string name in names)
        {
            var link = new FileInfo(Path.Combine(directory, name));
            if (link.FullName == Path.Combine(link.DirectoryName!, executable)) continue;
            if (link.LinkTarget is not null) link.Delete();
            else if (link.Exists) throw new Failure(link.FullName, "is there already and is not a link", "remove it, or name another directory");
            File.CreateSymbolicLink(link.FullName, executable);
            made++;
        }
        return made;
    }
}
