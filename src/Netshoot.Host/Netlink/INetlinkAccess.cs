using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Host.Netlink;

/// <summary>The port through which tools reach netlink. Tests bring channels that replay transcripts.</summary>
public interface INetlinkAccess
{
    /// <summary>Opens a channel in the namespace that the tool was born in.</summary>
    Errno TryOpen(NetlinkProtocol protocol, out NetlinkChannel? channel);

    /// <summary>Opens a channel in the network namespace of a file: <c>/run/netns/blue</c>, <c>/proc/812/ns/net</c>.</summary>
    /// <returns>EINVAL when the file is no network namespace.</returns>
    Errno TryOpenIn(string path, NetlinkProtocol protocol, out NetlinkChannel? channel);

    /// <summary>Opens a file, for requests that name a namespace by a descriptor.</summary>
    Errno TryOpenFile(string path, out HeldFile? file);

    /// <summary>Opens a file for as long as <paramref name="use"/> runs.</summary>
    Errno TryWithDescriptor(string path, Action<int> use)
    {
        var errno = TryOpenFile(path, out var file);
        using (file)
            if (file is not null) use(file.Number);
        return errno;
    }

    /// <summary>Subscribes a channel to notifications of groups (<c>RTNLGRP_*</c>, <c>NFNLGRP_*</c>, or those of a generic family).</summary>
    /// <param name="channel">The channel, which is for notifications alone from now on.</param>
    /// <param name="groups">Their numbers; one that the kernel does not have is an error.</param>
    /// <param name="allNamespaces">Whether those of all namespaces are wanted that have a number in this one.</param>
    /// <param name="receiveBuffer">How many bytes may wait to be read; 0 for the usual.</param>
    Errno TryListen(NetlinkChannel channel, IEnumerable<int> groups, bool allNamespaces, int receiveBuffer) => Errno.EOPNOTSUPP;

    /// <summary>Waits until a channel has notifications to read.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first.</returns>
    ValueTask<bool> WaitAsync(NetlinkChannel channel, TimeSpan patience, CancellationToken stop);
}
