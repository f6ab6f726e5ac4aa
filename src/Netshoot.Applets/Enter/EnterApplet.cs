using Netshoot.Cli;
using Netshoot.Host.Targets;
using Netshoot.Wire;

namespace Netshoot.Applets.Enter;

public sealed class EnterOptions
{
    public TargetName? Target { get; set; }

    public bool AllContainers { get; set; }

    /// <summary>The tool and its arguments; none for a shell.</summary>
    public List<string> Words { get; } = [];
}

/// <summary>
/// enter: what <c>netshoot --net TARGET TOOL</c> is. It finds the target, moves into its namespace and becomes the tool, which is so
/// born inside and needs to know nothing of it.
/// </summary>
[Applet("enter", "run a tool, or a shell, inside a target: netshoot --net TARGET [TOOL]", AppletKind.Own)]
public sealed class EnterApplet : IApplet<EnterOptions>
{
    public static CommandLine<EnterOptions> CommandLine => new Getopt<EnterOptions>("--net TARGET | --all-containers [TOOL [ARGUMENT...]]", stopsAtOperand: true)
    {
        { 'N', "net", "TARGET", "the container, network, service, process, namespace or host to enter", static (o, v) => o.Target = TargetName.Parse(v.Text) },
        { '\0', "all-containers", "run the tool in each running container in turn", static o => o.AllContainers = true },
        { static (o, v) => o.Words.Add(v.Text) },
    };

    public static async ValueTask<ExitCode> RunAsync(EnterOptions options, Shell shell)
    {
        if (options.Target is null != options.AllContainers) throw new UsageFailure("one of --net TARGET and --all-containers is wanted");
        if (options.AllContainers && options.Words.Count == 0) throw new UsageFailure("--all-containers wants a tool to run");
        // An unknown tool is said before anything is looked for.
        if (options.Words is [var tool, ..] && AppletTable.Find(tool) is null)
        {
            shell.Complain($"{tool}: no such tool", MultiCall.Suggestion(tool));
            return new ExitCode(127);
        }

        var finder = new TargetFinder(shell.Machine.ContainerEngine);
        if (options.AllContainers) return await RunInEachAsync(await finder.AllContainersAsync(default), options, shell);
        var targets = await finder.FindAsync(options.Target!.Value, default);
        if (targets.Count > 1 && options.Words.Count > 0) return await RunInEachAsync(targets, options, shell);
        if (targets.Count > 1)
            throw new Failure($"{options.Target}", "has several tasks on this machine", $"name one of them: {string.Join(", ", targets.Select(static t => "container:" + t.Label))}");
        return options.Words.Count == 0 ? await TargetShell.RunAsync(targets[0], shell) : Become(targets[0], options.Words, shell);
    }

    private static ExitCode Become(Target target, List<string> words, Shell shell)
    {
        var processes = shell.Machine.Processes;
        if (target.Path is { } path && processes.EnterNetwork(path) is var errno and not Errno.None)
        {
            string? hint = errno is Errno.EPERM or Errno.EACCES
                ? "entering a namespace needs CAP_SYS_ADMIN: run as root, or docker run --cap-add SYS_ADMIN --cap-add SYS_PTRACE --pid host (or --privileged)" : null;
            throw new Failure(target.Label, shell.Machine.Text(errno), hint, (int)errno);
        }
        shell.Output.Flush();
        errno = processes.Replace(shell.Machine.Executable, [MultiCall.Self, .. words], Variables(target));
        throw new Failure(shell.Machine.Executable, shell.Machine.Text(errno), errno: (int)errno);
    }

    /// <summary>Runs the tool in one target after the other, each below its heading; the exit code is that of the first that failed.</summary>
    private static async ValueTask<ExitCode> RunInEachAsync(IReadOnlyList<Target> targets, EnterOptions options, Shell shell)
    {
        var code = ExitCode.Ok;
        foreach (var target in targets)
        {
            shell.Output.Line($"==> {target.Label} <==");
            shell.Output.Flush();
            string[] place = target.Path is null ? [] : ["nsenter", $"--net={target.Path}", shell.Machine.Executable];
            int status = await shell.Machine.Processes.RunAsync(shell.Machine.Executable, [MultiCall.Self, .. place, .. options.Words], Variables(target), default);
            if (code == ExitCode.Ok) code = new((byte)status);
        }
        return code;
    }

    /// <summary>What tells a tool that is born in the target where its names come from.</summary>
    internal static Dictionary<string, string?> Variables(Target target) => new()
    {
        [TargetFiles.TargetVariable] = target.Label,
        [TargetFiles.RootVariable] = target.Files.Root,
        [TargetFiles.OverlayVariable] = target.Files.Overlay,
    };
}
