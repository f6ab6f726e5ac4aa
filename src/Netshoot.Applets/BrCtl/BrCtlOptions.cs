namespace Netshoot.Applets.BrCtl;

/// <summary>The words of brctl(8): a command and what it is about.</summary>
public sealed class BrCtlOptions
{
    public bool Help { get; set; }

    public bool Version { get; set; }

    public List<string> Words { get; } = [];
}
