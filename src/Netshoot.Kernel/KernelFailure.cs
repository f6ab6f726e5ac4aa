using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Turns error numbers into failures and words.</summary>
public static class KernelFailure
{
    /// <summary>What strerror(3) says.</summary>
    public static string Text(Errno errno) => Marshal.GetPInvokeErrorMessage((int)errno);

    /// <summary>The failure of a call about <paramref name="subject"/>; the name of the call stands behind the reason only where it helps nobody but us, so it is left out.</summary>
    public static Failure Of(Errno errno, string subject, string? hint = null) => new(subject, Text(errno), hint, (int)errno);

    /// <summary>The failure of the call that was made last on this thread.</summary>
    public static Failure Last(string subject, string? hint = null) => Of(LastErrno, subject, hint);

    /// <summary>The error number of the call that was made last on this thread.</summary>
    internal static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();
}
