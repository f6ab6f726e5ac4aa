namespace Netshoot.Applets.EthTool;

/// <summary>The command line of ethtool(8): flags, a command, and the words behind it.</summary>
public sealed class EthToolOptions
{
    /// <summary>Whether statistics that belong to what is shown are wanted too.</summary>
    public bool IncludesStatistics { get; set; }

    public bool Json { get; set; }

    public List<string> Words { get; } = [];
}
