using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Echo;

/// <summary>
/// Asks one host again and again, at a pace, with as many requests under way as the pace makes, and tells everything that happens one
/// by one: the engine of ping, and of whoever needs one.
/// </summary>
/// <remarks>When the answer is there as soon as the request is sent, a request costs two system calls and allocates nothing.</remarks>
public sealed class Pinger(EchoSocket socket, EchoPlan plan, TimeProvider clock)
{
    /// <summary>Bytes of the time of sending at the start of the payload: <c>struct timeval</c> of a 64-bit machine, seconds and microseconds.</summary>
    public const int StampLength = 16;

    /// <summary>ping(8): without answers a flood goes on "one hundred times per second".</summary>
    private static readonly TimeSpan s_floodInterval = TimeSpan.FromMilliseconds(10);

    // A run that never waits must still look up now and then: the word to stop comes through the loop that it would keep from turning.
    private const int SendsWithoutWait = 256;
    private const int MostSendAttempts = 3;

    private readonly OutstandingRequests _requests = new();
    private readonly Queue<EchoEvent> _found = new();
    private long _began;
    private long _lastSend;
    private long _nextSend;
    private long _acknowledged;
    private int _preload = plan.Preload;
    private int _sendsSinceWait;
    private bool _mayReceive;
    private bool _isRunning;
    private bool _isHeldBack;

    public EchoStatistics Statistics { get; } = new();

    /// <summary>Whether a sequence number's latest request has been answered.</summary>
    public bool IsAnswered(ushort sequence) => _requests.Find(sequence) is var number and > 0 && _requests.IsAnswered(number);

    /// <summary>The bytes behind the header of the reply that was told last; valid until the next is asked for.</summary>
    public ReadOnlySpan<byte> ReplyPayload => socket.ReplyPayload;

