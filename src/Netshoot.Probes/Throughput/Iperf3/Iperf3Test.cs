using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>A test under way, at either end: its streams, its clock, its intervals, and what is known at its end.</summary>
public sealed class Iperf3Test(IMachine machine, Iperf3Parameters parameters, bool isServer, TimeSpan interval, IIperf3Observer observer) : IDisposable
{
    private const int DatagramBuffer = 4 * 1024 * 1024;

    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(5);

    private readonly List<Iperf3Meter> _streams = [];
    private readonly SendBudget _budget = new(parameters.Amount > 0 && parameters.Omit == 0 ? parameters.Amount : SendBudget.Unlimited);
    private TimeSpan _cpuUser, _cpuSystem;
    private long _began, _cpuBegan, _intervalBegan;

    public Iperf3Parameters Parameters => parameters;

    /// <summary>How many streams the test has, both ways together.</summary>
    public int Wanted => parameters.Streams * (parameters.Bidirectional ? 2 : 1);

    public int Count => _streams.Count;

    /// <summary>The most bits per second that this server lets a test have, and the time over which that is measured; 0 for no limit.</summary>
    public (double Bits, TimeSpan Over) RateLimit { get; init; }

    public Iperf3LocalSettings Local { get; init; } = new();

    /// <summary>What is sent, or where it goes.</summary>
    public Func<bool, Stream?> OpenFile { get; init; } = static _ => null;

    /// <summary>Takes a connection into the test; which way it goes follows from how many there are.</summary>
    public void Add(ISocket socket)
    {
        int index = _streams.Count;
        // Those of the client's direction come first.
        bool clientSends = parameters.Bidirectional ? index < parameters.Streams : !parameters.Reverse;
        bool sends = clientSends != isServer;
        // Datagrams that wait for our thread are not lost on the path: the kernel gives as much of this as it lets anybody have (net.core.rmem_max).
        if (!sends && parameters.IsUdp && parameters.Window == 0) socket.Set(SocketOption.ReceiveBuffer, DatagramBuffer);
        socket.Get(SocketOption.SendBuffer, out int sendBuffer);
        socket.Get(SocketOption.ReceiveBuffer, out int receiveBuffer);
        var remote = socket.PeerEndpoint;
        var facts = new Iperf3Stream(SocketNumber(index), index == 0 ? 1 : index + 2, sends, Shown(socket.LocalEndpoint), Shown(remote), sendBuffer, receiveBuffer);
        var stream = new ThroughputStream(socket, new StreamPlan
        {
            Sends = sends,
            Datagrams = parameters.IsUdp ? new Iperf3Datagram(parameters.WideCounters) : null,
            BlockSize = parameters.BlockSize,
            Pace = parameters.Rate > 0 ? new(parameters.Rate, parameters.Burst, TimeSpan.FromMicroseconds(Math.Max(50, parameters.PacingTimer))) : Pace.Free,
            Budget = _budget,
            Digits = parameters.RepeatingPayload,
            Joins = true,
            File = OpenFile(sends),
            Silence = Local.Silence,
        }, machine.Clock);
        _streams.Add(new(facts, stream));
    }

    public void Begin()
    {
        observer.Connected([.. _streams.Select(static s => s.Facts)]);
        MarkCpu();
        _began = _intervalBegan = machine.Clock.GetTimestamp();
        foreach (var stream in _streams) stream.Stream.Start();
    }

