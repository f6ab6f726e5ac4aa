using Netshoot.Wire;

namespace Netshoot.Applets.Frames;

/// <summary>Why an interface cannot be captured on, in libpcap's words, and the way out.</summary>
internal sealed class CaptureRefusal(Shell shell, string device, Errno errno)
{
    public string Reason { get; } = errno switch
    {
        Errno.ENODEV or Errno.ENXIO => "No such device exists",
        Errno.EPERM or Errno.EACCES => "You don't have permission to perform this capture on that device",
        Errno.ENETDOWN => "That device is not up",
        _ => shell.Machine.Text(errno),
    };

    /// <summary>What the system call said; empty where libpcap does not tell.</summary>
    public string Detail { get; } = errno switch
    {
        Errno.ENODEV or Errno.ENXIO => "No such device exists",
        Errno.EPERM or Errno.EACCES => $"socket: {shell.Machine.Text(errno)}",
        _ => "",
    };

    public string? Hint
    {
        get
        {
            if (errno is Errno.EPERM or Errno.EACCES) return shell.Machine.HowToGet("NET_RAW", "capturing");
            if (errno is not (Errno.ENODEV or Errno.ENXIO)) return null;
            return Spelling.Nearest(device, shell.Machine.Captures.Devices.Select(static d => d.Name)) is { Count: > 0 } near ? $"did you mean {string.Join(" or ", near)}?" : null;
        }
    }
}
