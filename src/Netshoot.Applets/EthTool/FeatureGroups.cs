namespace Netshoot.Applets.EthTool;

/// <summary>A feature of ethtool(8) from before the kernel named them: it stands for one or several of those.</summary>
/// <param name="Short">Its word in a change.</param>
/// <param name="Long">Its name in a list.</param>
/// <param name="Pattern">The kernel's names, with a star for any text.</param>
internal sealed record FeatureGroup(string Short, string Long, string Pattern)
{
    public bool Holds(string name)
    {
        int star = Pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? name == Pattern
            : name.Length >= Pattern.Length - 1 && name.StartsWith(Pattern[..star], StringComparison.Ordinal) && name.EndsWith(Pattern[(star + 1)..], StringComparison.Ordinal);
    }
}

/// <summary>The groups in the order of the list.</summary>
internal static class FeatureGroups
{
    public static readonly FeatureGroup[] All =
    [
        new("rx", "rx-checksumming", "rx-checksum"),
        new("tx", "tx-checksumming", "tx-checksum-*"),
        new("sg", "scatter-gather", "tx-scatter-gather*"),
        new("tso", "tcp-segmentation-offload", "tx-tcp*-segmentation"),
        new("ufo", "udp-fragmentation-offload", "tx-udp-fragmentation"),
        new("gso", "generic-segmentation-offload", "tx-generic-segmentation"),
        new("gro", "generic-receive-offload", "rx-gro"),
        new("lro", "large-receive-offload", "rx-lro"),
        new("rxvlan", "rx-vlan-offload", "rx-vlan-hw-parse"),
        new("txvlan", "tx-vlan-offload", "tx-vlan-hw-insert"),
        new("ntuple", "ntuple-filters", "rx-ntuple-filter"),
        new("rxhash", "receive-hashing", "rx-hashing"),
    ];
}
