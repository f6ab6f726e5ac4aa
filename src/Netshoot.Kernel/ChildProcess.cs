using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>How a process ended (wait(2)): its exit code, or the signal that ended it.</summary>
public readonly record struct ProcessEnd(int ExitCode, int Signal);

/// <summary>Where taking steps came to grief.</summary>
/// <param name="Step">The step that failed; none when none did.</param>
/// <param name="Index">Its place.</param>
/// <param name="Errno">Why.</param>
public readonly record struct StepFailure(ProcessStep Step, int Index, Errno Errno);

/// <summary>Becomes another program, in this process or in a child of it, after steps that were laid out beforehand.</summary>
public static unsafe partial class ChildProcess
{
    private const int Stopped = 0x7f;

    /// <summary>Takes the steps in this process, without a fork among them. It returns only when one failed.</summary>
    public static StepFailure Become(ProcessSteps steps)
    {
        // A mount namespace is not for a thread that shares its root with others; where this fails, entering one will say so.
        _ = Libc.Unshare(0x00000200); // CLONE_FS
        fixed (ProcessSteps.RawStep* first = steps.Raw)
        {
            // SAFETY: the steps and what they point to live until the call returns or the program is replaced.
            var outcome = Take(first, steps.Raw.Length, steps.Arguments);
            return new(outcome.Step, outcome.Index, (Errno)outcome.Number);
        }
    }

    /// <summary>Takes the steps in a child, which has one thread only, as user and time namespaces demand.</summary>
    /// <param name="steps">The steps; a fork among them makes a child that is ours, too, as only such a one is in a pid namespace that was entered.</param>
    /// <param name="child">The process that becomes the program; 0 when none does.</param>
    /// <returns>What failed; nothing once the program runs.</returns>
    public static StepFailure Start(ProcessSteps steps, out int child)
    {
        using var report = new ReportPipe();
        var raw = steps.Raw;
        var arguments = steps.Arguments;
        int writeEnd = report.WriteEnd;
        int forked;
        fixed (ProcessSteps.RawStep* first = raw)
        {
            // SAFETY: the child works on its copy of this memory, makes system calls only, and ends in exec or _exit.
            forked = Libc.Fork();
            if (forked == 0) RunChild(first, raw.Length, arguments, writeEnd);
        }
        child = Math.Max(forked, 0);
        if (forked < 0) return new(ProcessStep.Fork, 0, KernelFailure.LastErrno);
        report.CloseWriteEnd();
        while (report.TryRead(out var outcome))
        {
            if (outcome.Step != ProcessStep.None)
            {
                Wait(child);
                child = 0;
                return new(outcome.Step, outcome.Index, (Errno)outcome.Number);
            }
            // Our child made another one of ours, and ends.
            Wait(child);
            child = outcome.Number;
        }
        return default;
    }

    /// <summary>Waits for a child's end. When the child is stopped, so is this process, and when this one goes on, so does the child.</summary>
    public static ProcessEnd Wait(int child)
    {
        int status;
        while (WaitOnce(child, &status) && (status & 0xff) == Stopped)
        {
            _ = Libc.Kill(Libc.GetPid(), 19); // SIGSTOP
            _ = Libc.Kill(child, 18); // SIGCONT
        }
        return (status & 0x7f) == 0 ? new(status >> 8 & 0xff, 0) : new(0, status & 0x7f);
    }

    private static bool WaitOnce(int child, int* status)
    {
        const int Untraced = 2, Interrupted = 4;
        while (Libc.WaitPid(child, status, Untraced) < 0)
        {
            if (*Libc.ErrnoLocation() == Interrupted) continue;
            // Somebody else reaped it: it has ended, and nobody knows how.
            *status = 0;
            return false;
        }
        return true;
    }

    /// <summary>The child's whole life. Nothing here allocates, throws, or calls back into the runtime.</summary>
    private static void RunChild(ProcessSteps.RawStep* steps, int count, byte** arguments, int report)
    {
        var outcome = Take(steps, count, arguments);
        _ = Libc.Write(report, &outcome, (nuint)sizeof(RawOutcome));
        Libc.Exit(outcome.Step == ProcessStep.None ? 0 : 127);
    }