    /// <summary>Runs until the test is over by its own terms (at a client), until <paramref name="peer"/> has something to say, or until it fails.</summary>
    /// <returns>True when it was over by its own terms.</returns>
    public async ValueTask<bool> RunAsync(Task peer, CancellationToken stop)
    {
        var omit = TimeSpan.FromSeconds(parameters.Omit);
        var length = parameters.Time > 0 && !isServer ? TimeSpan.FromSeconds(parameters.Time) : TimeSpan.MaxValue;
        // Whoever asked for so much time and does not end it by then is gone or lies.
        var latest = isServer && parameters.Time > 0 ? omit + TimeSpan.FromSeconds(parameters.Time) + Iperf3Control.Patience : TimeSpan.MaxValue;
        bool omitting = omit > TimeSpan.Zero;
        var step = interval > TimeSpan.Zero ? interval : TimeSpan.MaxValue;
        var next = step;
        long progress = 0, progressAt = _began;
        var limited = (Bytes: 0L, At: _began);
        while (true)
        {
            if (peer.IsCompleted) return false;
            foreach (var stream in _streams)
                if (stream.Stream.Completion is { IsCompleted: true } ended && ended.Result != Errno.None) throw Broken(stream, ended.Result);
            if (!omitting && IsSpent()) return true;
            var elapsed = machine.Clock.GetElapsedTime(_began);
            if (!omitting && elapsed >= length) return true;
            if (elapsed > latest) throw new Iperf3Exception(Iperf3Fault.Silence);

            long moved = _streams.Sum(static s => s.Stream.Meter.Bytes);
            if (moved != progress) (progress, progressAt) = (moved, machine.Clock.GetTimestamp());
            else if (machine.Clock.GetElapsedTime(progressAt) > Local.Silence) throw new Iperf3Exception(Iperf3Fault.Silence);
            if (RateLimit.Bits > 0 && machine.Clock.GetElapsedTime(limited.At) is var over && over >= RateLimit.Over)
            {
                if ((moved - limited.Bytes) * 8 / over.TotalSeconds > RateLimit.Bits) throw new Iperf3Exception(Iperf3Fault.RateOverLimit);
                limited = (moved, machine.Clock.GetTimestamp());
            }

            if (omitting && elapsed >= omit)
            {
                ReportInterval(omitted: true);
                foreach (var stream in _streams) stream.Rebase();
                if (parameters.Amount > 0) _budget.Limit(parameters.Amount);
                MarkCpu();
                _began = _intervalBegan = machine.Clock.GetTimestamp();
                omitting = false;
                next = step;
                continue;
            }
            if (elapsed >= next)
            {
                ReportInterval(omitting);
                next += step;
                continue;
            }
            var wake = Least(next, omitting ? omit : length, latest, elapsed + TimeSpan.FromSeconds(1)) - elapsed;
            if (!isServer && parameters.Amount > 0) wake = Least(wake, s_glance);
            if (RateLimit.Bits > 0) wake = Least(wake, TimeSpan.FromMilliseconds(100));
            await WaitAsync(wake, peer, stop);
        }
    }

    /// <summary>Stops counting: senders end, and what receivers have by now is what they have.</summary>
    public async ValueTask EndAsync()
    {
        foreach (var stream in _streams)
            if (stream.Facts.Sends || isServer) stream.Stream.Stop();
        foreach (var stream in _streams)
            if (stream.Facts.Sends || isServer) await stream.Stream.Completion;
        long now = machine.Clock.GetTimestamp();
        if (parameters.Amount > 0 && parameters.Time == 0)
        {
            long last = _streams.Max(static s => s.Stream.Moved.Last);
            if (last > _began) now = last;
        }
        foreach (var stream in _streams) stream.Freeze(Seconds(_began, now));
        _cpuUser = Environment.CpuUsage.UserTime - _cpuUser;
        _cpuSystem = Environment.CpuUsage.PrivilegedTime - _cpuSystem;
        Wall = Seconds(_cpuBegan, machine.Clock.GetTimestamp());
        // A last interval that is too short to say anything is left out, unless something moved in it.
        double rest = Seconds(_intervalBegan, now);
        if (rest >= interval.TotalSeconds / 10 || interval == TimeSpan.Zero || _streams.Any(static s => s.HasNews)) ReportInterval(omitted: false);
    }

    public double Wall { get; private set; }

    /// <summary>Percent of one processor that this process used.</summary>
    public (double Total, double User, double System) Cpu
        => Wall <= 0 ? default : ((_cpuUser + _cpuSystem).TotalSeconds / Wall * 100, _cpuUser.TotalSeconds / Wall * 100, _cpuSystem.TotalSeconds / Wall * 100);

    /// <summary>What the other end is told.</summary>
    public Iperf3Results Results((string? Text, string? Json) output)
    {
        bool sends = _streams.Any(static s => s.Facts.Sends);
        return new()
        {
            CpuTotal = Cpu.Total,
            CpuUser = Cpu.User,
            CpuSystem = Cpu.System,
            SenderHasRetransmits = !sends ? -1 : parameters.IsUdp ? 0 : 1,
            Congestion = Congestion,
            OutputText = output.Text,
            OutputJson = output.Json,
            Streams = [.. _streams.Select(s => s.Result(parameters.IsUdp))],
        };
    }

