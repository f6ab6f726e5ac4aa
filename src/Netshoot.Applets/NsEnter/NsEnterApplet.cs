using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Entering;
using Netshoot.Wire;

namespace Netshoot.Applets.NsEnter;

/// <summary>nsenter: runs a program in the namespaces of another process (nsenter(1), util-linux).</summary>
[Applet("nsenter", "run a program in the namespaces of another process")]
public sealed class NsEnterApplet : IApplet<NsEnterOptions>
{
    private static readonly ExitCode s_notFound = new(127), s_notExecutable = new(126);

    public static CommandLine<NsEnterOptions> CommandLine
    {
        get
        {
            var table = new Getopt<NsEnterOptions>("[OPTION...] [PROGRAM [ARGUMENT...]]", usage: ExitCode.Failed, stopsAtOperand: true, usageText: "Try 'nsenter --help' for more information.\n")
            {
                { 'a', "all", "enter all namespaces of the target", static o => o.All = true },
                { 't', "target", "PID", "the process whose namespaces are meant", static (o, v) => o.Target = Pid(v.Text) },
            };
            Namespace(table, 'm', "mount", NamespaceName.Mnt, "mount namespace");
            Namespace(table, 'u', "uts", NamespaceName.Uts, "UTS namespace (the host's name)");
            Namespace(table, 'i', "ipc", NamespaceName.Ipc, "IPC namespace");
            Namespace(table, 'n', "net", NamespaceName.Net, "network namespace");
            Namespace(table, 'p', "pid", NamespaceName.Pid, "pid namespace");
            Namespace(table, 'C', "cgroup", NamespaceName.Cgroup, "cgroup namespace");
            Namespace(table, 'U', "user", NamespaceName.User, "user namespace");
            Namespace(table, 'T', "time", NamespaceName.Time, "time namespace");
            table.Add('S', "setuid", "UID", "become this user inside", static (o, v) => o.User = Id(v.Text, "uid"));
            table.Add('G', "setgid", "GID", "become this group inside, and leave all others", static (o, v) => o.Group = Id(v.Text, "gid"));
            table.Add('\0', "preserve-credentials", "stay the same user and groups", static o => o.PreservesCredentials = true);
            table.Optional('r', "root", "DIR", "the root directory; without DIR the target's", static (o, v) => o.Root = v.Text);
            table.Optional('w', "wd", "DIR", "the working directory; without DIR the target's", static (o, v) => o.WorkingDirectory = v.Text);
            table.Add('W', "wdns", "DIR", "the working directory as seen from inside", static (o, v) => o.WorkingDirectoryInside = v.Text);
            table.Add('F', "no-fork", "do not fork after entering a pid namespace", static o => o.DoesNotFork = true);
            table.Add('Z', "follow-context", "take over the target's SELinux context", static o => o.FollowsContext = true);
            table.Add('V', "version", "print the version", static o => o.Version = true);
            table.Add(static (o, v) => o.Program.Add(v.Text));
            return table;
        }
    }

    public static ValueTask<ExitCode> RunAsync(NsEnterOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"nsenter from netshoot {ProductVersion.Text}, as util-linux 2.38.1\n");
            return ValueTask.FromResult(ExitCode.Ok);
        }
        var request = Request(options, shell);
        shell.Output.Flush();
        shell.Error.Flush();
        try
        {
            return ValueTask.FromResult(new ExitCode((byte)shell.Machine.Enter(request)));
        }
        catch (ProgramMissingException e)
        {
            bool inOtherFiles = options.All || options.Root is not null || options.Namespaces.ContainsKey(NamespaceName.Mnt);
            shell.Complain(e.Message, inOtherFiles ? "it is looked for among the target's files; to bring your own tools enter only its network: -n" : null);
            return ValueTask.FromResult(e.Errno == Errno.ENOENT ? s_notFound : s_notExecutable);
        }
    }

    /// <summary>What the options come to.</summary>
    internal static EntryRequest Request(NsEnterOptions options, Shell shell)
    {
        if (options.WorkingDirectory is not null && options.WorkingDirectoryInside is not null) throw new Failure("", "mutually exclusive arguments: --wdns --wd");
        if (options.FollowsContext && shell.Machine.LabelsProcesses && options.Target == 0) throw new Failure("", "no target PID specified for --follow-context");
        if (options.All && options.Target == 0) throw new Failure("", "no target PID specified for --all");

        var namespaces = new List<EntryNamespace>();
        foreach (var name in Enum.GetValues<NamespaceName>())
        {
            string kind = $"ns/{name.ToString().ToLowerInvariant()}";
            bool isAsked = options.Namespaces.TryGetValue(name, out string? file);
            if (!isAsked && !options.All) continue;
            // The kernel does not let a process enter its own user namespace, nor one with threads any time namespace: where all are
            // meant, those that are ours already are passed over.
            namespaces.Add(new(name, string.IsNullOrEmpty(file) ? OfTarget(options, kind, kind) : file, OnlyIfOther: !isAsked && name is NamespaceName.User or NamespaceName.Time));
        }
        string[] program = [.. options.Program];
        string? shellPath = program.Length > 0 ? null : shell.Environment("SHELL") ?? "/bin/sh";
        return new()
        {
            Namespaces = namespaces,
            Root = options.Root is "" ? OfTarget(options, "root", "root") : options.Root,
            WorkingDirectory = options.WorkingDirectory is "" ? OfTarget(options, "cwd", "cwd") : options.WorkingDirectory,
            WorkingDirectoryInside = options.WorkingDirectoryInside,
            User = options.User,
            Group = options.Group,
            PreservesCredentials = options.PreservesCredentials,
            DoesNotFork = options.DoesNotFork,
            // Where the kernel labels no process there is nothing to follow, and the original says nothing either.
            ContextFile = options.FollowsContext && shell.Machine.LabelsProcesses ? OfTarget(options, "attr/current", "attr/current") : null,
            Program = shellPath ?? program[0],
            // A dash before its name makes it a login shell (bash(1), INVOCATION).
            Arguments = shellPath is null ? program : [$"-{shellPath[(shellPath.LastIndexOf('/') + 1)..]}"],
        };
    }

    private static string OfTarget(NsEnterOptions options, string file, string what)
        => options.Target != 0 ? $"/proc/{options.Target}/{file}" : throw new Failure("", $"neither filename nor target pid supplied for {what}");

    private static void Namespace(Getopt<NsEnterOptions> table, char shortName, string longName, NamespaceName name, string help)
        => table.Optional(shortName, longName, "FILE", $"enter the {help}", (o, v) => o.Namespaces[name] = v.Text);

    private static uint Pid(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long pid) ? unchecked((uint)pid) : throw new Failure("", $"failed to parse pid: '{text}'");

    private static uint Id(string text, string what)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id) ? unchecked((uint)id) : throw new Failure("", $"failed to parse {what}: '{text}'");
}
