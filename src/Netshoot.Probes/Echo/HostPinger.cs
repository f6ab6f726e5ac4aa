using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Echo;

/// <summary>Asks many hosts in turn for an echo, one request after the other at a steady pace, whoever answers (fping(8)).</summary>
/// <param name="hosts">Whom to ask.</param>
/// <param name="socketOf">The prepared sockets: of IPv4 and of IPv6, null where no host needs it.</param>
/// <param name="plan">What to do.</param>
/// <param name="clock">The time.</param>
public sealed class HostPinger(IReadOnlyList<InternetEndpoint> hosts, Func<bool, EchoSocket?> socketOf, HostPingPlan plan, TimeProvider clock)
{
    private const int MostAttempts = 3;

    private readonly Host[] _hosts = [.. hosts.Select(static _ => new Host())];
    private readonly Dictionary<ushort, Request> _requests = [];
    private readonly PriorityQueue<(int Host, int Index, double Patience), (long At, long Order)> _toSend = new();
    private readonly PriorityQueue<(ushort Sequence, int Host, int Index), (long At, long Order)> _toExpire = new();
    private long _order;
    private long _lastSend = long.MinValue;
    private ushort _sequence;

    /// <summary>All requests so far, answers, requests without one, and errors of nodes on the way.</summary>
    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long Timeouts { get; private set; }

    public long Reports { get; private set; }

    /// <summary>Whether to stop before all was asked that was to be.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Of all that was asked.</summary>
    public HostPingStatistics StatisticsOf(int host) => _hosts[host].Whole;

    /// <summary>Of what was asked since it was cleared last.</summary>
    public HostPingStatistics RecentOf(int host) => _hosts[host].Recent;

    private sealed class Host
    {
        public HostPingStatistics Whole { get; } = new();

        public HostPingStatistics Recent { get; } = new();

        public bool IsDone { get; set; }
    }

    private record struct Request(int Host, int Index, SendingTime Sent, double Patience, bool IsAnswered, bool IsLost);

    /// <summary>Asks all of them, and tells what happens as it happens.</summary>
    public async ValueTask RunAsync(Action<HostPingEvent> told, CancellationToken stop)
    {
        long now = clock.GetTimestamp();
        for (int i = 0; i < _hosts.Length; i++) PlanSend(now, i, 0, plan.Patience.TotalSeconds);
        while (!IsStopped && !stop.IsCancellationRequested)
        {
            Collect(told);
            now = clock.GetTimestamp();
            long send = _toSend.TryPeek(out _, out var turn) ? Math.Max(turn.At, After(_lastSend, plan.Interval.TotalSeconds)) : long.MaxValue;
            long expire = _toExpire.TryPeek(out _, out var end) ? end.At : long.MaxValue;
            if (send == long.MaxValue && expire == long.MaxValue) break;
            if (expire <= now && expire <= send) Expire(told);
            else if (send <= now) Send(told);
            else await WaitAsync(clock.GetElapsedTime(now, Math.Min(send, expire)), stop);
        }
    }

    private void PlanSend(long at, int host, int index, double patience) => _toSend.Enqueue((host, index, patience), (at, _order++));

    private void Send(Action<HostPingEvent> told)
    {
        var (host, index, patience) = _toSend.Dequeue();
        if (_hosts[host].IsDone) return;
        var endpoint = hosts[host];
        ushort sequence = _sequence++;
        var sent = SendingTime.Now(clock);
        _lastSend = sent.Timestamp;
        _requests[sequence] = new(host, index, sent, patience, false, false);
        _hosts[host].Whole.Sent++;
        _hosts[host].Recent.Sent++;
        Sent++;
        // An error about an earlier request comes out as the result of the next call, which then has sent nothing.
        var socket = socketOf(endpoint.Address.Is6);
        var errno = socket?.Send(endpoint, sequence) ?? Errno.EAFNOSUPPORT;
        for (int attempt = 0; errno != Errno.None && attempt < MostAttempts && Collect(told); attempt++) errno = socket!.Send(endpoint, sequence);
        if (plan.IsEndless || index + 1 < plan.Count) PlanSend(After(sent.Timestamp, plan.Period.TotalSeconds), host, index + 1, patience);
        _toExpire.Enqueue((sequence, host, index), (After(sent.Timestamp, patience), _order++));
    }

