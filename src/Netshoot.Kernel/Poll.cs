using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary><c>POLLIN</c> and its kin (poll(2)).</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Read = 0x001,
    Priority = 0x002,
    Write = 0x004,
    Error = 0x008,
    HangUp = 0x010,
    Invalid = 0x020,
}

/// <summary><c>struct pollfd</c> (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PollEntry
{
    public int Descriptor;
    public PollEvents Wanted;
    public PollEvents Happened;
}

/// <summary>Waits until one of several descriptors is ready (ppoll(2), to the nanosecond).</summary>
public static partial class Poll
{
    /// <returns>How many entries have something in <see cref="PollEntry.Happened"/>; 0 when the time was up or a signal came.</returns>
    public static unsafe int Wait(Span<PollEntry> entries, TimeSpan patience)
    {
        var time = new TimeSpecification { Seconds = patience.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = patience.Ticks % TimeSpan.TicksPerSecond * 100 };
        // SAFETY: the span is pinned for the call and its length is passed with it; the time lives on this stack.
        fixed (PollEntry* first = entries)
        {
            int ready = Libc.Ppoll(first, (nuint)entries.Length, patience < TimeSpan.Zero ? null : &time, null);
            if (ready >= 0) return ready;
            return KernelFailure.LastErrno is Errno.EINTR ? 0 : throw KernelFailure.Last("poll");
        }
    }

    /// <returns>What happened to the one descriptor; nothing when the time was up.</returns>
    public static PollEvents Wait(FileDescriptor descriptor, PollEvents wanted, TimeSpan patience)
    {
        var entry = new PollEntry { Descriptor = descriptor.Number, Wanted = wanted };
        Wait(new Span<PollEntry>(ref entry), patience);
        return entry.Happened;
    }

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
        public static partial int Ppoll(PollEntry* entries, nuint count, TimeSpecification* patience, void* signals);
    }
}
