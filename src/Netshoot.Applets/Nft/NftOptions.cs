namespace Netshoot.Applets.Nft;

/// <summary>The options of nft(8), and its command.</summary>
public sealed class NftOptions
{
    public bool Version { get; set; }

    public bool Help { get; set; }

    public bool Handles { get; set; }

    public bool Stateless { get; set; }

    public bool Terse { get; set; }

    public bool ServiceNames { get; set; }

    public bool UserNames { get; set; }

    public bool NumericPriority { get; set; }

    public bool NumericProtocol { get; set; }

    public bool NumericTime { get; set; }

    /// <summary>Numbers instead of words of any kind; -n sets it with the three above.</summary>
    public bool NumericSymbols { get; set; }

    public bool Json { get; set; }

    public List<string> Words { get; } = [];
}
