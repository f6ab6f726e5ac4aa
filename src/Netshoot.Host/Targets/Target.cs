namespace Netshoot.Host.Targets;

/// <summary>A target that was found: how it is entered, and where the files are that its names come from.</summary>
/// <param name="Label">What to call it in a prompt or a heading: the container's name, not its id.</param>
/// <param name="Path">The file of its network namespace; null when it is the one that this process is in.</param>
/// <param name="Files">Where its hosts and resolv.conf are; see <see cref="TargetFiles"/>.</param>
public sealed record Target(string Label, string? Path, TargetFiles Files);

/// <summary>Where a target's own files are read from.</summary>
/// <param name="Root">A directory that is its root (<c>/proc/812/root</c>), or null when it is ours.</param>
/// <param name="Overlay">A directory whose files stand in for those of /etc (<c>/etc/netns/blue</c>, ip-netns(8)), or null.</param>
public readonly record struct TargetFiles(string? Root = null, string? Overlay = null)
{
    /// <summary>The variables that tell a tool, born inside the target, where its names come from and what it is called.</summary>
    public const string RootVariable = "NETSHOOT_ROOT", OverlayVariable = "NETSHOOT_ETC", TargetVariable = "NETSHOOT_TARGET";
}
