using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>A bell that one thread rings and another waits for with poll(2) (eventfd(2)).</summary>
public sealed partial class WakeUp : IDisposable
{
    public FileDescriptor Descriptor { get; } = Open();

    /// <summary>Rings; any thread and any number of times.</summary>
    public void Ring()
    {
        ReadOnlySpan<byte> one = [1, 0, 0, 0, 0, 0, 0, 0];
        Descriptor.Write(one, out _);
    }

    /// <summary>Silences the bell until it is rung again.</summary>
    public void Answer()
    {
        Span<byte> count = stackalloc byte[8];
        Descriptor.Read(count, out _);
    }

    public void Dispose() => Descriptor.Dispose();

    private static FileDescriptor Open()
    {
        const int NonBlocking = 0x800, CloseOnExec = 0x80000;
        var descriptor = Libc.EventFd(0, NonBlocking | CloseOnExec);
        return descriptor.IsInvalid ? throw KernelFailure.Last("eventfd") : descriptor;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
        public static partial FileDescriptor EventFd(uint initial, int flags);
    }
}
