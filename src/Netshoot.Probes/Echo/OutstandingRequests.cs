namespace Netshoot.Probes.Echo;

/// <summary>When each of the last requests was sent and whether it was answered; it grows with their number up to the 65536 that a sequence number can tell apart.</summary>
internal sealed class OutstandingRequests
{
    private const int Most = 1 << 16;

    private Request[] _requests = new Request[64];

    /// <summary>Requests so far; the next has this as its number. Numbers begin at 1.</summary>
    public long Next { get; private set; } = 1;

    private struct Request
    {
        public long SentMicroseconds;
        public long SentTimestamp;
        public long Number;
        public bool IsAnswered;
    }

    /// <param name="microseconds">When it was sent, since 1970.</param>
    /// <param name="timestamp">When, by the clock that never jumps.</param>
    public void Add(long microseconds, long timestamp)
    {
        if (Next >= _requests.Length && _requests.Length < Most) Grow();
        _requests[Next & (_requests.Length - 1)] = new() { SentMicroseconds = microseconds, SentTimestamp = timestamp, Number = Next };
        Next++;
    }

    /// <summary>The number of the request that a sequence number of the wire means now: the latest that was sent with it; 0 when there is none.</summary>
    public long Find(ushort sequence)
    {
        long last = Next - 1;
        long number = last - (ushort)(last - sequence);
        return number > 0 && _requests[number & (_requests.Length - 1)].Number == number ? number : 0;
    }

    public bool IsAnswered(long number) => _requests[number & (_requests.Length - 1)] is var request && request.Number == number && request.IsAnswered;

    /// <summary>Marks a request as answered.</summary>
    /// <returns>Whether it was not before, and when it was sent by both clocks.</returns>
    public (bool IsFirst, long SentMicroseconds, long SentTimestamp) Answer(long number)
    {
        ref var request = ref _requests[number & (_requests.Length - 1)];
        bool first = !request.IsAnswered;
        request.IsAnswered = true;
        return (first, request.SentMicroseconds, request.SentTimestamp);
    }

    private void Grow()
    {
        // Numbers below the length stay at their place; number 0 does not exist.
        Array.Resize(ref _requests, _requests.Length * 2);
    }
}
