namespace Netshoot.Probes.Throughput.Streams;

/// <summary>How much all senders of a test together may send.</summary>
/// <param name="bytes">So many bytes.</param>
/// <param name="isExact">Not one byte more; otherwise whole blocks, until there are at least so many bytes.</param>
public sealed class SendBudget(long bytes, bool isExact = false)
{
    /// <summary>No limit.</summary>
    public const long Unlimited = long.MaxValue / 2;

    private long _left = bytes;

    /// <summary>Sets anew what may be sent from now on.</summary>
    public void Limit(long bytes) => Volatile.Write(ref _left, bytes);

    /// <summary>Takes up to <paramref name="blocks"/> blocks; 0 when there is nothing left.</summary>
    /// <returns>Bytes.</returns>
    public long Take(int blocks, int blockSize)
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            if (left <= 0) return 0;
            long taken = Math.Min(blocks, (left + blockSize - 1) / blockSize) * blockSize;
            if (isExact) taken = Math.Min(taken, left);
            if (Interlocked.CompareExchange(ref _left, left - taken, left) == left) return taken;
        }
    }

    /// <summary>Gives back what was taken and not sent.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _left, bytes);
}
