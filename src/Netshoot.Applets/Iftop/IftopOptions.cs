namespace Netshoot.Applets.Iftop;

/// <summary>What iftop is asked to do (iftop(8)).</summary>
public sealed class IftopOptions
{
    /// <summary>Directives of the configuration that options stand for, in their order.</summary>
    public List<(string Name, string Value)> Directives { get; } = [];

    public string? ConfigurationFile { get; set; }

    /// <summary>Text instead of a screen.</summary>
    public bool IsText { get; set; }

    /// <summary>Seconds after which one text is printed; null prints one every two seconds.</summary>
    public int? Seconds { get; set; }

    /// <summary>Pairs of the text.</summary>
    public int Lines { get; set; } = 10;

    public bool ShowsContainers { get; set; }

    public bool ShowsHelp { get; set; }
}
