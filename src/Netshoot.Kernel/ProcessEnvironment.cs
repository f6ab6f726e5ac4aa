using System.Runtime.InteropServices;

namespace Netshoot.Kernel;

/// <summary>
/// Variables of this process as its C libraries see them (setenv(3)). The runtime keeps a copy of its own, which a library such as
/// OpenSSL never looks at.
/// </summary>
public static partial class ProcessEnvironment
{
    /// <summary>Sets a variable; call it before other threads might read one.</summary>
    public static void Set(string name, string value)
    {
        if (Libc.SetEnvironment(name, value, 1) != 0) throw KernelFailure.Of((Wire.Errno)Marshal.GetLastPInvokeError(), "setenv");
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int SetEnvironment(string name, string value, int overwrites);
    }
}
