namespace Netshoot.Probes.Throughput.Streams;

/// <summary>How much all senders of a test together may send: whole blocks until at least so many bytes are asked for.</summary>
public sealed class SendBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>No limit.</summary>
    public static SendBudget Unlimited { get; } = new(long.MaxValue / 2);

    public bool IsSpent => Volatile.Read(ref _left) <= 0;

    /// <summary>Takes up to <paramref name="blocks"/> blocks; 0 when there is nothing left.</summary>
    public int Take(int blocks, int blockSize)
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            if (left <= 0) return 0;
            int taken = (int)Math.Min(blocks, (left + blockSize - 1) / blockSize);
            if (Interlocked.CompareExchange(ref _left, left - (long)taken * blockSize, left) == left) return taken;
        }
    }

    /// <summary>Gives back what was taken and not sent.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _left, bytes);
}