    private void Expire(Action<HostPingEvent> told)
    {
        var (sequence, host, index) = _toExpire.Dequeue();
        if (!_requests.TryGetValue(sequence, out var request) || request.Host != host || request.Index != index || request.IsAnswered) return;
        _requests[sequence] = request with { IsLost = true };
        Timeouts++;
        _hosts[host].Whole.Lost++;
        _hosts[host].Recent.Lost++;
        if (plan.IsCounting)
        {
            told(new(HostPingKind.Timeout, host, index, 0, default));
            return;
        }
        if (_hosts[host].IsDone) return;
        if (index < plan.Retries)
        {
            PlanSend(clock.GetTimestamp(), host, index + 1, request.Patience * plan.Backoff);
            return;
        }
        _hosts[host].IsDone = true;
        told(new(HostPingKind.GivenUp, host, index, 0, default));
    }

    /// <returns>Whether anything was there.</returns>
    private bool Collect(Action<HostPingEvent> told)
    {
        bool any = false;
        for (int family = 0; family < 2; family++)
        {
            if (socketOf(family == 1) is not { } socket) continue;
            while (socket.Receive(out var arrival) is var kind and not EchoArrivalKind.None)
            {
                any = true;
                if (kind is EchoArrivalKind.Reply or EchoArrivalKind.Report) Judge(kind, in arrival, told);
            }
        }
        return any;
    }

    private void Judge(EchoArrivalKind kind, in EchoArrival arrival, Action<HostPingEvent> told)
    {
        // An answer to what was never asked is none; nor is one from somebody else, except where many are asked at once.
        if (arrival.Error.Origin == QueuedErrorOrigin.Local || !_requests.TryGetValue(arrival.Sequence, out var request)) return;
        var endpoint = hosts[request.Host];
        if (arrival.From.Address.Is6 != endpoint.Address.Is6) return;
        if (kind == EchoArrivalKind.Report)
        {
            Reports++;
            told(new(HostPingKind.Report, request.Host, request.Index, 0, arrival));
            return;
        }
        if (arrival.From.Address != endpoint.Address && !endpoint.Address.IsMulticast && !endpoint.Address.IsAny) return;
        long roundTrip = request.Sent.Until(arrival.ReceivedNanoseconds, clock);
        if (request.IsAnswered)
        {
            if (!plan.IsCounting) told(new(HostPingKind.Duplicate, request.Host, request.Index, roundTrip, arrival));
            return;
        }
        // What comes too late counts as lost.
        if (request.IsLost || roundTrip > request.Patience * 1e6) return;
        _requests[arrival.Sequence] = request with { IsAnswered = true };
        Received++;
        var host = _hosts[request.Host];
        host.Whole.Answer(roundTrip);
        host.Recent.Answer(roundTrip);
        host.IsDone = !plan.IsCounting;
        told(new(HostPingKind.Reply, request.Host, request.Index, roundTrip, arrival));
    }

    private async ValueTask WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        var four = socketOf(false);
        var six = socketOf(true);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            if (four is null || six is null)
            {
                if ((four ?? six) is { } only) await only.Socket.WaitAsync(SocketReadiness.Readable, patience, stop);
                else await Task.Delay(patience, clock, stop);
                return;
            }
            var first = four.Socket.WaitAsync(SocketReadiness.Readable, patience, both.Token).AsTask();
            var second = six.Socket.WaitAsync(SocketReadiness.Readable, patience, both.Token).AsTask();
            await Task.WhenAny(first, second);
            both.Cancel();
            await Task.WhenAll(first, second);
        }
        catch (OperationCanceledException)
        {
            // One of the two was ready, or the caller looks at its token.
        }
    }

    private long After(long timestamp, double seconds)
        => timestamp == long.MinValue ? timestamp : timestamp + (long)Math.Min(seconds * clock.TimestampFrequency, long.MaxValue / 4);
}
