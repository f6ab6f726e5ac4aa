using Netshoot.Host.Entering;

namespace Netshoot.Applets.NsEnter;

public sealed class NsEnterOptions
{
    /// <summary>0 when not given.</summary>
    public uint Target { get; set; }

    public bool All { get; set; }

    /// <summary>The namespaces asked for; the value is a file, or empty for the target's.</summary>
    public SortedDictionary<NamespaceName, string> Namespaces { get; } = [];

    public uint? User { get; set; }

    public uint? Group { get; set; }

    public bool PreservesCredentials { get; set; }

    /// <summary>A directory; empty for the target's; null when not asked for. So is <see cref="WorkingDirectory"/>.</summary>
    public string? Root { get; set; }

    public string? WorkingDirectory { get; set; }

    public string? WorkingDirectoryInside { get; set; }

    public bool DoesNotFork { get; set; }

    public bool FollowsContext { get; set; }

    public bool Version { get; set; }

    public List<string> Program { get; } = [];
}
