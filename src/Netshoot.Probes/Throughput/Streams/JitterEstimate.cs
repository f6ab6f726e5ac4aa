namespace Netshoot.Probes.Throughput.Streams;

/// <summary>The jitter of arrivals (RFC 1889, A.8): how much the time in transit changes from one datagram to the next, smoothed by a sixteenth.</summary>
/// <remarks>The two clocks need not agree: only differences count.</remarks>
public struct JitterEstimate
{
    private double _previous;
    private bool _started;

    /// <summary>Seconds.</summary>
    public double Value { get; private set; }

    /// <param name="transit">Arrival less departure, in seconds by two clocks.</param>
    public void Add(double transit)
    {
        if (_started) Value += (Math.Abs(transit - _previous) - Value) / 16;
        _previous = transit;
        _started = true;
    }
}
