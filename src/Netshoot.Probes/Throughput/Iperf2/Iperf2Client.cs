using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>The client's side of iperf 2; also the part of a server that connects back.</summary>
public sealed class Iperf2Client(IMachine machine, Iperf2Plan plan, IIperf2Observer observer)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_retryPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_ackWait = TimeSpan.FromMilliseconds(250);

    private readonly List<Iperf2Flow> _flows = [];
    private readonly List<double> _connectTimes = [];
    private Errno _refused;
    private int _number, _first;

    /// <summary>Connects all streams, runs them to their end and tells of them.</summary>
    /// <returns>False when there was no connection.</returns>
    public async ValueTask<bool> RunAsync(int firstNumber, CancellationToken stop)
    {
        _number = _first = firstNumber;
        if (plan.Connects is { } connects) return await ConnectOnlyAsync(connects, stop);
        var sockets = new List<ISocket>();
        try
        {
            for (int i = 0; i < plan.Streams; i++)
            {
                long began = machine.Clock.GetTimestamp();
                var socket = await ConnectAsync(i, stop);
                _connectTimes.Add(machine.Clock.GetElapsedTime(began).TotalSeconds);
                if (i == 0)
                {
                    ISocket? shown = socket;
                    if (shown is null) machine.TryOpen(Family, SocketKind.Stream, 0, out shown);
                    int buffer = 0;
                    shown?.Get(SocketOption.SendBuffer, out buffer);
                    observer.Connecting(plan.Endpoint, buffer);
                    if (socket is null) shown?.Dispose();
                }
                if (socket is null)
                {
                    observer.Warn($"{(plan.IsUdp ? "udp" : "tcp")} connect failed: {machine.Text(_refused)}");
                    return false;
                }
                sockets.Add(socket);
            }
            var group = new Iperf2Group(machine.Clock, plan.Interval, observer) { Sums = !plan.Steps.HasFlag(Iperf2Steps.RemoteAddress) };
            // Each is its flow's to close from then on.
            for (int index = 0; sockets.Count > 0; index++)
            {
                var socket = sockets[0];
                sockets.RemoveAt(0);
                await OpenAsync(socket, index, group, stop);
            }
            await RunAsync(group, stop);
            if (!plan.IsUdp) observer.ConnectTimes(_connectTimes);
            return true;
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
            // The second direction of a connection first: it has no socket of its own.
            foreach (var flow in Enumerable.Reverse(_flows)) flow.Stream.Dispose();
        }
    }

    private SocketFamily Family => plan.Endpoint.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4;

    private async ValueTask<ISocket?> ConnectAsync(int index, CancellationToken stop)
    {
        for (int tries = 0; ; tries++)
        {
            if (await TryConnectAsync(index, stop) is { } socket) return socket;
            if (tries >= plan.ConnectRetries) return null;
            observer.Warn($"tcp connect failed: {machine.Text(_refused)}");
            await Task.Delay(s_retryPause, machine.Clock, stop);
        }
    }

    /// <summary>Connects and closes again, without a byte: each stream so many times, no faster than the interval.</summary>
    private async ValueTask<bool> ConnectOnlyAsync(int connects, CancellationToken stop)
    {
        observer.Connecting(plan.Endpoint, 0);
        using var limit = plan.Time is { } time && time > TimeSpan.Zero ? new CancellationTokenSource(time, machine.Clock) : new();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        bool all = true;
        try
        {
            for (int i = 0; i < connects || connects == 0; i++)
            {
                if (i > 0 && plan.Interval > TimeSpan.Zero) await Task.Delay(plan.Interval, machine.Clock, over.Token);
                for (int index = 0; index < plan.Streams; index++)
                {
                    over.Token.ThrowIfCancellationRequested();
                    long began = machine.Clock.GetTimestamp();
                    using var socket = await ConnectAsync(index, over.Token);
                    all &= socket is not null;
                    if (socket is null) observer.Warn($"tcp connect failed: {machine.Text(_refused)}");
                    else TellConnected(socket, index, machine.Clock.GetElapsedTime(began).TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is up, or the user has seen enough.
        }
        observer.ConnectTimes(_connectTimes);
        return all;
    }

    private void TellConnected(ISocket socket, int index, double seconds)
    {
        const int MostTimes = 1_000_000;
        if (_connectTimes.Count < MostTimes) _connectTimes.Add(seconds);
        using var stream = new ThroughputStream(new SharedSocket(socket), plan.Stream(sends: true, new(), default, 0, 0, 0, null), machine.Clock);
        observer.Connected(new(_number + index, stream, Shown(socket.LocalEndpoint), Shown(plan.Steps.Remote(plan.Endpoint, index)), machine.Clock)
        {
            Traits = new() { IsEnhanced = plan.IsEnhanced, IsConnectOnly = true, ConnectTime = seconds, SocketNumber = socket.Number, Date = machine.Clock.GetLocalNow() },
            Path = Iperf2Plan.PathOf(socket, stream),
        });
    }

    private async ValueTask<ISocket?> TryConnectAsync(int index, CancellationToken stop)
    {
        _refused = machine.TryOpen(Family, plan.IsUdp ? SocketKind.Datagram : SocketKind.Stream, 0, out var socket);
        if (socket is null) return null;
        try
        {
            (plan with { Bind = plan.Bind is { } local ? plan.Steps.Local(local, index) : null }).Prepare(machine, socket, binds: true);
            var outcome = await Connector.ConnectAsync(socket, plan.Steps.Remote(plan.Endpoint, index), TimeSpan.FromSeconds(30), stop);
            if (outcome.Socket is not null)
            {
                plan.PrepareConnected(outcome.Socket);
                return outcome.Socket;
            }
            _refused = outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno;
        }
        catch (Failure e)
        {
            _refused = (Errno)e.Errno;
        }
        socket.Dispose();
        return null;
    }

    private async ValueTask OpenAsync(ISocket socket, int index, Iperf2Group group, CancellationToken stop)
    {
        int number = _number++;
        var header = new Iperf2Header
        {
            IsUdp = plan.IsUdp,
            Threads = plan.Streams,
            Port = plan.Dual || plan.Tradeoff ? plan.ListenPort : plan.Endpoint.Port,
            BlockSize = 0,
            Amount = Amount,
            Rate = (long)plan.Rate,
            Reverse = plan.Reverse,
            FullDuplex = plan.FullDuplex,
            ConnectsBack = plan.Dual || plan.Tradeoff,
            AtOnce = plan.Dual,
            TypeOfService = plan.TypeOfService,
            TripTimes = plan.TripTimes,
            Isochronous = plan.Frames is not null,
            NoFin = plan.NoFin,
            DetectsPeer = plan.DetectsPeer && !plan.IsUdp,
            Key = plan.IsUdp ? null : plan.Key,
            Start = TimeOfDay(),
        };
        var bytes = plan.IsCompatible ? [] : header.ToBytes(plan.IsUdp ? Iperf2Datagram.Size : 0);
        var traits = new Iperf2Traits
        {
            IsEnhanced = plan.IsEnhanced,
            IsReverse = plan.Reverse,
            IsFullDuplex = plan.FullDuplex,
            NoFin = plan.NoFin || (plan.FullDuplex && plan.IsUdp),
            TypeOfService = plan.TypeOfService,
            TripTimes = plan.TripTimes,
            Isochronous = plan.Frames is not null,
            ConnectTime = plan.IsUdp ? null : _connectTimes[index],
            SocketNumber = socket.Number,
            Date = machine.Clock.GetLocalNow(),
            Key = plan.Key,
            Prefetch = plan.Prefetch,
            QuickAcknowledgements = plan.QuickAcknowledgements,
            HasStart = plan.Start is not null,
            BounceSize = plan.BlockSize,
        };
        if (plan.BounceWrites > 0)
        {
            var way = new BouncePlan(plan.BounceWrites, plan.BouncePeriod, plan.BounceHold, plan.BounceQuickAcknowledgements, new Iperf2Bounce(), plan.TripTimes ? new() : null);
            socket.Set(SocketOption.NoDelay, 1);
            Add(socket, plan.Bouncing(sends: true, way, Math.Max(plan.BlockSize, Iperf2Bounce.Size)), number, traits with { Bounce = way }, group, frames: null);
            return;
        }
        if (header.DetectsPeer && header.WantsAcknowledgement) traits = traits with { ClockCheck = await GreetAsync(socket, bytes, stop) };
        if (plan.Reverse)
        {
            // The server learns from the first bytes that it is the one to send.
            Ask(socket, bytes);
            Add(socket, sends: false, header, default, number, traits, group);
            return;
        }
        Add(socket, sends: true, header, bytes, number, traits, group);
        if (plan.FullDuplex) Add(new SharedSocket(socket), sends: false, header, default, number, traits, group);
    }

    private long TimeOfDay() => (machine.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Says what is asked before anything is sent, and hears the server's version and clock.</summary>
    private async ValueTask<Iperf2ClockCheck?> GreetAsync(ISocket socket, byte[] header, CancellationToken stop)
    {
        const int Needed = 52, Came = 36, Answered = 44;
        double sent = TimeOfDay() / 1e9;
        socket.TrySend(header, out _);
        var answer = new byte[64];
        if (!await socket.WaitAsync(SocketReadiness.Readable, s_farewell, stop)) return null;
        double now = TimeOfDay() / 1e9;
        if (socket.TryReceive(answer, out int received) != Errno.None || received < Needed || !plan.TripTimes) return null;
        double came = Iperf2Header.Seconds(answer.AsSpan(Came)), answered = Iperf2Header.Seconds(answer.AsSpan(Answered));
        return new(now - sent, came - sent, now - answered);
    }

    private int Amount => plan.Bytes > 0 ? (int)Math.Min(int.MaxValue, plan.Bytes) : -(int)Math.Min(int.MaxValue, (plan.Time ?? TimeSpan.FromSeconds(10)).TotalMilliseconds / 10);

    private void Ask(ISocket socket, byte[] header)
    {
        if (!plan.IsUdp)
        {
            socket.TrySend(header, out _);
            return;
        }
        var datagram = new byte[plan.BlockSize];
        new Iperf2Datagram().Stamp(datagram, 1, TimeOfDay());
        header.AsSpan(0, Math.Min(header.Length, datagram.Length - Iperf2Datagram.Size)).CopyTo(datagram.AsSpan(Iperf2Datagram.Size));
        socket.TrySend(datagram, out _);
    }

    private void Add(ISocket socket, bool sends, Iperf2Header asked, byte[]? header, int number, Iperf2Traits traits, Iperf2Group group)
    {
        var frames = !sends && asked is { Isochronous: true, TripTimes: true, IsUdp: true } ? new Iperf2Frames(plan.Bins) : null;
        int amount = plan.Bytes > 0 ? (int)Math.Min(int.MaxValue, plan.Bytes) : 0;
        // What was said already is not said again, where blocks bear it by themselves.
        var preamble = traits.ClockCheck is not null && asked.IsTimed ? null : header;
        Add(socket, plan.Stream(sends, asked, preamble, amount, plan.Rate, 0, frames), number, traits, group, frames);
    }

    private void Add(ISocket socket, StreamPlan moves, int number, Iperf2Traits traits, Iperf2Group group, Iperf2Frames? frames)
    {
        var stream = new ThroughputStream(socket, moves, machine.Clock);
        var flow = new Iperf2Flow(number, stream, Shown(socket.LocalEndpoint), Shown(plan.Steps.Remote(plan.Endpoint, number - _first)), machine.Clock)
        {
            IsReverse = !moves.Sends,
            Traits = traits,
            Frames = frames,
            Path = plan.IsUdp ? default : Iperf2Plan.PathOf(socket, stream),
        };
        _flows.Add(flow);
        group.Add(flow);
        if (moves.Sends || plan.Reverse) observer.Connected(flow);
    }

    private static InternetEndpoint Shown(InternetEndpoint endpoint) => endpoint with { Address = endpoint.Address.Unmapped };

    private async ValueTask RunAsync(Iperf2Group group, CancellationToken stop)
    {
        using var telling = new CancellationTokenSource();
        if (!await AwaitStartAsync(group, stop)) return;
        foreach (var flow in _flows) flow.Stream.Start();
        var told = group.TellAsync(telling.Token);
        var all = Task.WhenAll(_flows.Select(static f => f.Stream.Completion));
        var senders = Task.WhenAll(_flows.Where(static f => f.Sends).Select(static f => f.Stream.Completion));
        var over = plan.Reverse ? all : senders;
        try
        {
            if (Limit != Timeout.InfiniteTimeSpan) await over.WaitAsync(Limit, machine.Clock, stop);
            else await MoveAsync(over, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The time is up, or the user has seen enough.
        }
        foreach (var flow in _flows)
            if (flow.Stream.Completion is { IsCompleted: true, Result: not Errno.None } broken) observer.Warn($"{(plan.IsUdp ? "udp" : "tcp")} {(flow.Sends && plan.BounceWrites == 0 ? "write" : "read")} failed: {machine.Text(broken.Result)}");
        foreach (var flow in _flows.Where(static f => f.Sends)) flow.Stream.Stop();
        await senders;
        await Task.WhenAll(_flows.Select(f => FinishAsync(f, stop).AsTask()));
        telling.Cancel();
        await told;
        foreach (var flow in _flows) group.Ended(flow);
        foreach (var flow in _flows.Where(static f => f.Report is not null)) observer.ServerReport(flow);
    }

    /// <summary>Waits until it is time to send; false when the user stopped it before.</summary>
    private async ValueTask<bool> AwaitStartAsync(Iperf2Group group, CancellationToken stop)
    {
        var now = machine.Clock.GetUtcNow();
        var start = (plan.Start ?? now) + plan.Delay;
        if (plan.Start is null && plan.Delay == TimeSpan.Zero) return true;
        foreach (var flow in _flows) observer.Starting(flow, start);
        try
        {
            if (start > now) await Task.Delay(start - now, machine.Clock, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        foreach (var flow in _flows) flow.Begin();
        group.Begin();
        return true;
    }

    /// <summary>Waits without a limit, but for a peer that takes nothing any more.</summary>
    private async ValueTask MoveAsync(Task over, CancellationToken stop)
    {
        long moved = -1, at = machine.Clock.GetTimestamp();
        while (!over.IsCompleted)
        {
            await Task.WhenAny(over, Task.Delay(TimeSpan.FromSeconds(1), machine.Clock, stop));
            stop.ThrowIfCancellationRequested();
            long now = _flows.Sum(static f => f.Stream.Meter.Bytes);
            if (now != moved) (moved, at) = (now, machine.Clock.GetTimestamp());
            else if (machine.Clock.GetElapsedTime(at) > s_silence)
            {
                observer.Warn($"{(plan.IsUdp ? "udp" : "tcp")} write failed: {machine.Text(Errno.ETIMEDOUT)}");
                return;
            }
        }
    }

    private TimeSpan Limit => plan.Bytes > 0 ? Timeout.InfiniteTimeSpan
        : plan.Time is not { } time || time == TimeSpan.Zero ? Timeout.InfiniteTimeSpan
        // Whoever receives waits for the other end's last word a little longer.
        : plan.Reverse ? time + s_farewell : time;

    private async ValueTask FinishAsync(Iperf2Flow flow, CancellationToken stop)
    {
        if (!flow.Sends)
        {
            if (!stop.IsCancellationRequested) await Task.WhenAny(flow.Stream.Completion, Task.Delay(s_farewell, machine.Clock, CancellationToken.None));
            flow.Stream.Stop();
            await flow.Stream.Completion;
            flow.End();
        }
        else if (flow.IsUdp)
        {
            await SayGoodbyeAsync(flow);
        }
        else
        {
            if (flow.Stream.Socket.Shutdown() is var errno and not Errno.None) observer.Warn($"shutdown failed: {machine.Text(errno)}");
            // The server closes when it has read all: only then has it arrived.
            if (!plan.FullDuplex) await AwaitEndAsync(flow.Stream.Socket);
            flow.End(machine.Clock.GetTimestamp());
        }
    }

    private async ValueTask AwaitEndAsync(ISocket socket)
    {
        var scrap = new byte[1024];
        long began = machine.Clock.GetTimestamp();
        while (machine.Clock.GetElapsedTime(began) < s_farewell)
        {
            var errno = socket.TryReceive(scrap, out int received);
            if (errno == Errno.EAGAIN)
            {
                if (!await socket.WaitAsync(SocketReadiness.Readable, s_farewell - machine.Clock.GetElapsedTime(began), CancellationToken.None)) return;
                continue;
            }
            if (errno != Errno.None || received == 0) return;
        }
    }

    /// <summary>Tells the server that this was the last datagram, until it answers with what it has seen.</summary>
    private async ValueTask SayGoodbyeAsync(Iperf2Flow flow)
    {
        const int Tries = 10;
        var socket = flow.Stream.Socket;
        // The last one is sent by itself, whatever was joined before.
        const int Udp = 17, Segment = 103;
        socket.SetRaw(Udp, Segment, [0, 0, 0, 0]);
        var farewell = new byte[plan.BlockSize];
        Payload.Fill(farewell, digits: true);
        flow.Stream.Plan.Preamble.Span[..Math.Min(flow.Stream.Plan.Preamble.Length, Math.Max(0, farewell.Length - Iperf2Datagram.Size))].CopyTo(farewell.AsSpan(Math.Min(Iperf2Datagram.Size, farewell.Length)));
        flow.Stream.Meter.AddSent(farewell.Length, 1);
        flow.End(machine.Clock.GetTimestamp());
        long number = flow.Stream.Meter.Datagrams;
        var answer = new byte[2048];
        for (int i = 0; i < Tries; i++)
        {
            new Iperf2Datagram().Stamp(farewell, -number, TimeOfDay());
            socket.TrySend(farewell, out _);
            if (plan.FullDuplex || plan.NoFin) return;
            long began = machine.Clock.GetTimestamp();
            while (s_ackWait - machine.Clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            {
                if (!await socket.WaitAsync(SocketReadiness.Readable, left, CancellationToken.None)) break;
                var errno = socket.TryReceive(answer, out int received);
                if (errno == Errno.None && Iperf2Report.TryRead(answer.AsSpan(0, received), out var report))
                {
                    flow.Report = report;
                    return;
                }
                if (errno is Errno.None or Errno.EAGAIN) continue;
                observer.Warn($"read failed: {machine.Text(errno)}");
                if (errno == Errno.ECONNREFUSED) await Task.Delay(s_ackWait / 10, machine.Clock, CancellationToken.None);
                break;
            }
        }
        observer.Warn(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{flow.Number,3}] WARNING: did not receive ack of last datagram after {Tries} tries."));
    }
}
