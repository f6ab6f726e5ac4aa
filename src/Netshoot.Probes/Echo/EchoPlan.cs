using Netshoot.Wire;

namespace Netshoot.Probes.Echo;

/// <summary>How the time between two requests is chosen.</summary>
public enum EchoPace
{
    /// <summary>One request each interval.</summary>
    Steady,

    /// <summary>As fast as answers come back, and at least a hundred times a second.</summary>
    Flood,

    /// <summary>As fast as answers come back, and otherwise once in a smoothed round-trip time.</summary>
    Adaptive,
}

/// <summary>What a <see cref="Pinger"/> is to do: whom to ask, how often, how long.</summary>
/// <param name="Destination">Whom to ask.</param>
public sealed record EchoPlan(InternetEndpoint Destination)
{
    /// <summary>Stop after so many requests; with a <see cref="Deadline"/>, after so many answers. Null never stops.</summary>
    public long? Count { get; init; }

    public EchoPace Pace { get; init; }

    /// <summary>Time between two requests of a steady pace, and of an adaptive one until the first answer.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time between two requests, whatever the pace.</summary>
    public TimeSpan ShortestInterval { get; init; }

    /// <summary>How long to wait behind the last request when nothing was answered at all; zero waits for ever. Once there are answers, twice the longest round trip is enough.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When to stop whatever was sent or answered; zero for never. An error about a request then ends the run, too.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>How many requests to send at the start without waiting for an answer.</summary>
    public int Preload { get; init; } = 1;

    /// <summary>Whether the socket is connected to the destination.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Whether the time of an answer is when this program saw it, not when the kernel took it in.</summary>
    public bool UserTime { get; init; }
}
