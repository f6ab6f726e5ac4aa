using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>What an answer to a probe says.</summary>
public enum TraceAnswerKind
{
    /// <summary>A router on the way: the hops ran out there.</summary>
    Hop,

    /// <summary>The destination, or somebody in its name.</summary>
    Reached,

    /// <summary>A node, or this machine, says why the probe went no further: <see cref="TraceAnswer.Error"/>.</summary>
    Unreachable,
}

/// <summary>One answer to a probe, with all that is known of it.</summary>
public record struct TraceAnswer
{
    public TraceAnswerKind Kind;

    /// <summary>The probe that it is about.</summary>
    public int Id;

    /// <summary>Who answered; the unspecified address for this machine's own errors.</summary>
    public InternetEndpoint From;

    /// <summary>The answer's time to live or hop limit as it arrived; -1 when it is not known.</summary>
    public int HopLimit;

    /// <summary>When the kernel took it in, in nanoseconds since 1970; 0 when it did not say.</summary>
    public long ReceivedNanoseconds;

    /// <summary>Set when the answer is an ICMP error or one of this machine.</summary>
    public QueuedError Error;

    /// <summary>The flags of a TCP answer (RFC 9293 section 3.1), 0 of any other.</summary>
    public ushort TcpFlags;

    /// <summary>The objects behind the quoted packet (RFC 4884 section 8); empty when there are none.</summary>
    public IcmpObjects Objects;

    /// <summary>Whether a packet was too long for a link: <see cref="QueuedError.Info"/> says how long it may be.</summary>
    public readonly bool IsTooLong => Error.Errno == Errno.EMSGSIZE;

    /// <summary>An answer out of the error queue.</summary>
    /// <param name="id">The probe that it is about.</param>
    /// <param name="arrival">What came out of the queue.</param>
    /// <param name="quoted">Its bytes: the probe from behind its IP header on, as much as was quoted, and what follows.</param>
    /// <param name="skipped">Bytes between the probe's first byte and <paramref name="quoted"/>: its IP header, and for sockets that leave it out its own.</param>
    /// <param name="destination">Where the probe went.</param>
    public static TraceAnswer OfError(int id, in Arrival arrival, ReadOnlySpan<byte> quoted, int skipped, InternetEndpoint destination)
    {
        var error = arrival.Error;
        bool isLocal = error.Origin == QueuedErrorOrigin.Local;
        return new()
        {
            Kind = Judge(in error),
            Id = id,
            From = new(isLocal ? destination.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4 : error.Offender, 0, error.Offender.IsLinkLocal && error.Offender.Is6 ? destination.Scope : 0),
            HopLimit = arrival.HopLimit,
            ReceivedNanoseconds = arrival.ReceivedNanoseconds,
            Error = error,
            Objects = isLocal ? default : IcmpObjects.Find(quoted, skipped, error.Data),
        };
    }

    private static TraceAnswerKind Judge(in QueuedError error) => (error.Origin, error.Type, error.Code) switch
    {
        (QueuedErrorOrigin.Icmp, 11, _) or (QueuedErrorOrigin.Icmp6, 3, _) => TraceAnswerKind.Hop,
        (QueuedErrorOrigin.Icmp, 3, 3) or (QueuedErrorOrigin.Icmp6, 1, 4) => TraceAnswerKind.Reached,
        _ => TraceAnswerKind.Unreachable,
    };
}
