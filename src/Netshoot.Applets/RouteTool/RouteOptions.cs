namespace Netshoot.Applets.RouteTool;

/// <summary>The options of route(8).</summary>
public sealed class RouteOptions
{
    public bool Numeric { get; set; }

    public bool IsIp6 { get; set; }

    /// <summary>How often <c>-e</c> was given: once for the columns of netstat(8), twice for all of them.</summary>
    public int Extended { get; set; }

    public bool Cache { get; set; }

    public bool Version { get; set; }

    public List<string> Words { get; } = [];
}
