using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Replaces the program of this process (execve(2)).</summary>
public static unsafe partial class ProcessImage
{
    /// <summary>Runs <paramref name="path"/> in place of this program; returns only an error.</summary>
    public static Errno Replace(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var argv = new StringVector(arguments);
        using var envp = new StringVector(environment);
        Signals.RestoreDefaults();
        // SAFETY: both vectors live until execve, which copies them, or until it failed.
        _ = Libc.Execve(path, argv.Pointers, envp.Pointers);
        return KernelFailure.LastErrno;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Execve(string path, byte** argv, byte** envp);
    }
}

/// <summary>Strings as C wants them for execve(2): a vector of pointers that ends in NULL, in memory that the collector does not move.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private readonly int _count;

    public StringVector(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
        {
            int length = Encoding.UTF8.GetByteCount(texts[i]);
            Pointers[i] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            // SAFETY: the block has length + 1 bytes.
            Encoding.UTF8.GetBytes(texts[i], new Span<byte>(Pointers[i], length));
        }
    }

    public byte** Pointers { get; private set; }

    public void Dispose()
    {
        if (Pointers is null) return;
        for (int i = 0; i < _count; i++) NativeMemory.Free(Pointers[i]);
        NativeMemory.Free(Pointers);
        Pointers = null;
    }
}
