using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>Links whose other end is a program: /dev/net/tun and its requests (<c>TUNSET*</c>, include/uapi/linux/if_tun.h).</summary>
public static unsafe partial class TunDevice
{
    private const string Path = "/dev/net/tun";
    private const uint SetLink = 0x400454ca, SetPersistent = 0x400454cb, SetOwner = 0x400454cc, SetGroup = 0x400454ce;
    private const int RequestSize = 40, FlagsAt = 16;

    /// <summary>Makes a link that stays when nobody has it open, or lets one go that stayed.</summary>
    /// <param name="name">Its name; an empty one for the kernel to choose.</param>
    /// <param name="flags"><c>IFF_TUN</c> or <c>IFF_TAP</c> and what else it is to be.</param>
    /// <param name="stays">Whether it stays.</param>
    /// <param name="user">The user who may open it; null for all.</param>
    /// <param name="group">The group that may open it; null for all.</param>
    /// <param name="failed">The name of the call that failed.</param>
    public static Errno Change(string name, ushort flags, bool stays, uint? user, uint? group, out string failed)
    {
        failed = "open";
        var errno = Files.TryOpen(Path, FileAccess.ReadWrite, out var device);
        if (errno != Errno.None) return errno;
        using (device)
        {
            failed = "ioctl(TUNSETIFF)";
            byte* request = stackalloc byte[RequestSize];
            var bytes = new Span<byte>(request, RequestSize);
            bytes.Clear();
            if (!Encoding.UTF8.TryGetBytes(name, bytes[..(FlagsAt - 1)], out _)) return Errno.EINVAL;
            BitConverter.TryWriteBytes(bytes[FlagsAt..], flags);
            // SAFETY: struct ifreq has 40 bytes, and the other requests take their number in the place of the address.
            if (Libc.Ioctl(device, SetLink, request) < 0) return KernelFailure.LastErrno;
            failed = "ioctl(TUNSETOWNER)";
            if (user is { } owner && Libc.Ioctl(device, SetOwner, (byte*)owner) < 0) return KernelFailure.LastErrno;
            failed = "ioctl(TUNSETGROUP)";
            if (group is { } owners && Libc.Ioctl(device, SetGroup, (byte*)owners) < 0) return KernelFailure.LastErrno;
            failed = "ioctl(TUNSETPERSIST)";
            return Libc.Ioctl(device, SetPersistent, (byte*)(nint)(stays ? 1 : 0)) < 0 ? KernelFailure.LastErrno : Errno.None;
        }
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
        public static partial int Ioctl(FileDescriptor descriptor, nuint request, byte* argument);
    }
}
