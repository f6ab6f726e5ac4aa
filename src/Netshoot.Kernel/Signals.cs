using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>The signals that tools know (signal(7); the same numbers on x86-64 and arm64).</summary>
public enum Signal
{
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    User1 = 10,
    User2 = 12,
    Pipe = 13,
    Terminate = 15,
    Child = 17,
    Stop = 19,
    TerminalStop = 20,
}

/// <summary>Signal dispositions that the runtime changes and programs started by us must not inherit; and sending signals.</summary>
public static unsafe partial class Signals
{
    /// <summary>The runtime ignores SIGPIPE and execve hands that down: in a shell started so, <c>yes | head -1</c> would complain.</summary>
    public static void RestoreDefaults() => Libc.Signal((int)Signal.Pipe, null);

    /// <summary>Ends this process as the signal would have, so that a shell sees the status of the original tool.</summary>
    public static void DieOf(Signal signal)
    {
        Libc.Signal((int)signal, null);
        _ = Libc.Kill(Libc.GetPid(), (int)signal);
        // A blocked or caught signal comes later; wait for it rather than go on.
        while (true) _ = Libc.Pause();
    }

    /// <summary>Sends a signal to a process that we started.</summary>
    public static Errno Send(int processId, Signal signal) => Libc.Kill(processId, (int)signal) == 0 ? Errno.None : KernelFailure.LastErrno;

    /// <summary>Stops this process, as ^Z does with one that does not catch it; returns when it goes on.</summary>
    public static void StopHere() => _ = Libc.Kill(Libc.GetPid(), (int)Signal.Stop);

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
        public static partial void* Signal(int signal, void* handler);

        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        public static partial int Kill(int processId, int signal);

        [LibraryImport("libc", EntryPoint = "pause")]
        public static partial int Pause();

        [LibraryImport("libc", EntryPoint = "getpid")]
        public static partial int GetPid();
    }
}
