using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Links;

/// <summary>The links of the namespace that a tool was born in, and the channel to change them.</summary>
internal sealed class LinkTable : IDisposable
{
    public LinkTable(Shell shell)
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Route, out var channel);
        Channel = channel ?? throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno);
        All = Channel.ReadAll<Link>(LinkRequests.List(), "links");
    }

    public NetlinkChannel Channel { get; }

    public IReadOnlyList<Link> All { get; }

    public Link? Find(string name) => All.FirstOrDefault(link => link.Name == name);

    public Link? Find(int index) => All.FirstOrDefault(link => link.Index == index);

    public void Dispose() => Channel.Dispose();
}
