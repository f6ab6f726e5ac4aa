namespace Netshoot.Probes.Relay;

/// <summary>How bytes are to be moved between a connection and two local streams (nc(1)).</summary>
public sealed record RelayPlan
{
    /// <summary>Each read is one datagram, and each datagram stays one.</summary>
    public bool IsDatagram { get; init; }

    /// <summary>Whether the local input is read at all.</summary>
    public bool ReadsInput { get; init; } = true;

    /// <summary>Whether the peer is told the end of the local input.</summary>
    public bool TellsEnd { get; init; }

    /// <summary>How long to go on after the end of the local input; null: until the peer ends, too.</summary>
    public TimeSpan? Lingers { get; init; }

    /// <summary>How long nothing may happen in either direction; null: for ever.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>A pause after each line, in both directions; null: none.</summary>
    public TimeSpan? LineInterval { get; init; }

    /// <summary>Ends after so many receptions; null: no limit.</summary>
    public int? ReceiveLimit { get; init; }

    /// <summary>Sends LF as CR LF.</summary>
    public bool SendsCarriageReturns { get; init; }

    /// <summary>Refuses the options that a telnet peer offers or asks for (RFC 854).</summary>
    public bool RefusesTelnetOptions { get; init; }
}

/// <summary>What a relay did.</summary>
/// <param name="Sent">Bytes from the local input to the peer.</param>
/// <param name="Received">Bytes from the peer to the local output.</param>
/// <param name="IdledOut">It ended because nothing happened for too long.</param>
/// <param name="OutputError">Why the local output did not take what was received, if so.</param>
public readonly record struct RelayOutcome(long Sent, long Received, bool IdledOut, Wire.Errno OutputError);
