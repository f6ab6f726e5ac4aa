namespace Netshoot.Probes.Throughput.Streams;

/// <summary>What one stream has moved. Its thread counts, the event loop reads.</summary>
public sealed class StreamMeter
{
    private long _bytes;
    private long _datagrams;
    private long _highest;
    private long _lost;
    private long _outOfOrder;
    private long _calls;
    private double _jitter;
    private long _errors;
    private readonly long[] _reads = new long[Bins];

    /// <summary>Into how many sizes reads are sorted.</summary>
    public const int Bins = 8;

    /// <summary>Payload bytes that the kernel took or handed over.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Datagrams sent or received.</summary>
    public long Datagrams => Volatile.Read(ref _datagrams);

    /// <summary>The highest number that a received datagram bore: how many the sender had sent by then.</summary>
    public long Highest => Volatile.Read(ref _highest);

    /// <summary>Numbers that were passed over, less those that came later.</summary>
    public long Lost => Volatile.Read(ref _lost);

    public long OutOfOrder => Volatile.Read(ref _outOfOrder);

    /// <summary>Reads or writes it took.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Seconds (RFC 1889, A.8).</summary>
    public double Jitter => Volatile.Read(ref _jitter);

    /// <summary>Writes that found no room for a moment.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>How many reads there were of each size, in eighths of the buffer.</summary>
    public long[] Reads()
    {
        var reads = new long[Bins];
        for (int i = 0; i < Bins; i++) reads[i] = Volatile.Read(ref _reads[i]);
        return reads;
    }

    public void AddError() => Volatile.Write(ref _errors, _errors + 1);

    /// <summary>Sorts a read by its size.</summary>
    public void AddRead(int bytes, int bufferSize)
    {
        int bin = Math.Clamp((int)((long)(bytes - 1) * Bins / bufferSize), 0, Bins - 1);
        Volatile.Write(ref _reads[bin], _reads[bin] + 1);
    }

    public void Add(long bytes)
    {
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _calls, _calls + 1);
    }

    /// <summary>What has moved so far took no call of its own.</summary>
    public void ForgetCalls() => Volatile.Write(ref _calls, 0);

    public void AddSent(long bytes, long datagrams)
    {
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _datagrams, _datagrams + datagrams);
        Volatile.Write(ref _calls, _calls + 1);
    }

    /// <summary>Counts a datagram by its number, which starts at <paramref name="first"/>.</summary>
    public void AddReceived(long bytes, long number, long first)
    {
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _datagrams, _datagrams + 1);
        // Highest counts datagrams, so that the first number, be it 0 or 1, makes it 1.
        long position = number - first + 1;
        if (position > _highest)
        {
            if (position > _highest + 1) Volatile.Write(ref _lost, _lost + position - _highest - 1);
            Volatile.Write(ref _highest, position);
        }
        else
        {
            Volatile.Write(ref _outOfOrder, _outOfOrder + 1);
            if (_lost > 0) Volatile.Write(ref _lost, _lost - 1);
        }
    }

    public void SetJitter(double seconds) => Volatile.Write(ref _jitter, seconds);
}
