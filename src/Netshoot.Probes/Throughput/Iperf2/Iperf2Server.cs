using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>The server's side of iperf 2: takes every connection, or every sender of datagrams, as it comes.</summary>
public sealed class Iperf2Server(IMachine machine, Iperf2Plan plan, IIperf2Observer observer) : IDisposable
{
    private const int Backlog = 128, MostAtOnce = 512, MostEarly = 1024, MostHeads = 64;
    private static readonly TimeSpan s_headerWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private readonly Dictionary<InternetAddress, Iperf2Group> _groups = [];
    private readonly Dictionary<InternetEndpoint, List<Early>> _early = [];
    private readonly List<Task> _serving = [];
    private readonly TaskCompletionSource _served = new();
    private ISocket? _listener;
    private int _number = 1;

    /// <summary>The number of the first connection.</summary>
    public int FirstNumber { init => _number = value; }

    /// <summary>Bytes of the listening socket's buffer.</summary>
    public int Buffer { get; private set; }

    /// <exception cref="Failure">Nobody can be listened to here; the subject is empty.</exception>
    public void Open()
    {
        _listener = OpenListener();
        _listener.Get(SocketOption.ReceiveBuffer, out int buffer);
        Buffer = buffer;
    }

    /// <summary>Serves until it is stopped, or until its time is up.</summary>
    public async ValueTask RunAsync(CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var limit = plan.Time is { } time ? new CancellationTokenSource(time, machine.Clock) : null;
        // When the key is too old nobody more is let in; who is in stays.
        using var key = plan.KeyLifetime is { } lifetime ? new CancellationTokenSource(lifetime, machine.Clock) : new();
        using var accepting = CancellationTokenSource.CreateLinkedTokenSource(over.Token, key.Token);
        using var registration = limit?.Token.Register(static state => ((CancellationTokenSource)state!).Cancel(), over);
        try
        {
            while (true)
            {
                Warn();
                if (_serving.Count >= (plan.Serializes ? 1 : MostAtOnce)) await Task.WhenAny(_serving).WaitAsync(accepting.Token);
                else if (plan.IsUdp) await TakeSenderAsync(over.Token);
                else
                {
                    var (connection, peer) = await Listener.AcceptAsync(machine, _listener!, accepting.Token);
                    _serving.Add(ServeAsync(connection, peer, over.Token));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What runs tells what it has.
        }
        // Nobody more is let in, and none is left waiting at the door.
        _listener?.Dispose();
        foreach (var task in _serving) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Warn();
    }

    /// <summary>Tells of those that failed: they are not served any more, all others are.</summary>
    private void Warn()
    {
        foreach (var failed in _serving.Where(static t => t.IsFaulted)) observer.Warn(failed.Exception!.InnerException!.Message);
        _serving.RemoveAll(static t => t.IsCompleted);
    }

    /// <summary>Waits until one connection has been served to its end.</summary>
    public async ValueTask ServedAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            await _served.Task.WaitAsync(patience, machine.Clock, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Nobody came, or nobody waits any more.
        }
    }

    public void Dispose() => _listener?.Dispose();

    private async Task TakeSenderAsync(CancellationToken stop)
    {
        var socket = _listener!;
        var first = new byte[Iperf2Datagram.Size + Iperf2Header.TimedDatagramSize];
        await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
        var errno = socket.TryPeek(first, out var arrival);
        if (errno != Errno.None) return;
        // A short test may have sent all it had while its socket was being made: its last datagram comes again, and then it is told.
        if (!new Iperf2Datagram().TryRead(first.AsSpan(0, arrival.Length), out _, out _, out bool isLast) || isLast && !_early.ContainsKey(arrival.From))
        {
            // Of a test that is over, or of nobody's.
            socket.TryReceive(first, out _);
            return;
        }
        // The next one is there before this one is a sender's own: between the two somebody else would be refused.
        var next = OpenListener();
        if (socket.Connect(arrival.From) != Errno.None)
        {
            next.Dispose();
            socket.TryReceive(first, out _);
            return;
        }
        _listener = next;
        var header = Iperf2Header.Read(first.AsSpan(0, arrival.Length)[Iperf2Datagram.Size..]);
        TakeEarly(socket);
        TakeEarly(next);
        // From now on messages come joined, and each is timed when it is read.
        socket.Set(SocketOption.ReceiveTimestamps, 0);
        _early.Remove(arrival.From, out var early);
        if (header.Reverse) early = null;
        _serving.Add(ServeAsync(socket, arrival.From, header, early, stop));
    }

    /// <summary>What came before the socket was this peer's alone may be anybody's: it is counted where it belongs.</summary>
    private void TakeEarly(ISocket socket)
    {
        const int MostSenders = 256;
        var buffer = new byte[65536];
        for (int i = 0; i < MostEarly && socket.TryReceiveMessage(buffer, out var arrival) == Errno.None; i++)
        {
            if (!new Iperf2Datagram().TryRead(buffer.AsSpan(0, arrival.Length), out long number, out double sent, out bool isLast)) continue;
            if (!_early.TryGetValue(arrival.From, out var list))
            {
                // The last one alone is of a test that is over.
                if (isLast) continue;
                if (_early.Count >= MostSenders) _early.Clear();
                _early[arrival.From] = list = [];
            }
            if (list.Count < MostEarly) list.Add(EarlyOf(arrival, buffer, number, isLast, sent, keepsHead: list.Count < MostHeads));
        }
    }

    private Early EarlyOf(in Arrival arrival, byte[] bytes, long number, bool isLast, double sent, bool keepsHead)
    {
        double at = (arrival.ReceivedNanoseconds == 0 ? TimeOfDay() : arrival.ReceivedNanoseconds) / 1e9;
        int head = Iperf2Datagram.Size + Iperf2Header.TimedDatagramSize;
        bool hasFrames = keepsHead && arrival.Length >= head && Iperf2Header.Read(bytes.AsSpan(Iperf2Datagram.Size, Iperf2Header.Size)).Isochronous;
        return new(number, arrival.Length, isLast, TickOf(arrival), at - sent, at, hasFrames ? bytes[..head] : []);
    }

    private long TimeOfDay() => (machine.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>When a datagram came, by the clock that flows are timed by.</summary>
    private long TickOf(in Arrival arrival)
    {
        long now = machine.Clock.GetTimestamp();
        if (arrival.ReceivedNanoseconds == 0) return now;
        long waited = TimeOfDay() - arrival.ReceivedNanoseconds;
        return now - (long)(Math.Max(0, waited) * (machine.Clock.TimestampFrequency / 1e9));
    }

    private async Task ServeAsync(ISocket socket, InternetEndpoint peer, CancellationToken stop)
    {
        var head = new byte[Iperf2Header.TimedSize + sizeof(ushort) + Iperf2Header.LongestKey];
        Iperf2Header header;
        try
        {
            int length = await PeekAsync(socket, head, stop);
            header = Iperf2Header.Read(head.AsSpan(0, length));
            if (header.Key != plan.Key || header.IsCut)
            {
                Drop(socket, peer);
                return;
            }
            if (header.Reverse) socket.TryReceive(head.AsSpan(0, header.Length), out _);
            else if (header.WantsAcknowledgement) Acknowledge(socket, header, Iperf2Header.StartOf(head.AsSpan(0, length)));
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            return;
        }
        await ServeAsync(socket, peer, header, null, stop);
    }

    private void Drop(ISocket socket, InternetEndpoint peer)
    {
        using (socket)
        {
            using var stream = new ThroughputStream(new SharedSocket(socket), plan.Stream(sends: false, new(), default, 0, 0, 0, null), machine.Clock);
            observer.Dropped(new(0, stream, Shown(socket.LocalEndpoint), Shown(peer), machine.Clock) { Path = Iperf2Plan.PathOf(socket, stream) });
        }
    }

    private void Acknowledge(ISocket socket, Iperf2Header header, double? start)
    {
        long now = TimeOfDay();
        socket.TrySend(Iperf2Header.Acknowledgement(header.TripTimes ? start : null, now, now), out _);
    }

    private async ValueTask<int> PeekAsync(ISocket socket, byte[] head, CancellationToken stop)
    {
        long began = machine.Clock.GetTimestamp();
        int length = 0;
        while (s_headerWait - machine.Clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            if (!await socket.WaitAsync(SocketReadiness.Readable, left, stop)) break;
            if (socket.TryPeek(head, out var arrival) != Errno.None || arrival.Length == 0) break;
            length = arrival.Length;
            if (length >= Iperf2Header.Size && Iperf2Header.Read(head.AsSpan(0, length)) is { IsCut: false } header && length >= header.Length) break;
            // The rest of a short first segment is on its way; a socket with bytes in it is always readable.
            await Task.Delay(TimeSpan.FromMilliseconds(2), machine.Clock, stop);
        }
        return length;
    }

    private async Task ServeAsync(ISocket socket, InternetEndpoint peer, Iperf2Header header, List<Early>? early, CancellationToken stop)
    {
        int number = _number++;
        var traits = Traits(socket, header);
        int reflected = plan.ReflectedTypeOfService > 0 ? plan.ReflectedTypeOfService : plan.TypeOfService == 0 ? header.TypeOfService : 0;
        if (reflected > 0 && (header.Reverse || header.FullDuplex)) socket.Set(SocketOption.TrafficClass, reflected);
        plan.PrepareConnected(socket);
        var flows = new List<Iperf2Flow>();
        if (header.Bounce is not null)
        {
            if (header.Bounce.QuickAcknowledgements || !plan.IsUdp) socket.Set(SocketOption.NoDelay, 1);
            flows.Add(Flow(socket, peer, number, traits, plan.Bouncing(sends: false, header.Bounce, traits.BounceSize), isReverse: false, frames: null));
        }
        else
        {
            if (header.Reverse || header.FullDuplex) flows.Add(Flow(header.FullDuplex ? new SharedSocket(socket) : socket, peer, number, traits, sends: true, header));
            if (!header.Reverse) flows.Insert(0, Flow(socket, peer, number, traits, sends: false, header));
        }
        observer.Connected(flows[0]);
        var common = plan.SumsByLocal ? socket.LocalEndpoint.Address : peer.Address;
        if (!_groups.TryGetValue(common, out var group) || group.IsIdle) _groups[common] = group = new(machine.Clock, plan.Interval, observer);
        bool isFirst = group.IsIdle;
        foreach (var flow in flows) group.Add(flow);
        using var telling = new CancellationTokenSource();
        // One of the flows of a group tells for all.
        var told = isFirst ? group.TellAsync(telling.Token) : Task.CompletedTask;
        foreach (var datagram in early ?? [])
        {
            flows[0].Stream.AddEarly(datagram.Number, datagram.Length, datagram.IsLast, datagram.Tick, datagram.Transit, datagram.Head, datagram.At);
            // A client that hears nothing sends its last word again, with other numbers.
            if (datagram.IsLast) break;
        }
        foreach (var flow in flows) flow.Stream.Start();
        var back = header is { ConnectsBack: true, AtOnce: true } ? ConnectBackAsync(peer, header, stop) : Task.CompletedTask;
        await Task.WhenAll(flows.Select(f => FinishAsync(f, header, stop)));
        foreach (var flow in flows) group.Ended(flow);
        if (isFirst) await HandOverAsync(group, telling, told, stop);
        if (header is { ConnectsBack: true, AtOnce: false } && !stop.IsCancellationRequested) back = ConnectBackAsync(peer, header, stop);
        await back;
        if (plan.IsUdp && !header.Reverse && !header.NoFin && flows[0].Report is { } report) await AnswerAsync(socket, report, stop);
        foreach (var flow in flows.OrderBy(static f => f.Stream.Socket is SharedSocket ? 0 : 1)) flow.Stream.Dispose();
        _served.TrySetResult();
    }

    private async Task HandOverAsync(Iperf2Group group, CancellationTokenSource telling, Task told, CancellationToken stop)
    {
        // Others of the group may still run, and this one's loop tells their intervals.
        while (!group.IsIdle && !stop.IsCancellationRequested) await Task.Delay(TimeSpan.FromMilliseconds(50), machine.Clock, CancellationToken.None);
        telling.Cancel();
        await told;
    }

    private Iperf2Traits Traits(ISocket socket, Iperf2Header header)
    {
        var traits = new Iperf2Traits
        {
            IsEnhanced = plan.IsEnhanced || header.TripTimes,
            IsReverse = header.Reverse,
            IsFullDuplex = header.FullDuplex,
            NoFin = header.NoFin || (plan.IsUdp && (header.Reverse || header.FullDuplex)),
            TypeOfService = header.TypeOfService,
            TripTimes = header.TripTimes,
            Isochronous = header.Isochronous,
            Peer = header.Peer,
            SocketNumber = socket.Number,
            Date = machine.Clock.GetLocalNow(),
            Bounce = header.Bounce,
            Key = plan.Key,
            WindowClamp = plan.WindowClamp,
            QuickAcknowledgements = plan.QuickAcknowledgements,
        };
        if (header.Bounce is null) return traits;
        var first = new byte[Iperf2Bounce.Size];
        if (socket.TryPeek(first, out var arrival) != Errno.None || arrival.Length < first.Length) return traits;
        return traits with { BounceSize = Iperf2Bounce.SizeOf(first), TripTimes = Iperf2Bounce.AreClocksOne(first) };
    }

    private Iperf2Flow Flow(ISocket socket, InternetEndpoint peer, int number, Iperf2Traits traits, bool sends, Iperf2Header header)
    {
        var frames = !sends && header is { Isochronous: true, TripTimes: true, IsUdp: true } ? new Iperf2Frames(plan.Bins) : null;
        var asked = header with { Start = TimeOfDay(), Reverse = false, FullDuplex = false, ConnectsBack = false };
        byte[]? preamble = sends && header.TripTimes ? asked.ToBytes(plan.IsUdp ? Iperf2Datagram.Size : 0) : null;
        var moves = (plan with { IsEnhanced = traits.IsEnhanced }).Stream(sends, asked, preamble, header.Amount, sends ? header.Rate : plan.IsUdp ? 0 : plan.ReadRate, sends ? header.BlockSize : 0, frames) with { File = null };
        return Flow(socket, peer, number, traits, moves, isReverse: sends && header.FullDuplex, frames);
    }

    private Iperf2Flow Flow(ISocket socket, InternetEndpoint peer, int number, Iperf2Traits traits, StreamPlan moves, bool isReverse, Iperf2Frames? frames)
    {
        var stream = new ThroughputStream(socket, moves, machine.Clock);
        return new(number, stream, Shown(socket.LocalEndpoint), Shown(peer), machine.Clock)
        {
            IsReverse = isReverse,
            Traits = traits,
            Frames = frames,
            Path = plan.IsUdp ? default : Iperf2Plan.PathOf(socket, stream),
        };
    }

    private static InternetEndpoint Shown(InternetEndpoint endpoint) => endpoint with { Address = endpoint.Address.Unmapped };

    private async Task FinishAsync(Iperf2Flow flow, Iperf2Header header, CancellationToken stop)
    {
        try
        {
            // Hundredths of a second, when it is less than zero.
            var limit = flow.Sends && header.Amount < 0 ? TimeSpan.FromMilliseconds(-10.0 * header.Amount) : Timeout.InfiniteTimeSpan;
            await flow.Stream.Completion.WaitAsync(limit, machine.Clock, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The time is up, or this server is to end.
        }
        if (flow.Stream.Completion is { IsCompleted: true, Result: not Errno.None } broken) observer.Warn($"{(flow.Sends ? "write" : "recv")} failed: {machine.Text(broken.Result)}");
        // A receiver that has ended by itself leaves its socket open for what the client still asks.
        if (!flow.Stream.Completion.IsCompleted) flow.Stream.Stop();
        await flow.Stream.Completion;
        flow.End(flow.Sends ? machine.Clock.GetTimestamp() : null);
        if (flow.Traits.Bounce is not null) return;
        if (flow.Sends && flow.IsUdp) SayLast(flow);
        else if (flow.Sends) flow.Stream.Socket.Shutdown();
        if (flow.IsUdp && !flow.Sends)
        {
            var whole = flow.Whole().Read;
            double seconds = flow.Ended ?? 0;
            var report = new Iperf2Report(whole.Bytes, seconds, whole.Lost, whole.OutOfOrder, whole.Datagrams, whole.Jitter)
            {
                Latency = flow.Stream.Plan.Latency?.Whole().Figures ?? default,
                Rate = seconds > 0 ? (long)((whole.Datagrams - whole.Lost) / seconds) : 0,
            };
            flow.Report = report;
            if (!header.FullDuplex && !header.NoFin) flow.Stream.Socket.TrySend(report.ToBytes(), out _);
        }
    }

    private void SayLast(Iperf2Flow flow)
    {
        const int Udp = 17, Segment = 103;
        flow.Stream.Socket.SetRaw(Udp, Segment, [0, 0, 0, 0]);
        var farewell = new byte[flow.Stream.Plan.BlockSize];
        flow.Stream.Meter.AddSent(farewell.Length, 1);
        new Iperf2Datagram().Stamp(farewell, -flow.Stream.Meter.Datagrams, TimeOfDay());
        flow.Stream.Socket.TrySend(farewell, out _);
    }

    /// <summary>The client asks again for what it did not hear.</summary>
    private async Task AnswerAsync(ISocket socket, Iperf2Report report, CancellationToken stop)
    {
        var scrap = new byte[2048];
        long began = machine.Clock.GetTimestamp();
        try
        {
            while (s_linger - machine.Clock.GetElapsedTime(began) is var left && left > TimeSpan.Zero && await socket.WaitAsync(SocketReadiness.Readable, left, stop))
            {
                if (socket.TryReceive(scrap, out int received) is not (Errno.None or Errno.EAGAIN) || received == 0) return;
                socket.TrySend(report.ToBytes(), out _);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody is answered any more.
        }
    }

    private async Task ConnectBackAsync(InternetEndpoint peer, Iperf2Header header, CancellationToken stop)
    {
        var back = plan with
        {
            Endpoint = peer with { Port = header.Port == 0 ? plan.Endpoint.Port : (ushort)header.Port },
            Rate = header.Rate,
            Bytes = header.Amount > 0 ? header.Amount : 0,
            Time = header.Amount < 0 ? TimeSpan.FromMilliseconds(-10.0 * header.Amount) : null,
            Streams = 1,
            Bind = null,
            Key = null,
        };
        await new Iperf2Client(machine, back, observer).RunAsync(_number++, stop);
    }

    private ISocket OpenListener()
    {
        var errno = machine.TryOpen(plan.Endpoint.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, plan.IsUdp ? SocketKind.Datagram : SocketKind.Stream, 0, out var socket);
        if (socket is null) throw new Failure("", machine.Text(errno), errno: (int)errno);
        bool kept = false;
        try
        {
            socket.Set(SocketOption.ReuseAddress, 1);
            if (plan.IsUdp) socket.Set(SocketOption.ReceiveTimestamps, 1);
            if (plan.Endpoint.Address == InternetAddress.Any6) socket.Set(SocketOption.Ip6Only, 0);
            plan.Prepare(machine, socket, binds: false);
            errno = socket.Bind(plan.Endpoint);
            if (errno == Errno.None && !plan.IsUdp) errno = socket.Listen(Backlog);
            if (errno != Errno.None) throw new Failure("", machine.Text(errno), errno: (int)errno);
            kept = true;
            return socket;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }

    /// <summary>A datagram that came before its sender had a socket of its own.</summary>
    private readonly record struct Early(long Number, int Length, bool IsLast, long Tick, double Transit, double At, byte[] Head);
}
