namespace Netshoot.Applets.Arp;

/// <summary>The options of arp(8).</summary>
public sealed class ArpOptions
{
    public bool Numeric { get; set; }

    public bool Verbose { get; set; }

    /// <summary>Whether entries are printed one a sentence, as BSD does.</summary>
    public bool Sentences { get; set; }

    public string? Device { get; set; }

    public string? Hardware { get; set; }

    public bool Version { get; set; }

    public List<string> Words { get; } = [];

    public ArpMode Mode { get; set; }

    /// <summary>Whether the hardware address is that of an own interface, which is named in its place.</summary>
    public bool UsesDevice { get; set; }
}

/// <summary>What is done with the table.</summary>
public enum ArpMode
{
    Show,
    Set,
    Delete,
    Read,
}
