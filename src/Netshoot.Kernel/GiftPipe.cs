using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>
/// A pipe through which pages of this process reach a socket without a copy (vmsplice(2), splice(2)). The pages are one block for
/// the whole process, filled once and never changed while anybody sends: what is on its way still lies in them.
/// </summary>
internal sealed unsafe partial class GiftPipe : IDisposable
{
    // One huge page, where the kernel has one; half of it is what a pipe of the usual limit holds.
    private const int BlockSize = 2 * 1024 * 1024;
    private const int PipeSize = 1024 * 1024;

    private static readonly Lock s_lock = new();
    private static byte* s_random;
    private static byte* s_digits;

    private readonly FileDescriptor _read;
    private readonly FileDescriptor _write;
    private readonly int _capacity;
    private readonly byte* _block;
    private int _waiting;

    private GiftPipe(FileDescriptor read, FileDescriptor write, int capacity, byte* block)
    {
        _read = read;
        _write = write;
        _capacity = capacity;
        _block = block;
    }

    /// <param name="digits">Whether the bytes are the digits in turn, instead of random ones.</param>
    /// <param name="pipe">The pipe, or null.</param>
    public static Errno TryOpen(bool digits, out GiftPipe? pipe)
    {
        const int CloseOnExec = 0x80000, SetPipeSize = 1031, GetPipeSize = 1032;
        pipe = null;
        int* ends = stackalloc int[2];
        // SAFETY: the kernel writes two descriptors into the two places.
        if (Libc.Pipe2(ends, CloseOnExec) < 0) return KernelFailure.LastErrno;
        var (read, write) = (new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
        // A user who has too many large pipes gets a small one, which does the same in more steps.
        _ = Libc.Fcntl(write, SetPipeSize, PipeSize);
        int capacity = Libc.Fcntl(write, GetPipeSize, 0);
        pipe = new(read, write, Math.Clamp(capacity, 4096, PipeSize), Block(digits));
        return Errno.None;
    }

    /// <summary>Sends up to <paramref name="most"/> bytes; what did not find room stays in the pipe for the next call and is not counted.</summary>
    public Errno Send(FileDescriptor socket, int most, out int sent)
    {
        const uint Move = 1, Gift = 0;
        sent = 0;
        if (_waiting == 0)
        {
            var vector = new IoVector { Base = _block, Length = (nuint)Math.Min(most, _capacity) };
            nint taken;
            // SAFETY: the vector lies inside the block, which lives as long as the process.
            do taken = Libc.VmSplice(_write, &vector, 1, Gift);
            while (taken < 0 && KernelFailure.LastErrno == Errno.EINTR);
            if (taken < 0) return KernelFailure.LastErrno is Errno.ENOSYS or Errno.EPERM or Errno.EINVAL ? Errno.EOPNOTSUPP : KernelFailure.LastErrno;
            _waiting = (int)taken;
        }
        nint moved;
        do moved = Libc.Splice(_read, null, socket, null, (nuint)Math.Min(most, _waiting), Move);
        while (moved < 0 && KernelFailure.LastErrno == Errno.EINTR);
        if (moved < 0) return KernelFailure.LastErrno;
        _waiting -= (int)moved;
        sent = (int)moved;
        return Errno.None;
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    private static byte* Block(bool digits)
    {
        lock (s_lock)
        {
            if (digits) return s_digits is null ? s_digits = NewBlock(digits) : s_digits;
            return s_random is null ? s_random = NewBlock(digits) : s_random;
        }
    }

    private static byte* NewBlock(bool digits)
    {
        const int HugePages = 14;
        var block = (byte*)NativeMemory.AlignedAlloc(BlockSize, BlockSize);
        _ = Libc.MemoryAdvise(block, BlockSize, HugePages);
        // SAFETY: the block has that many bytes.
        var bytes = new Span<byte>(block, BlockSize);
        if (!digits) Random.Shared.NextBytes(bytes);
        else for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)('0' + i % 10);
        return block;
    }

    private static unsafe partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
        public static partial int Pipe2(int* ends, int flags);

        [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
        public static partial int Fcntl(FileDescriptor descriptor, int command, nint argument);

        [LibraryImport("libc", EntryPoint = "vmsplice", SetLastError = true)]
        public static partial nint VmSplice(FileDescriptor pipe, IoVector* vectors, nuint count, uint flags);

        [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
        public static partial nint Splice(FileDescriptor from, long* fromOffset, FileDescriptor to, long* toOffset, nuint count, uint flags);

        [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
        public static partial int MemoryAdvise(byte* start, nuint length, int advice);
    }
}
