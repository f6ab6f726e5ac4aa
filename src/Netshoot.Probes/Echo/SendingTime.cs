namespace Netshoot.Probes.Echo;

/// <summary>When something was sent, by the clock that never jumps and by the one that the kernel stamps packets with.</summary>
/// <param name="Timestamp">Of the time provider.</param>
/// <param name="Microseconds">Since 1970.</param>
public readonly record struct SendingTime(long Timestamp, long Microseconds)
{
    public static SendingTime Now(TimeProvider clock) => new(clock.GetTimestamp(), (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Microseconds from sending to receiving, each cut to the microsecond. Should the wall clock have been set meanwhile, the clock that never jumps decides.</summary>
    /// <param name="receivedNanoseconds">When the kernel took the answer in; 0 when it did not say.</param>
    /// <param name="clock">The time now.</param>
    public long Until(long receivedNanoseconds, TimeProvider clock)
    {
        long elapsed = (long)clock.GetElapsedTime(Timestamp).TotalMicroseconds;
        if (receivedNanoseconds == 0) return elapsed;
        long roundTrip = receivedNanoseconds / 1000 - Microseconds;
        return roundTrip < 0 || roundTrip > elapsed + 1000 ? elapsed : roundTrip;
    }
}
