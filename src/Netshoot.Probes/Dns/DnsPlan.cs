using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>How one query goes to one server.</summary>
/// <param name="Server">Whom to ask.</param>
public sealed record DnsPlan(InternetEndpoint Server)
{
    /// <summary>Where to ask from; null leaves that to the kernel.</summary>
    public InternetAddress? Source { get; init; }

    /// <summary>The port to ask from; 0 leaves that to the kernel.</summary>
    public ushort SourcePort { get; init; }

    public DnsTransport Transport { get; init; }

    /// <summary>Whether to ask over TCP at once.</summary>
    public bool UsesTcp { get => Transport == DnsTransport.Tcp; init => Transport = value ? DnsTransport.Tcp : DnsTransport.Udp; }

    /// <summary>How TLS is spoken, where the transport has it.</summary>
    public DnsTls Tls { get; init; } = new();

    /// <summary>The path that HTTP asks for (RFC 8484 section 4.1).</summary>
    public string HttpPath { get; init; } = "/dns-query";

    /// <summary>Whether a truncated answer (TC) makes it ask again over TCP (RFC 7766 section 5).</summary>
    public bool FollowsTruncation { get; init; }

    /// <summary>How long one attempt waits.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often it asks before it gives up.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Judges what came by UDP, for callers that look at more than the id: false waits for another datagram.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? Accepts { get; init; }

    /// <summary>Leaves connections open for the next query and uses those that stand; null makes each query connect.</summary>
    public KeptConnections? Connections { get; init; }

    internal InternetEndpoint? Local => Source is { } source ? new(source, SourcePort) : null;
}