    /// <returns>What failed; or, from the parent of a fork, no step and the child.</returns>
    private static RawOutcome Take(ProcessSteps.RawStep* steps, int count, byte** arguments)
    {
        const int Permission = 1, NoDescriptor = -1;
        const ulong CloneParent = 0x8000, SignalChild = 17;
        bool groupsDropped = false;
        int remembered = NoDescriptor;
        // Namespaces that were refused are tried again when the others have been entered: a user namespace may bring the privilege.
        ulong refused = 0;
        for (int i = 0; i < count; i++)
        {
            var step = steps[i];
            if (step.Kind != ProcessStep.EnterNamespace && refused != 0)
            {
                for (int j = 0; j < i; j++)
                    if ((refused >> j & 1) != 0 && Libc.SetNs((int)steps[j].Number, steps[j].Detail) != 0) return Failed(steps, j);
                refused = 0;
            }
            nint result = 0;
            switch (step.Kind)
            {
                case ProcessStep.EnterNamespace:
                    if (Libc.SetNs((int)step.Number, step.Detail) != 0) refused |= 1UL << i;
                    break;
                case ProcessStep.ChangeDirectory:
                    result = Libc.FChDir((int)step.Number);
                    break;
                case ProcessStep.ChangeToPath:
                    result = Libc.ChDir(step.Path);
                    break;
                case ProcessStep.RememberDirectory:
                    result = remembered = Libc.Open(step.Path, 0x80000); // O_CLOEXEC
                    break;
                case ProcessStep.ReturnToDirectory:
                    result = Libc.FChDir(remembered);
                    break;
                case ProcessStep.ChangeRoot:
                    result = Libc.FChDir((int)step.Number);
                    if (result == 0) result = ChangeRootHere();
                    break;
                case ProcessStep.DropGroupsEarly:
                    groupsDropped = Libc.SystemCall(step.Detail, 0, 0, 0, 0, 0) == 0;
                    break;
                case ProcessStep.DropGroups:
                    result = Libc.SystemCall(step.Detail, 0, 0, 0, 0, 0);
                    if (groupsDropped && result != 0 && *Libc.ErrnoLocation() == Permission) result = 0;
                    break;
                // The raw calls: the C library's would change the other threads, too, and wait for them.
                case ProcessStep.SetGroup:
                case ProcessStep.SetUser:
                    result = Libc.SystemCall(step.Detail, (nint)step.Number, 0, 0, 0, 0);
                    break;
                case ProcessStep.Unshare:
                    result = Libc.Unshare(step.Detail);
                    break;
                case ProcessStep.Mount:
                    result = Libc.Mount(step.Source, step.Path, step.FileSystem, (ulong)step.Number, null);
                    break;
                case ProcessStep.MountIfPossible:
                    _ = Libc.Mount(step.Source, step.Path, step.FileSystem, (ulong)step.Number, null);
                    break;
                case ProcessStep.Unmount:
                    _ = Libc.Umount2(step.Path, MountFlag.Detach);
                    break;
                case ProcessStep.NewSession:
                    result = Libc.SetSid();
                    break;
                case ProcessStep.RedirectStreams:
                    for (int stream = 0; stream < 3 && result >= 0; stream++) result = Libc.Dup2((int)step.Number, stream);
                    break;
                case ProcessStep.Fork:
                    // As a child of our parent, which can then wait for the program itself.
                    result = Libc.SystemCall(step.Detail, (nint)(CloneParent | SignalChild), 0, 0, 0, 0);
                    if (result > 0) return new() { Number = (int)result };
                    break;
                case ProcessStep.Execute:
                    Libc.Signal((int)Signal.Pipe, null);
                    result = Libc.ExecVp(step.Path, arguments);
                    break;
            }
            if (result < 0) return Failed(steps, i);
        }
        return default;
    }

    private static int ChangeRootHere()
    {
        byte* here = stackalloc byte[2];
        here[0] = (byte)'.';
        here[1] = 0;
        if (Libc.ChRoot(here) != 0) return -1;
        here[0] = (byte)'/';
        return Libc.ChDir(here);
    }

