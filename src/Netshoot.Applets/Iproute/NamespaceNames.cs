using Netshoot.Applets.Iproute;
using Netshoot.Host.Netlink;
using Netshoot.Netlink;
using Netshoot.Netlink.NamespaceIds;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>The named network namespaces of ip-netns(8), and the numbers by which the namespace of a channel knows them.</summary>
internal sealed class NamespaceNames(INetlinkAccess netlink, Func<NetlinkChannel> open)
{
    public const string Directory = NamespacePath.Directory;

    private Dictionary<int, string>? _names;
    private NetlinkChannel? _channel;

    /// <summary>The names, in the order of the directory.</summary>
    public static IReadOnlyList<string> All() => System.IO.Directory.Exists(Directory)
        ? [.. new DirectoryInfo(Directory).EnumerateFileSystemInfos().Select(static file => file.Name)]
        : [];

    /// <summary>Forgets all names: others may have come.</summary>
    public void Forget() => _names = null;

    /// <summary>The name of the namespace that has this number here, or null.</summary>
    public string? NameOf(int id)
    {
        if (_names is null)
        {
            _names = [];
            foreach (string name in All())
                if (IdOf(name) is >= 0 and var number) _names.TryAdd(number, name);
        }
        return _names.GetValueOrDefault(id);
    }

    /// <summary>The number of a named namespace; -1 when it has none.</summary>
    public int IdOf(string name)
    {
        _channel ??= open();
        if (netlink.TryOpenFile(NamespacePath.Of(name), out var file) != Errno.None) return NamespaceId.NotAssigned;
        using (file)
            return _channel.TryGet<NamespaceId>(NamespaceRequests.Find(file!.Number), out var found).Failed || found is null ? NamespaceId.NotAssigned : found.Id;
    }
}
