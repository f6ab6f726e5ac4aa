namespace Netshoot.Kernel;

/// <summary>Flags of mount(2) and umount2(2), <c>MS_*</c> and <c>MNT_DETACH</c> (include/uapi/linux/mount.h).</summary>
internal static class MountFlag
{
    public const int Bind = 0x1000, Recursive = 0x4000, Slave = 0x80000, Shared = 0x100000;

    public const int Detach = 2;
}
