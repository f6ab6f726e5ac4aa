using System.Runtime.InteropServices;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Entering;

/// <summary>The program could not be started, though everything was entered.</summary>
public sealed class ProgramMissingException(string program, string reason, Errno errno) : Exception($"failed to execute {program}: {reason}")
{
    public Errno Errno => errno;
}

/// <summary>Enters namespaces and becomes another program.</summary>
internal static class ProcessEntry
{
    /// <returns>The exit code of the program, where it ran as a child; where it did not, this does not return.</returns>
    /// <exception cref="Failure">Something could not be opened or entered.</exception>
    /// <exception cref="ProgramMissingException">The program is not there, or is none.</exception>
    public static int Run(EntryRequest request)
    {
        using var steps = new ProcessSteps();
        var names = new List<NamespaceName>();
        bool entersUser = false, entersPid = false, needsChild = false;
        var opened = new List<(NamespaceName Name, FileDescriptor Descriptor)>();
        var passedOver = new HashSet<NamespaceName>();
        foreach (var wanted in request.Namespaces.Reverse())
            if (wanted.OnlyIfOther && IsOurs(wanted)) passedOver.Add(wanted.Name);
        foreach (var wanted in request.Namespaces)
        {
            if (passedOver.Contains(wanted.Name)) continue;
            opened.Add((wanted.Name, Open(wanted.Path)));
            entersUser |= wanted.Name == NamespaceName.User;
            entersPid |= wanted.Name == NamespaceName.Pid;
            // The kernel lets only a process with one thread enter the first two; behind the third this one could not start threads.
            needsChild |= wanted.Name is NamespaceName.User or NamespaceName.Time || (wanted.Name == NamespaceName.Pid && !request.DoesNotFork);
        }
        var root = request.Root is null ? null : Open(request.Root);
        var directory = request.WorkingDirectory is null ? null : Open(request.WorkingDirectory);

        if (request.ContextFile is { } contextFile) TakeOverContext(contextFile);

        bool resets = entersUser && !request.PreservesCredentials;
        var (group, user) = (request.Group ?? (resets ? 0 : null), request.User ?? (resets ? 0 : null));
        if (resets) Add(() => steps.DropGroups(early: true));
        foreach (var (name, descriptor) in opened) Add(() => steps.EnterNamespace(descriptor, KindOf(name)), name);
        // The root alone changes: who stood outside of it still stands there.
        bool returns = root is not null && directory is null && request.WorkingDirectoryInside is null;
        if (returns) Add(steps.RememberDirectory);
        if (root is not null) Add(() => steps.ChangeRoot(root));
        if (returns) Add(steps.ReturnToDirectory);
        if (directory is not null) Add(() => steps.ChangeDirectory(directory));
        if (request.WorkingDirectoryInside is { } inside) Add(() => steps.ChangeToPath(inside));
        if (entersPid && !request.DoesNotFork) Add(steps.Fork);
        // Without the privilege to drop groups there is none to set one, and that is what the original complains about.
        if (group is not null && (resets || Capabilities.Has(Capability.SetGid))) Add(() => steps.DropGroups(early: false));
        if (group is { } gid) Add(() => steps.SetGroup(gid));
        if (user is { } uid) Add(() => steps.SetUser(uid));
        Add(() => steps.Execute(request.Program, request.Arguments));

        var failure = needsChild ? RunAsChild(steps, out int exitCode) : Become(steps, out exitCode);
        if (failure.Step == ProcessStep.None) return exitCode;
        throw Describe(failure, names[failure.Index], request);

        void Add(Action add, NamespaceName name = default)
        {
            add();
            names.Add(name);
        }
    }

    private static FileDescriptor Open(string path)
        => Files.TryOpen(path, out var descriptor) is var errno and not Errno.None
            ? throw new Failure($"cannot open {path}", KernelFailure.Text(errno), errno == Errno.ENOENT && path.StartsWith("/proc/", StringComparison.Ordinal) ? "no such process, or the kernel has no such namespaces" : null)
            : descriptor;

