using Netshoot.Host.Names;

namespace Netshoot.Applets.TraceRoute;

/// <summary>What traceroute is asked to do (traceroute(1)).</summary>
public sealed class TraceRouteOptions
{
    public NameFamily Family { get; set; }

    public string? Host { get; set; }

    /// <summary>Where the host stands among the words, for what is said of it.</summary>
    public int HostPosition { get; set; }

    public int? Length { get; set; }

    public bool Debugs { get; set; }

    public bool DoesNotFragment { get; set; }

    public int FirstHop { get; set; } = 1;

    public int MostHops { get; set; } = 30;

    public List<string> Gateways { get; } = [];

    public string? Device { get; set; }

    public int? Simultaneous { get; set; }

    public bool IsNumeric { get; set; }

    /// <summary>A number, or the name of a service, which only the target's own table knows.</summary>
    public int? Port { get; set; }

    public string? Service { get; set; }

    public int ServicePosition { get; set; }

    public int TrafficClass { get; set; }

    public uint FlowLabel { get; set; }

    /// <summary>Seconds in any case, and times the round trip of the same hop and of a later one.</summary>
    public (double Most, double Here, double Near)? Wait { get; set; }

    public int Queries { get; set; } = 3;

    public bool BypassesRoutes { get; set; }

    public string? Source { get; set; }

    public int SourcePosition { get; set; }

    public double SendWait { get; set; }

    public bool ShowsExtensions { get; set; }

    public ushort SourcePort { get; set; }

    public uint? Mark { get; set; }

    public string Method { get; set; } = "default";

    public List<string> MethodOptions { get; } = [];

    public bool FindsMtu { get; set; }

    public bool ShowsBackwardHops { get; set; }

    public bool ShowsVersion { get; set; }
}
