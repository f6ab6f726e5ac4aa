using System.Runtime.InteropServices;
using System.Text;

namespace Netshoot.Kernel;

/// <summary>Names and indexes of interfaces in the namespace of the calling thread (if_nametoindex(3)).</summary>
public static unsafe partial class Interfaces
{
    /// <summary><c>IFNAMSIZ</c>: the longest name with its NUL (include/uapi/linux/if.h).</summary>
    public const int LongestName = 16;

    /// <returns>0 when there is no such interface.</returns>
    public static int IndexOf(string name) => Encoding.UTF8.GetByteCount(name) < LongestName ? (int)Libc.IfNameToIndex(name) : 0;

    /// <returns>Null when there is no such interface.</returns>
    public static string? NameOf(int index)
    {
        byte* name = stackalloc byte[LongestName];
        // SAFETY: the buffer has IFNAMSIZ bytes, and the name in it ends in NUL.
        return Libc.IfIndexToName((uint)index, name) is null ? null : Marshal.PtrToStringUTF8((nint)name);
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial uint IfNameToIndex(string name);

        [LibraryImport("libc", EntryPoint = "if_indextoname", SetLastError = true)]
        public static partial byte* IfIndexToName(uint index, byte* name);
    }
}