    /// <summary>The program that this thread, or a child that it makes, becomes next runs in the context of the file (proc_pid_attr(5), <c>exec</c>).</summary>
    private static void TakeOverContext(string file)
    {
        try
        {
            File.WriteAllBytes("/proc/thread-self/attr/exec", File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Failure($"cannot take over the SELinux context of {file}", e.Message, "the policy must allow this process to read it and to set its own (setexec)");
        }
    }

    private static bool IsOurs(EntryNamespace wanted)
    {
        if (Files.TryIdentify(wanted.Path, out var theirs) is var errno and not Errno.None)
            throw new Failure($"stat of {wanted.Path} failed", KernelFailure.Text(errno), errno == Errno.ENOENT ? "no such process, or the kernel has no such namespaces" : null);
        return Files.TryIdentify($"/proc/self/ns/{FileOf(wanted.Name)}", out var ours) == Errno.None && ours == theirs;
    }

    private static StepFailure Become(ProcessSteps steps, out int exitCode)
    {
        exitCode = 0;
        return ChildProcess.Become(steps);
    }

    /// <summary>Starts the program, waits for it, and ends as it did. What the terminal's user sends to all is the program's to answer; what is sent to us is passed on.</summary>
    private static StepFailure RunAsChild(ProcessSteps steps, out int exitCode)
    {
        // Before the start, as a signal may come at once; what comes before there is a program is passed on as soon as there is one.
        int child = 0;
        var early = (Signal)0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => PassOn(context, Signal.Terminate));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => PassOn(context, Signal.HangUp));
        exitCode = 0;
        var failure = ChildProcess.Start(steps, out int started);
        if (failure.Step != ProcessStep.None) return failure;
        Volatile.Write(ref child, started);
        if (early != 0) Signals.Send(started, early);

        var end = ChildProcess.Wait(started);
        if (end.Signal != 0) Signals.DieOf((Signal)end.Signal);
        exitCode = end.ExitCode;
        return failure;

        void PassOn(PosixSignalContext context, Signal signal)
        {
            context.Cancel = true;
            early = signal;
            if (Volatile.Read(ref child) is > 0 and var program) Signals.Send(program, signal);
        }
    }

    private static Exception Describe(StepFailure failure, NamespaceName name, EntryRequest request)
    {
        string reason = KernelFailure.Text(failure.Errno);
        return failure.Step switch
        {
            ProcessStep.Execute => new ProgramMissingException(request.Program, reason, failure.Errno),
            ProcessStep.EnterNamespace => new Failure($"reassociate to namespace 'ns/{FileOf(name)}' failed", reason, HintFor(failure.Errno, name), (int)failure.Errno),
            ProcessStep.ChangeRoot => new Failure("chroot failed", reason, errno: (int)failure.Errno),
            ProcessStep.ChangeDirectory => new Failure("change directory by working directory file descriptor failed", reason, errno: (int)failure.Errno),
            ProcessStep.ChangeToPath => new Failure("cannot open current working directory", reason, errno: (int)failure.Errno),
            ProcessStep.DropGroups => new Failure("setgroups failed", reason, "--preserve-credentials leaves users and groups as they are", (int)failure.Errno),
            ProcessStep.SetGroup => new Failure("setgid failed", reason, errno: (int)failure.Errno),
            ProcessStep.SetUser => new Failure("setuid failed", reason, errno: (int)failure.Errno),
            _ => new Failure("fork failed", reason, errno: (int)failure.Errno),
        };
    }

    private static string? HintFor(Errno errno, NamespaceName name) => (errno, name) switch
    {
        (Errno.EPERM, _) => "entering namespaces needs CAP_SYS_ADMIN there and here: run as root, or in a container add --cap-add SYS_ADMIN --pid host (docker), or enter the user namespace first (-U)",
        (Errno.EINVAL, NamespaceName.User) => "we are in that user namespace already",
        (Errno.EINVAL, _) => "that file is no namespace, or one of another kind",
        _ => null,
    };

    private static string FileOf(NamespaceName name) => name.ToString().ToLowerInvariant();

    private static NamespaceKinds KindOf(NamespaceName name) => name switch
    {
        NamespaceName.Cgroup => NamespaceKinds.Cgroup,
        NamespaceName.Ipc => NamespaceKinds.Ipc,
        NamespaceName.Uts => NamespaceKinds.Uts,
        NamespaceName.Net => NamespaceKinds.Network,
        NamespaceName.Pid => NamespaceKinds.Pid,
        NamespaceName.Mnt => NamespaceKinds.Mount,
        NamespaceName.Time => NamespaceKinds.Time,
        _ => NamespaceKinds.User,
    };
}
