using System.Globalization;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>Names and indexes of the links of a namespace, asked for once each.</summary>
/// <param name="open">Opens a channel that nobody else uses: names are asked for in the middle of dumps. Null where nobody can be asked.</param>
internal sealed class LinkNames(Func<NetlinkChannel>? open)
{
    private readonly Dictionary<int, (string Name, LinkFlags Flags, bool Exists)> _links = [];
    private NetlinkChannel? _channel;
    private int _lastIndex = -1, _otherIndex = -1;
    private string _lastName = "", _otherName = "";

    /// <summary>The name, or <c>if7</c> for a link that is gone or elsewhere.</summary>
    public string NameOf(int index)
    {
        // Entries of a dump that stand together mostly belong to one link, and that to one other.
        if (index == _lastIndex) return _lastName;
        if (index == _otherIndex) return _otherName;
        (_otherIndex, _otherName) = (_lastIndex, _lastName);
        (_lastIndex, _lastName) = (index, Look(index).Name);
        return _lastName;
    }

    /// <summary>Its flags; none for a link that is gone.</summary>
    public LinkFlags FlagsOf(int index) => Look(index).Flags;

    public bool Exists(int index) => Look(index).Exists;

    /// <summary>The length of its queue, which the view of a family leaves out.</summary>
    public uint QueueLengthOf(int index)
    {
        if (open is null) return 0;
        _channel ??= open();
        _channel.TryGet<Link>(LinkRequests.Find(index, statistics: false), out var link);
        return link?.QueueLength ?? 0;
    }

    /// <summary>Forgets all names: a command may have changed them.</summary>
    public void Forget()
    {
        _links.Clear();
        _lastIndex = _otherIndex = -1;
    }

    /// <summary>Forgets a link that is gone.</summary>
    public void Forget(int index)
    {
        _links.Remove(index);
        if (_lastIndex == index) _lastIndex = -1;
        if (_otherIndex == index) _otherIndex = -1;
    }

    /// <summary>What a dump has told anyway need not be asked for.</summary>
    public void Remember(Link link)
    {
        _links[link.Index] = (link.Name, link.Flags, true);
        if (_lastIndex == link.Index) _lastIndex = -1;
        if (_otherIndex == link.Index) _otherIndex = -1;
    }

    /// <summary>The index of a name or alternative name; 0 when there is none.</summary>
    public int IndexOf(string name) => Find(name)?.Index ?? 0;

    public Link? Find(string name)
    {
        if (open is null) return null;
        _channel ??= open();
        if (_channel.TryGet<Link>(LinkRequests.Find(name, statistics: false), out var link).Failed || link is null)
        {
            // if7 is also a way to say which.
            if (!name.StartsWith("if", StringComparison.Ordinal) || !int.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index == 0) return null;
            if (_channel.TryGet(LinkRequests.Find(index, statistics: false), out link).Failed) return null;
        }
        if (link is not null) Remember(link);
        return link;
    }

    private (string Name, LinkFlags Flags, bool Exists) Look(int index)
    {
        if (_links.TryGetValue(index, out var known)) return known;
        if (open is not null) _channel ??= open();
        var found = index != 0 && _channel is not null && _channel.TryGet<Link>(LinkRequests.Find(index, statistics: false), out var link) is { Errno: Errno.None } && link is not null
            ? (link.Name, link.Flags, true)
            : (index == 0 ? "*" : string.Create(CultureInfo.InvariantCulture, $"if{index}"), LinkFlags.None, false);
        return _links[index] = found;
    }
}
