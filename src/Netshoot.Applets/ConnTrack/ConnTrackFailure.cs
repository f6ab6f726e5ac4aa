using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>How conntrack(8) begins what it says, and ends.</summary>
internal static class ConnTrackFailure
{
    public const string Prefix = "conntrack v1.4.7 (conntrack-tools)";

    /// <summary>A command line that is not taken.</summary>
    public static UsageFailure Usage(string message, bool hasHint = true)
    {
        // The words of the command line stand in it.
        var text = new TextBuffer();
        text.Append(Prefix);
        text.Append(": "u8);
        text.Foreign(message);
        text.Append(hasHint ? "\nTry `conntrack -h' or 'conntrack --help' for more information.\n" : "\n");
        return new(message) { Usage = text.ToString() };
    }

    /// <summary>Why the kernel did not do it, in the original's words where it has its own.</summary>
    public static string Reason(Shell shell, Errno errno, ConnTrackOptions options) => errno switch
    {
        Errno.EPERM => "sorry, you must be root or get CAP_NET_ADMIN capability to do this",
        Errno.ENOENT when options.Table == ConnTrackTable.Connections => "such conntrack doesn't exist",
        Errno.EEXIST => "Such conntrack exists, try -U to update",
        Errno.EINVAL => "invalid parameters",
        _ => shell.Machine.Text(errno),
    };
}
