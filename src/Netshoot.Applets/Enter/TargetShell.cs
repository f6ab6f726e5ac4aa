using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Targets;
using Netshoot.Wire;

namespace Netshoot.Applets.Enter;

/// <summary>
/// A shell inside a target: <c>$SHELL</c>, else bash, else sh, with every tool on its PATH and the target in its prompt. The links stand
/// in a directory that is removed when the shell ends; what a killed one left behind, the next one removes.
/// </summary>
internal static class TargetShell
{
    private const string Prefix = "netshoot-shell-";

    public static async ValueTask<ExitCode> RunAsync(Target target, Shell shell)
    {
        var processes = shell.Machine.Processes;
        string program = Choose(shell);
        string temporary = shell.Environment("TMPDIR") is { Length: > 0 } named ? named : "/tmp";
        Sweep(temporary);
        string directory = Path.Combine(temporary, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{System.Environment.ProcessId}"));
        try
        {
            string? links = MakeLinks(directory, shell);
            // A shell expands what stands in a prompt, and a namespace may have any name.
            string prompt = $"[{string.Concat(target.Label.Where(static c => char.IsAsciiLetterOrDigit(c) || "._:/-".Contains(c, StringComparison.Ordinal)))}] # ";
            var variables = EnterApplet.Variables(target);
            if (links is not null) variables["PATH"] = $"{links}:{shell.Environment("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}";
            variables["PS1"] = prompt;
            string[] arguments = [program];
            if (Path.GetFileName(program).StartsWith("bash", StringComparison.Ordinal) && links is not null)
            {
                // bash takes its prompt from its own files: ours reads the user's first.
                string settings = Path.Combine(directory, ".bashrc");
                await File.WriteAllTextAsync(settings, $"[ -f ~/.bashrc ] && . ~/.bashrc\nPS1='{prompt}'\nsource <({MultiCall.Self} completion bash)\n");
                arguments = [program, "--rcfile", settings, "-i"];
            }
            string[] inside = target.Path is null ? arguments : [MultiCall.Self, "nsenter", $"--net={target.Path}", "--", .. arguments];
            int status = await processes.RunAsync(target.Path is null ? program : shell.Machine.Executable, inside, variables, default);
            return new ExitCode((byte)status);
        }
        finally
        {
            Remove(directory);
        }
    }

    private static string Choose(Shell shell)
    {
        string?[] wanted = [shell.Environment("SHELL"), "bash", "sh"];
        return wanted.OfType<string>().Where(static w => w.Length > 0).Select(shell.Machine.Processes.Find).OfType<string>().FirstOrDefault()
            ?? throw new Failure("shell", "neither $SHELL nor bash nor sh is here", "name a tool instead: netshoot --net TARGET TOOL");
    }

    /// <summary>The directory of the links; null when nothing may be written, as in a container with a read-only root: its own PATH has the tools.</summary>
    private static string? MakeLinks(string directory, Shell shell)
    {
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            ToolLinks.Make(directory, shell.Machine.Executable);
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Sweep(string temporary)
    {
        try
        {
            foreach (string path in Directory.GetDirectories(temporary, Prefix + "*"))
                if (int.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int owner) && !Directory.Exists($"/proc/{owner}")) Remove(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A directory that cannot be listed holds nothing of ours that could be removed.
        }
    }

    private static void Remove(string directory)
    {
        try
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, under a name like ours: it is theirs to keep.
        }
    }
}
