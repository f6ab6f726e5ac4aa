using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>How one query goes to one server.</summary>
/// <param name="Server">Whom to ask.</param>
public sealed record DnsPlan(InternetEndpoint Server)
{
    /// <summary>Where to ask from; null leaves that to the kernel.</summary>
    public InternetAddress? Source { get; init; }

    /// <summary>Whether to ask over TCP at once.</summary>
    public bool UsesTcp { get; init; }

    /// <summary>Whether a truncated answer (TC) makes it ask again over TCP (RFC 7766 section 5).</summary>
    public bool FollowsTruncation { get; init; }

    /// <summary>How long one attempt waits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often it asks before it gives up.</summary>
    public int Attempts { get; init; } = 3;
}
