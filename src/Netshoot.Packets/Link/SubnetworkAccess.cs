namespace Netshoot.Packets.Link;

/// <summary>The subnetwork access protocol where no LLC header stands before it: behind the NLPID of frame relay (RFC 2427).</summary>
[Dissects(Select.LinkType, Pseudo)]
public readonly struct SubnetworkAccess : IDissector
{
    /// <summary>The key under which link layers find this one: no file has it as its type.</summary>
    public const int Pseudo = -8025;

    public static string Name => "snap";

    public static Next Dissect(ref Layer layer) => LogicalLinkControl.Snap(ref layer);
}
