using Netshoot.Wire;

namespace Netshoot.Probes.PathMtu;

/// <summary>What became of one probe of a path.</summary>
public enum PathHopKind
{
    /// <summary>This machine knows that the path takes less: <see cref="PathHop.Mtu"/>.</summary>
    LocalMtu,

    /// <summary>A router on the way let the hop limit run out: the hop itself.</summary>
    Hop,

    /// <summary>A router on the way says that its next link takes less: <see cref="PathHop.Mtu"/>.</summary>
    Mtu,

    /// <summary>The destination answered.</summary>
    Reached,

    /// <summary>Somebody says why the destination cannot be reached: <see cref="PathHop.Error"/>.</summary>
    Unreachable,

    /// <summary>Nobody said anything.</summary>
    NoReply,

    /// <summary>It could not be sent.</summary>
    SendFailed,
}

/// <summary>What became of one probe of a path.</summary>
public readonly record struct PathHop(PathHopKind Kind, int HopLimit)
{
    /// <summary>Who answered.</summary>
    public InternetEndpoint From { get; init; }

    /// <summary>The time from probe to answer; negative when there is none.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Hops on the way back, guessed from the answer's hop limit; -1 when it is not known.</summary>
    public int HopsBack { get; init; }

    public int Mtu { get; init; }

    public QueuedError Error { get; init; }

    /// <summary>Of a probe that could not be sent: why.</summary>
    public Errno Errno { get; init; }
}
