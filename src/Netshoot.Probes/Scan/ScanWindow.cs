namespace Netshoot.Probes.Scan;

/// <summary>How many probes may wait for answers: grows with answers, first quickly, then slowly, and is halved when one was lost (RFC 5681).</summary>
public sealed class ScanWindow(ScanTiming timing)
{
    private const double Least = 4;

    private readonly double _most = timing.MostParallel > 0 ? timing.MostParallel : timing.LargestWindow;
    private double _size = Math.Max(Math.Min(timing.InitialWindow, timing.MostParallel > 0 ? timing.MostParallel : timing.LargestWindow), timing.LeastParallel);
    private double _threshold = double.MaxValue;
    private long _notBefore;

    public int Size => Math.Max(1, (int)_size);

    public void Answered() => _size = Math.Min(_most, _size + (_size < _threshold ? 1 : 1 / _size));

    /// <param name="now">A timestamp.</param>
    /// <param name="roundTrip">Losses of one round trip count once: so many ticks.</param>
    public void Lost(long now, long roundTrip)
    {
        if (now < _notBefore) return;
        _notBefore = now + roundTrip;
        _size = Math.Min(_most, Math.Max(Math.Max(Least, timing.LeastParallel), _size / 2));
        _threshold = _size;
    }
}
