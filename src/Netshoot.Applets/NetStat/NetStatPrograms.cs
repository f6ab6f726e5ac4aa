using System.Globalization;
using Netshoot.Host.Sockets;

namespace Netshoot.Applets.NetStat;

/// <summary>Process and program of a socket as netstat(8) prints them: of several processes the first, of a long name its beginning.</summary>
internal sealed class NetStatPrograms(ISocketOwners processes)
{
    private const int LongestText = 19;

    private readonly SocketOwnerTable _owners = processes.Read();
    private readonly Dictionary<int, string> _texts = [];

    /// <summary>As in <c>812/nginx</c>; <c>-</c> when no process that may be looked into has it.</summary>
    public string Find(ulong inode)
    {
        if (_owners.Find(inode) is not { } owner) return "-";
        while (_owners.After(owner) is { } earlier) owner = earlier;
        if (_texts.TryGetValue(owner.Process, out string? text)) return text;
        string called = processes.CalledName(owner.Process) is { Length: > 0 } name ? name : owner.Name;
        text = string.Create(CultureInfo.InvariantCulture, $"{owner.Process}/{ProgramOf(called)}");
        return _texts[owner.Process] = text.Length > LongestText ? text[..LongestText] : text;
    }

    // Only a path has a last part; what a server has written over its name may have slashes too.
    private static string ProgramOf(string called) => called.StartsWith('/') ? called[(called.LastIndexOf('/') + 1)..] : called;
}
