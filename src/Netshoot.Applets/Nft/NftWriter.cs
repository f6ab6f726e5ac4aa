using Netshoot.Cli;

namespace Netshoot.Applets.Nft;

/// <summary>Where a ruleset is written to, and what decides how: the options, names, and the family of the table at hand.</summary>
internal sealed class NftWriter(ReportWriter to, NftOptions options, NftNames names)
{
    public ReportWriter To => to;

    public NftOptions Options => options;

    public NftNames Names => names;

    /// <summary><c>NFPROTO_*</c> of the table.</summary>
    public byte Family { get; set; }

    public bool IsText => to.IsText;

    /// <summary>Text in quotation marks for people, plain for programs.</summary>
    public void Quoted(string? key, string value) => to.Field(key, value, $"\"{value}\"");

    /// <summary>A word for both.</summary>
    public void Word(string? key, string value) => to.Field(key, value, $"{value}");

    public void Number(string? key, ulong value) => to.Field(key, value, $"{value}");
}
