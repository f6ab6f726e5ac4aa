using Netshoot.Wire;

namespace Netshoot.Probes.Echo;

/// <summary>What happened to an echo request.</summary>
public enum EchoEventKind
{
    /// <summary>It was sent.</summary>
    Sent,

    /// <summary>It was answered.</summary>
    Reply,

    /// <summary>A node on the way says why it went no further.</summary>
    Report,

    /// <summary>This machine refused to send it, and the socket's error queue says why.</summary>
    LocalError,

    /// <summary>Sending it failed.</summary>
    SendFailed,

    /// <summary>A node on the way advises another route or less haste; the request went on.</summary>
    Advice,

    /// <summary>The run is over.</summary>
    Finished,
}

/// <summary>One thing that happened, with all that is known of it.</summary>
public record struct EchoEvent
{
    public EchoEventKind Kind;

    /// <summary>The sequence number as the wire has it.</summary>
    public ushort Sequence;

    /// <summary>Of a reply, a report, and advice: what came in.</summary>
    public EchoArrival Arrival;

    /// <summary>Of a reply: the time from request to answer.</summary>
    public TimeSpan RoundTrip;

    /// <summary>Of a reply: the request had been answered before.</summary>
    public bool IsDuplicate;

    /// <summary>Of a request that was not sent: why.</summary>
    public Errno Errno;
}
