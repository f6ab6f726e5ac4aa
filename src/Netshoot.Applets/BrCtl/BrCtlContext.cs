using Netshoot.Applets.Links;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.BrCtl;

/// <summary>What one command of brctl(8) works with.</summary>
internal sealed class BrCtlContext(Shell shell) : IDisposable
{
    public const string BridgeKind = "bridge";

    public Shell Shell => shell;

    public LinkTable Links { get; } = new(shell);

    public NetlinkChannel Channel => Links.Channel;

    public void Dispose() => Links.Dispose();

    public IEnumerable<Link> PortsOf(Link bridge) => Links.All.Where(link => link.MasterIndex == bridge.Index).OrderBy(static link => link.Name, StringComparer.Ordinal);

    /// <summary>Says what went wrong in the original's words, which do not begin with the tool's name.</summary>
    public ExitCode Fail(string message)
    {
        shell.Output.Flush();
        shell.Error.Line($"{message}");
        return ExitCode.Failed;
    }

    public string Text(Errno errno) => shell.Machine.Text(errno);

    /// <summary>The bridge of that name; null, with the reason said, when there is none.</summary>
    public Link? RequireBridge(string name)
    {
        var link = Links.Find(name);
        if (link is null) Fail($"bridge {name} does not exist!");
        else if (link.Kind != BridgeKind) Fail($"device {name} is not a bridge!");
        return link?.Kind == BridgeKind ? link : null;
    }
}
