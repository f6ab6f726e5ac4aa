namespace Netshoot.Probes.Trace;

/// <summary>What became of the last probes of a hop, for a picture of them.</summary>
public sealed class HopHistory
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 200;

    private readonly long[] _roundTrips = new long[Kept];
    private readonly int[] _numbers = new int[Kept];

    /// <summary>How many were sent.</summary>
    public int Sent { get; private set; }

    public void Add(int number)
    {
        _roundTrips[Sent % Kept] = -1;
        _numbers[Sent % Kept] = number;
        Sent++;
    }

    public void Answer(int number, long roundTrip)
    {
        for (int back = 1; back <= Math.Min(Sent, Kept); back++)
        {
            int at = (Sent - back) % Kept;
            if (_numbers[at] != number) continue;
            _roundTrips[at] = roundTrip;
            return;
        }
    }

    /// <summary>The round trip of a probe in microseconds, counted back from the last, 0; -1 when nobody has answered, null when there was none.</summary>
    public long? this[int back] => back < Math.Min(Sent, Kept) ? _roundTrips[(Sent - 1 - back) % Kept] : null;
}
