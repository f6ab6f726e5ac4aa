using Netshoot.Wire;

namespace Netshoot.Probes.PathMtu;

/// <summary>What a <see cref="PathTracer"/> is to do.</summary>
/// <param name="Destination">Where to, with the UDP port of the first probe; each further probe takes the next port.</param>
public sealed record PathTracePlan(InternetEndpoint Destination)
{
    /// <summary>The IP length of the first probe; 0 for as long as the protocol allows.</summary>
    public int Length { get; init; }

    public int MostHops { get; init; } = 30;

    public int Attempts { get; init; } = 3;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);
}
