using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Bridge;

/// <summary>The options of bridge(8) that stand before the object: those of ip(8), and one of its own.</summary>
public sealed class BridgeOptions
{
    public IpOptions Common { get; } = new();

    /// <summary>Whether VLANs in a row are shown as a range.</summary>
    public bool CompressesVlans { get; set; }
}
