using System.Runtime.InteropServices;

namespace Netshoot.Kernel;

/// <summary>The descriptors 0, 1 and 2, which every program expects to be its standard streams (stdin(3)).</summary>
public static partial class StandardDescriptors
{
    private const int ReadWrite = 2;

    /// <summary>Puts <c>/dev/null</c> where a stream was closed, as otherwise the next socket would be taken for it. To be called before anything is opened.</summary>
    public static void EnsureOpen()
    {
        const int GetFlags = 1, Count = 3;
        for (int number = 0; number < Count; number++)
            if (Libc.Fcntl(number, GetFlags, 0) < 0) _ = Libc.Open("/dev/null", ReadWrite);
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "fcntl")]
        public static partial int Fcntl(int descriptor, int command, long argument);

        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);
    }
}
