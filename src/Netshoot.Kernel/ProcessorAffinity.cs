using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Which processors a thread may run on, and before which others (sched_setaffinity(2), sched_setscheduler(2)).</summary>
public static partial class ProcessorAffinity
{
    private const int MostProcessors = 1024;

    /// <param name="processor">The one it is kept on; -1 for any.</param>
    public static unsafe Errno Set(int processor)
    {
        if (processor >= MostProcessors) return Errno.EINVAL;
        Span<byte> mask = stackalloc byte[MostProcessors / 8];
        if (processor < 0) mask.Fill(0xff);
        else
        {
            mask.Clear();
            mask[processor / 8] = (byte)(1 << (processor % 8));
        }
        // SAFETY: the mask is on this stack and its length is passed.
        fixed (byte* start = mask) return Libc.SchedSetAffinity(0, (nuint)mask.Length, start) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    /// <summary>Puts this thread into the class SCHED_RR (sched(7)), at its lowest priority.</summary>
    public static unsafe Errno SetRealTime()
    {
        const int RoundRobin = 2;
        int priority = 1;
        // SAFETY: struct sched_param is this one number.
        return Libc.SchedSetScheduler(0, RoundRobin, &priority) < 0 ? KernelFailure.LastErrno : Errno.None;
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
        public static partial int SchedSetScheduler(int process, int policy, int* parameters);


        [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
        public static partial int SchedSetAffinity(int process, nuint size, byte* mask);
    }
}
