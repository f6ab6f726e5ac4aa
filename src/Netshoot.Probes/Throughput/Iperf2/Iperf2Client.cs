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
    private static readonly TimeSpan s_ackWait = TimeSpan.FromMilliseconds(250);

    private readonly List<Iperf2Flow> _flows = [];
    private Errno _refused;
    private int _number;

    /// <summary>Connects all streams, runs them to their end and tells of them.</summary>
    /// <returns>False when there was no connection.</returns>
    public async ValueTask<bool> RunAsync(int firstNumber, CancellationToken stop)
    {
        _number = firstNumber;
        var sockets = new List<ISocket>();
        try
        {
            for (int i = 0; i < plan.Streams; i++)
            {
                var socket = await ConnectAsync(stop);
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
            var group = new Iperf2Group(machine.Clock, plan.Interval, observer);
            foreach (var socket in sockets) Open(socket, group);
            sockets.Clear();
            await RunAsync(group, stop);
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

    private async ValueTask<ISocket?> ConnectAsync(CancellationToken stop)
    {
        _refused = machine.TryOpen(Family, plan.IsUdp ? SocketKind.Datagram : SocketKind.Stream, 0, out var socket);
        if (socket is null) return null;
        try
        {
            plan.Prepare(machine, socket, binds: true);
            var outcome = await Connector.ConnectAsync(socket, plan.Endpoint, TimeSpan.FromSeconds(30), stop);
            if (outcome.Socket is not null) return outcome.Socket;
            _refused = outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno;
        }
        catch (Failure e)
        {
            _refused = (Errno)e.Errno;
        }
        socket.Dispose();
        return null;
    }

    private void Open(ISocket socket, Iperf2Group group)
    {
        int number = _number++;
        var header = new byte[Iperf2Header.Size];
        new Iperf2Header
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
        }.Write(header, plan.IsUdp ? Iperf2Datagram.Size : 0);
        string? note = plan.Reverse ? "reverse" : plan.FullDuplex ? "full-duplex" : null;
        if (plan.Reverse)
        {
            // The server learns from the first bytes that it is the one to send.
            Ask(socket, header);
            Add(socket, sends: false, header: default, number, note, group);
            return;
        }
        Add(socket, sends: true, header, number, note, group);
        if (plan.FullDuplex) Add(new SharedSocket(socket), sends: false, header: default, number, note: null, group);
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
        new Iperf2Datagram().Stamp(datagram, 1, 0);
        header.AsSpan(0, Math.Min(header.Length, datagram.Length - Iperf2Datagram.Size)).CopyTo(datagram.AsSpan(Iperf2Datagram.Size));
        socket.TrySend(datagram, out _);
    }

    private void Add(ISocket socket, bool sends, byte[]? header, int number, string? note, Iperf2Group group)
    {
        var stream = new ThroughputStream(socket, plan.Stream(sends, header, plan.Bytes > 0 ? (int)Math.Min(int.MaxValue, plan.Bytes) : 0, plan.Rate, 0), machine.Clock);
        var flow = new Iperf2Flow(number, stream, Shown(socket.LocalEndpoint), Shown(plan.Endpoint), machine.Clock)
        {
            IsReverse = !sends,
            Note = note,
            Path = plan.IsUdp ? default : Iperf2Plan.PathOf(socket, stream),
        };
        _flows.Add(flow);
        group.Add(flow);
        if (sends || plan.Reverse) observer.Connected(flow);
    }

    private static InternetEndpoint Shown(InternetEndpoint endpoint) => endpoint with { Address = endpoint.Address.Unmapped };

    private async ValueTask RunAsync(Iperf2Group group, CancellationToken stop)
    {
        using var telling = new CancellationTokenSource();
        foreach (var flow in _flows) flow.Stream.Start();
        var told = group.TellAsync(telling.Token);
        var all = Task.WhenAll(_flows.Select(static f => f.Stream.Completion));
        var senders = Task.WhenAll(_flows.Where(static f => f.Sends).Select(static f => f.Stream.Completion));
        try
        {
            await (plan.Reverse ? all : senders).WaitAsync(Limit, machine.Clock, stop);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The time is up, or the user has seen enough.
        }
        foreach (var flow in _flows.Where(static f => f.Sends)) flow.Stream.Stop();
        await senders;
        await Task.WhenAll(_flows.Select(f => FinishAsync(f, stop).AsTask()));
        await telling.CancelAsync();
        await told;
        foreach (var flow in _flows) group.Ended(flow);
        foreach (var flow in _flows.Where(static f => f.Report is not null)) observer.ServerReport(flow);
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
            flow.Stream.Socket.Shutdown();
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
            new Iperf2Datagram().Stamp(farewell, -number, (machine.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100);
            socket.TrySend(farewell, out _);
            if (plan.FullDuplex) return;
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