    private static RawOutcome Failed(ProcessSteps.RawStep* steps, int index)
        => new() { Step = steps[index].Kind, Index = index, Number = *Libc.ErrnoLocation() };

    /// <summary>What a child says: a step that failed with its errno, or no step and the child that it made.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RawOutcome
    {
        public ProcessStep Step;
        public int Index;
        public int Number;
    }

    /// <summary>A pipe that a successful exec closes: what comes out of it is a failure, its end a success.</summary>
    private sealed class ReportPipe : IDisposable
    {
        private const int CloseOnExec = 0x80000;
        private readonly FileDescriptor _read;
        private FileDescriptor? _write;

        public ReportPipe()
        {
            int* ends = stackalloc int[2];
            // SAFETY: the kernel writes two descriptors into the two places.
            if (Libc.Pipe2(ends, CloseOnExec) != 0) throw KernelFailure.Last("pipe");
            _read = new(ends[0]);
            _write = new(ends[1]);
        }

        public int WriteEnd => _write!.Number;

        public void CloseWriteEnd()
        {
            _write?.Dispose();
            _write = null;
        }

        public bool TryRead(out RawOutcome outcome)
        {
            RawOutcome raw;
            // SAFETY: the span covers the structure on this stack.
            bool isWhole = _read.Read(new Span<byte>(&raw, sizeof(RawOutcome)), out int count) == Errno.None && count == sizeof(RawOutcome);
            outcome = isWhole ? raw : default;
            return isWhole;
        }

        public void Dispose()
        {
            _write?.Dispose();
            _read.Dispose();
        }
    }

    private static partial class Libc
    {
        // Without SetLastError, but for fork: a child reads the C library's own error number, and nothing of the runtime's.
        [LibraryImport("libc", EntryPoint = "setsid")]
        public static partial int SetSid();

        [LibraryImport("libc", EntryPoint = "dup2")]
        public static partial int Dup2(int from, int to);

        [LibraryImport("libc", EntryPoint = "fork", SetLastError = true)]
        public static partial int Fork();

        [LibraryImport("libc", EntryPoint = "_exit")]
        public static partial void Exit(int status);

        [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
        public static partial int Pipe2(int* ends, int flags);

        [LibraryImport("libc", EntryPoint = "open")]
        public static partial int Open(byte* path, int flags);

        [LibraryImport("libc", EntryPoint = "write")]
        public static partial nint Write(int descriptor, void* bytes, nuint count);

        [LibraryImport("libc", EntryPoint = "setns")]
        public static partial int SetNs(int descriptor, int kind);

        [LibraryImport("libc", EntryPoint = "unshare")]
        public static partial int Unshare(int flags);

        [LibraryImport("libc", EntryPoint = "mount")]
        public static partial int Mount(byte* source, byte* target, byte* fileSystem, ulong flags, void* data);

        [LibraryImport("libc", EntryPoint = "umount2")]
        public static partial int Umount2(byte* target, int flags);

        [LibraryImport("libc", EntryPoint = "fchdir")]
        public static partial int FChDir(int descriptor);

        [LibraryImport("libc", EntryPoint = "chdir")]
        public static partial int ChDir(byte* path);

        [LibraryImport("libc", EntryPoint = "chroot")]
        public static partial int ChRoot(byte* path);

        [LibraryImport("libc", EntryPoint = "syscall")]
        public static partial nint SystemCall(long number, nint a, nint b, nint c, nint d, nint e);

        [LibraryImport("libc", EntryPoint = "execvp")]
        public static partial int ExecVp(byte* program, byte** arguments);

        [LibraryImport("libc", EntryPoint = "waitpid")]
        public static partial int WaitPid(int child, int* status, int options);

        [LibraryImport("libc", EntryPoint = "signal")]
        public static partial void* Signal(int signal, void* handler);

        [LibraryImport("libc", EntryPoint = "kill")]
        public static partial int Kill(int processId, int signal);

        [LibraryImport("libc", EntryPoint = "getpid")]
        public static partial int GetPid();

        [LibraryImport("libc", EntryPoint = "__errno_location")]
        public static partial int* ErrnoLocation();
    }
}
