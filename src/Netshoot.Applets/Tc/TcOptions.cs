using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Tc;

/// <summary>The options of tc(8) that stand before the object: those of ip(8), and some of its own.</summary>
public sealed class TcOptions
{
    public IpOptions Common { get; } = new();

    /// <summary>Whether handles and buffers are also shown as the kernel has them.</summary>
    public bool Raw { get; set; }

    /// <summary>Whether classes are shown as a tree.</summary>
    public bool Graph { get; set; }

    /// <summary>Whether classes are shown with their names.</summary>
    public bool Names { get; set; }

    /// <summary>The file that has the names; null for the system's.</summary>
    public string? NameFile { get; set; }
}
