namespace Netshoot.Applets.Curl;

/// <summary>The time of one transfer, in seconds since its start.</summary>
internal sealed class CurlClock(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    public TimeProvider Provider => clock;

    public double Now => clock.GetElapsedTime(_start).TotalSeconds;

    public long Milliseconds => (long)clock.GetElapsedTime(_start).TotalMilliseconds;
}
