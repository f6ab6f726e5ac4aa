using Netshoot.Wire;

namespace Netshoot.Netlink.Generic;

/// <summary>A channel of <see cref="NetlinkProtocol.Generic"/> that knows the families: each is asked for once (<c>CTRL_CMD_GETFAMILY</c>).</summary>
public sealed class GenericChannel(NetlinkChannel channel) : IDisposable
{
    private readonly Dictionary<string, GenericFamily> _families = [];

    /// <summary>Where requests of <see cref="GenericFamily.Request"/> are carried out, dumped and answered.</summary>
    public NetlinkChannel Channel => channel;

    /// <summary>The family of that name.</summary>
    /// <returns>ENOENT when the kernel has none, or has not loaded it.</returns>
    public NetlinkError TryFind(string name, out GenericFamily? family)
    {
        if (_families.TryGetValue(name, out family)) return NetlinkError.None;
        var error = channel.TryGet(GenericFamily.Find(name), out family);
        if (error.Failed) return error;
        // An acknowledgement without an answer is no answer.
        if (family is null) return new(Errno.ENOENT);
        _families.Add(name, family);
        return error;
    }

    /// <inheritdoc cref="TryFind"/>
    /// <exception cref="Failure">There is no such family.</exception>
    public GenericFamily Find(string name)
    {
        TryFind(name, out var family).ThrowIfFailed(name);
        return family!;
    }

    public void Dispose() => channel.Dispose();
}