    /// <summary>The next thing that happens. After <see cref="EchoEventKind.Finished"/> there is nothing more; <paramref name="stop"/> brings it about.</summary>
    public ValueTask<EchoEvent> NextAsync(CancellationToken stop)
    {
        if (!_isRunning) Start();
        return TryNext(stop, out var happened) ? new(happened) : WaitForNextAsync(stop);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<EchoEvent> WaitForNextAsync(CancellationToken stop)
    {
        EchoEvent happened;
        do
        {
            if (_isHeldBack)
            {
                await WaitToSendAsync(stop);
                continue;
            }
            var patience = _sendsSinceWait >= SendsWithoutWait ? TimeSpan.Zero : Patience(clock.GetTimestamp());
            _sendsSinceWait = 0;
            _mayReceive = await WaitAsync(SocketReadiness.Readable, patience, stop);
        }
        while (!TryNext(stop, out happened));
        return happened;
    }

    /// <returns>Whether something happened; if not, it is time to wait.</returns>
    private bool TryNext(CancellationToken stop, out EchoEvent happened)
    {
        _isHeldBack = false;
        while (!stop.IsCancellationRequested)
        {
            if (_found.TryDequeue(out happened)) return true;
            if (_mayReceive)
            {
                if (TryReceive(out happened)) return true;
                continue;
            }
            long now = clock.GetTimestamp();
            if (IsOver(now)) break;
            if (!MaySend || now < _nextSend || _sendsSinceWait >= SendsWithoutWait) return false;
            if (TrySend(now, out happened)) return true;
            _isHeldBack = _found.Count == 0;
            if (_isHeldBack) return false;
        }
        happened = new() { Kind = EchoEventKind.Finished };
        return true;
    }

    private bool MaySend => plan.Count is not { } count || plan.Deadline > TimeSpan.Zero || Statistics.Sent < count;

    private void Start()
    {
        _isRunning = true;
        _began = _lastSend = _nextSend = clock.GetTimestamp();
    }

    private bool IsOver(long now)
    {
        if (plan.Deadline > TimeSpan.Zero && (Statistics.Errors > 0 || clock.GetElapsedTime(_began, now) >= plan.Deadline)) return true;
        if (plan.Count is not { } count) return false;
        if (Statistics.Received + Statistics.Errors >= count) return true;
        return !MaySend && now >= After(_lastSend, LastPatience);
    }

    /// <summary>How long to wait behind the last request.</summary>
    private TimeSpan LastPatience
    {
        get
        {
            if (Statistics.Received == 0) return plan.Patience == TimeSpan.Zero ? TimeSpan.MaxValue : plan.Patience;
            var twice = TimeSpan.FromMicroseconds(2 * Statistics.Maximum);
            return plan.Pace == EchoPace.Steady && twice < plan.Interval ? plan.Interval : twice;
        }
    }

    private TimeSpan Patience(long now)
    {
        long until = MaySend ? _nextSend : After(_lastSend, LastPatience);
        if (plan.Deadline > TimeSpan.Zero) until = Math.Min(until, After(_began, plan.Deadline));
        return until == long.MaxValue ? Timeout.InfiniteTimeSpan : clock.GetElapsedTime(now, Math.Max(now, until));
    }

    /// <returns>Whether something happened; if not, the socket is not ready or an error that was pending has been found instead.</returns>
    private bool TrySend(long now, out EchoEvent happened)
    {
        ushort sequence = (ushort)_requests.Next;
        happened = new() { Kind = EchoEventKind.Sent, Sequence = sequence };
        for (int attempt = 0; ; attempt++)
        {
            long microseconds = SendingTime.Now(clock).Microseconds;
            Stamp(socket.Payload, microseconds);
            happened.Errno = socket.Send(plan.IsConnected ? null : plan.Destination, sequence);
            if (happened.Errno == Errno.None)
            {
                Count(now, microseconds);
                // What is to go out at once goes out before anything is looked for.
                _mayReceive = _preload <= 0;
                return true;
            }
            if (happened.Errno is Errno.EAGAIN or Errno.ENOBUFS) return false;

            bool wasPending = false, isLocal = false, isAnswered = false;
            EchoArrival answer = default;
            while (socket.ReceiveReport(out var report) is var kind and not EchoArrivalKind.None)
            {
                if (kind != EchoArrivalKind.Report) continue;
                bool local = report.Error.Origin == QueuedErrorOrigin.Local;
                if (local)
                {
                    isLocal = true;
                    happened.Arrival = report;
                }
                else if (report.Sequence == sequence && _requests.Find(sequence) == 0)
                {
                    // A firewall here refuses it, and says so besides.
                    isAnswered = true;
                    answer = report;
                }
                else
                {
                    // The kernel tells an error about an earlier request as the result of this call; this request was not looked at.
                    wasPending |= report.Error.Errno == happened.Errno;
                    if (TryJudge(EchoArrivalKind.Report, in report, out var earlier)) _found.Enqueue(earlier);
                }
            }
            if (wasPending && attempt < MostSendAttempts) continue;

            Count(now, microseconds);
            _mayReceive = true;
            happened.Kind = isLocal ? EchoEventKind.LocalError : EchoEventKind.SendFailed;
            if (isLocal) Statistics.Errors++;
            if (isAnswered && TryJudge(EchoArrivalKind.Report, in answer, out var refusal)) _found.Enqueue(refusal);
            return true;
        }
    }

    private static void Stamp(Span<byte> payload, long microseconds)
    {
        if (payload.Length < StampLength) return;
        BinaryPrimitives.WriteInt64LittleEndian(payload, microseconds / 1_000_000);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], microseconds % 1_000_000);
    }

    private void Count(long now, long microseconds)
    {
        if (Statistics.Sent == 0) _began = now;
        _requests.Add(microseconds, now);
        Statistics.Sent++;
        Statistics.Duration = clock.GetElapsedTime(_began, now);
        _sendsSinceWait++;
        _lastSend = now;
        _nextSend = --_preload > 0 ? now : After(now, plan.Pace switch
        {
            EchoPace.Flood => s_floodInterval,
            EchoPace.Adaptive when Statistics.Timed > 0 => TimeSpan.FromMicroseconds(Math.Max(Statistics.Smoothed, s_floodInterval.TotalMicroseconds)),
            _ => plan.Interval,
        });
    }

    /// <returns>Whether something of ours was there.</returns>
    private bool TryReceive(out EchoEvent happened)
    {
        var kind = socket.Receive(out var arrival);
        if (kind is EchoArrivalKind.None or EchoArrivalKind.Foreign)
        {
            _mayReceive = kind == EchoArrivalKind.Foreign;
            happened = default;
            return false;
        }
        return TryJudge(kind, in arrival, out happened);
    }

    private bool TryJudge(EchoArrivalKind kind, in EchoArrival arrival, out EchoEvent happened)
    {
        happened = new EchoEvent { Sequence = arrival.Sequence, Arrival = arrival };
        long number = _requests.Find(arrival.Sequence);
        // An answer to what was never asked is none.
        if (number == 0) return false;
        switch (kind)
        {
            case EchoArrivalKind.Advice:
                happened.Kind = EchoEventKind.Advice;
                break;
            case EchoArrivalKind.Report:
                happened.Kind = EchoEventKind.Report;
                Statistics.Errors++;
                Acknowledge(number);
                break;
            default:
                happened.Kind = EchoEventKind.Reply;
                var (isFirst, sentMicroseconds, sentTimestamp) = _requests.Answer(number);
                long roundTrip = RoundTrip(in arrival, sentMicroseconds, sentTimestamp);
                happened.RoundTrip = TimeSpan.FromMicroseconds(roundTrip);
                happened.IsDuplicate = !isFirst;
                if (socket.Payload.Length >= StampLength && socket.ReplyPayload.Length >= StampLength) Statistics.Time(roundTrip);
                if (arrival.HasBadChecksum) Statistics.Corrupted++;
                else if (isFirst) Statistics.Received++;
                else Statistics.Duplicates++;
                Acknowledge(number);
                break;
        }
        return true;
    }

    private long RoundTrip(in EchoArrival arrival, long sentMicroseconds, long sentTimestamp)
        => new SendingTime(sentTimestamp, sentMicroseconds).Until(plan.UserTime ? 0 : arrival.ReceivedNanoseconds, clock);

    private void Acknowledge(long number)
    {
        long underWay = _requests.Next - number;
        if (underWay > Statistics.Pipe) Statistics.Pipe = (int)underWay;
        if (number <= _acknowledged) return;
        _acknowledged = number;
        if (plan.Pace == EchoPace.Steady) return;

        // The answer makes room for the next request, which goes before anything else is looked for.
        _nextSend = plan.ShortestInterval > TimeSpan.Zero ? Math.Min(_nextSend, After(_lastSend, plan.ShortestInterval)) : 0;
        if (MaySend && number == _requests.Next - 1 && _nextSend == 0) _mayReceive = false;
    }

    private async ValueTask WaitToSendAsync(CancellationToken stop)
    {
        // A full queue of a device is no state of the socket: it seems to have room, and nobody would say when it has.
        if (!await WaitAsync(SocketReadiness.Writable, s_floodInterval, stop)) return;
        try
        {
            await Task.Delay(s_floodInterval, clock, stop);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token.
        }
    }

    private async ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
    {
        try
        {
            return await socket.Socket.WaitAsync(readiness, patience, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long After(long timestamp, TimeSpan time)
    {
        double ticks = time.TotalSeconds * clock.TimestampFrequency;
        return ticks >= long.MaxValue - timestamp ? long.MaxValue : timestamp + (long)Math.Ceiling(ticks);
    }
}
