namespace Netshoot.Applets.IfConfig;

/// <summary>The options of ifconfig(8) and the words behind them.</summary>
public sealed class IfConfigOptions
{
    /// <summary>Also those that are down.</summary>
    public bool All { get; set; }

    /// <summary>A table.</summary>
    public bool Short { get; set; }

    public bool Verbose { get; set; }

    public bool Version { get; set; }

    public List<string> Words { get; } = [];
}
