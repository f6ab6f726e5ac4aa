using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Goes through a directory without a string for each name (getdents64(2)); the names are relative to <see cref="Directory"/>.</summary>
/// <param name="directory">The directory, open for reading.</param>
/// <param name="buffer">Room for names, which a caller who goes through many directories brings.</param>
public sealed partial class DirectoryEntries(FileDescriptor directory, byte[]? buffer = null)
{
    /// <summary>The kernel tells about some hundreds of names at a time.</summary>
    public const int BufferSize = 32 * 1024;

    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
    private const int LengthAt = 16, NameAt = 19;

    private readonly byte[] _buffer = buffer ?? new byte[BufferSize];
    private int _next, _end, _name, _nameLength;

    public FileDescriptor Directory => directory;

    /// <summary>The name that <see cref="MoveNext"/> found, without its NUL; valid until it is called again.</summary>
    public ReadOnlySpan<byte> Name => _buffer.AsSpan(_name, _nameLength);

    /// <summary>False at the end, and where the directory cannot be read any more.</summary>
    public unsafe bool MoveNext()
    {
        if (_next >= _end)
        {
            // SAFETY: the array is pinned for the call, and the kernel writes at most its length.
            fixed (byte* start = _buffer)
                _end = (int)Libc.SystemCall(Libc.GetDirectoryEntries, directory.Number, start, (nuint)_buffer.Length);
            _next = 0;
            if (_end <= 0) return false;
        }
        int length = MemoryMarshal.Read<ushort>(_buffer.AsSpan(_next + LengthAt));
        _name = _next + NameAt;
        _nameLength = Math.Max(0, _buffer.AsSpan(_name, length - NameAt).IndexOf((byte)0));
        _next += length;
        return true;
    }

    /// <summary>What is behind the present name, through symbolic links (statx(2)).</summary>
    public unsafe Errno TryIdentify(out FileIdentity identity)
    {
        // struct statx (linux/stat.h) is 256 bytes: mode at 28, inode at 32, device major and minor at 136 and 140.
        const uint TypeAndInode = 0x1 | 0x100;
        byte* status = stackalloc byte[256];
        identity = default;
        // SAFETY: the name is pinned and ends in NUL inside the array; the buffer has the size of struct statx.
        fixed (byte* name = &_buffer[_name])
            if (Libc.Statx(directory.Number, name, 0, TypeAndInode, status) < 0) return KernelFailure.LastErrno;
        identity = new((ulong)*(uint*)(status + 136) << 32 | *(uint*)(status + 140), *(ulong*)(status + 32), *(ushort*)(status + 28));
        return Errno.None;
    }

    private static unsafe partial class Libc
    {
        public static readonly long GetDirectoryEntries = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

        [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
        public static partial nint SystemCall(long number, nint directory, byte* buffer, nuint length);

        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
        public static partial int Statx(int directory, byte* path, int flags, uint mask, byte* status);
    }
}