    public string? Congestion => parameters.IsUdp || _streams.Count == 0 ? null : Iperf3Sockets.CongestionOf(_streams[0].Stream.Socket);

    /// <summary>What both ends know together, or this one alone.</summary>
    public Iperf3End Summary(Iperf3Results? remote)
    {
        var ends = _streams.Select(s => s.End(parameters, isServer, remote?.Streams.FirstOrDefault(r => r.Id == s.Facts.Id), remote is not null)).ToList();
        bool sendsFirst = _streams.Count > 0 && _streams[0].Facts.Sends;
        string? own = Congestion;
        return new()
        {
            Streams = ends,
            Local = Cpu,
            Remote = remote is null ? default : (remote.CpuTotal, remote.CpuUser, remote.CpuSystem),
            SenderCongestion = parameters.Bidirectional && isServer ? own : sendsFirst ? own : remote?.Congestion,
            ReceiverCongestion = parameters.Bidirectional && isServer ? null : sendsFirst ? remote?.Congestion : own,
            ServerText = remote?.OutputText,
            ServerJson = remote?.OutputJson,
            HasRemote = remote is not null,
        };
    }

    public void Dispose()
    {
        foreach (var stream in _streams)
        {
            stream.Stream.Dispose();
            stream.Stream.Plan.File?.Dispose();
        }
    }

    private bool IsSpent()
    {
        if (isServer || parameters.Amount <= 0) return false;
        var senders = _streams.Where(static s => s.Facts.Sends);
        if (senders.Any()) return senders.All(static s => s.Stream.Completion.IsCompleted);
        return _streams.Sum(static s => s.Moved) >= parameters.Amount;
    }

    private async ValueTask WaitAsync(TimeSpan time, Task peer, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var tasks = new List<Task> { Task.Delay(time, machine.Clock, over.Token), peer };
        foreach (var stream in _streams)
            if (!stream.Stream.Completion.IsCompleted) tasks.Add(stream.Stream.Completion);
        await Task.WhenAny(tasks);
        over.Cancel();
        stop.ThrowIfCancellationRequested();
    }

    private void ReportInterval(bool omitted)
    {
        long now = machine.Clock.GetTimestamp();
        double start = Seconds(_began, _intervalBegan), end = Seconds(_began, now);
        if (_streams[0].FrozenAt is { } frozen) end = Math.Max(start, frozen);
        observer.Interval([.. _streams.Select(s => s.Interval(start, end, omitted, parameters, isServer))]);
        _intervalBegan = now;
    }

    private void MarkCpu()
    {
        (_cpuUser, _cpuSystem) = (Environment.CpuUsage.UserTime, Environment.CpuUsage.PrivilegedTime);
        _cpuBegan = machine.Clock.GetTimestamp();
    }

    private Iperf3Exception Broken(Iperf3Meter stream, Errno errno) => errno == Errno.ETIMEDOUT && !stream.Facts.Sends
        ? new(Iperf3Fault.Silence)
        : new(stream.Facts.Sends ? Iperf3Fault.StreamWrite : Iperf3Fault.StreamRead, machine.Text(errno), (int)errno);

    private double Seconds(long from, long to) => machine.Clock.GetElapsedTime(from, Math.Max(from, to)).TotalSeconds;

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> times)
    {
        var least = times[0];
        foreach (var time in times) if (time < least) least = time;
        return least;
    }

    /// <summary>The descriptors that a stream has in the original, which scripts know its lines by.</summary>
    private int SocketNumber(int index) => (isServer, parameters.IsUdp, index) switch
    {
        (_, _, 0) => 5,
        (true, false, 1) => 8,
        (true, false, _) => 7 + 2 * index,
        (true, true, 1) => 6,
        (false, _, 1) => 7,
        (_, _, 2) => 9,
        _ => 6 + 2 * index,
    };

    private static InternetEndpoint Shown(InternetEndpoint endpoint) => endpoint with { Address = endpoint.Address.Unmapped };
}
