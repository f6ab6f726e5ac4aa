using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What happened to a try of the kernel's own sockets.</summary>
public enum HandshakeKind
{
    /// <summary>It has begun, or the datagram was sent.</summary>
    Started,

    /// <summary>The connection stands.</summary>
    Completed,

    /// <summary>It failed, with errno.</summary>
    Failed,

    /// <summary>A datagram came back.</summary>
    Answered,
}

/// <summary>A fact about one try.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">With whom.</param>
/// <param name="Since">The time since the beginning.</param>
/// <param name="Errno">Why it failed.</param>
/// <param name="Bytes">How many were sent or received.</param>
public readonly record struct HandshakeEvent(HandshakeKind Kind, InternetEndpoint Target, TimeSpan Since, Errno Errno, int Bytes);

/// <summary>Opens connections, or sends datagrams, to targets and ports in turn by sockets that need no privilege, and tells what came of each.</summary>
public sealed class HandshakePinger(IMachine machine, PacketPlan plan, ushort? sourcePort, byte[]? datagram)
{
    private readonly TimeProvider _clock = machine.Clock;
    private readonly long _began = machine.Clock.GetTimestamp();
    private readonly Dictionary<InternetAddress, PacketStatistics> _statistics = [];

    public PacketStatistics Total { get; } = new();

    public TimeSpan SendingTime { get; private set; }

    public TimeSpan ListeningTime { get; private set; }

    public PacketStatistics Of(InternetAddress target) => _statistics.TryGetValue(target, out var found) ? found : _statistics[target] = new();

    public async ValueTask RunAsync(Action<HandshakeEvent> happened, CancellationToken stop)
    {
        var running = new List<Task>();
        bool isFirst = true;
        long began = _clock.GetTimestamp();
        try
        {
            for (long round = 0; plan.Rounds == 0 || round < plan.Rounds; round++)
                foreach (ushort port in plan.Ports)
                    foreach (var target in plan.Targets)
                    {
                        if (!isFirst) await Task.Delay(plan.Delay, _clock, stop);
                        isFirst = false;
                        running.RemoveAll(static task => task.IsCompleted);
                        running.Add(TryAsync(new(target, port), happened, stop));
                        SendingTime = _clock.GetElapsedTime(began);
                    }
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException)
        {
            // The word to stop: what is known is told.
        }
        ListeningTime = _clock.GetElapsedTime(began);
    }

    private async Task TryAsync(InternetEndpoint target, Action<HandshakeEvent> happened, CancellationToken stop)
    {
        const int HandshakeBytes = 80, AnswerBytes = 40;
        bool isDatagram = datagram is not null;
        var statistics = Of(target.Address);
        var errno = machine.TryOpen(target.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, isDatagram ? SocketKind.Datagram : SocketKind.Stream, 0, out var opened);
        using var socket = opened;
        if (errno == Errno.None && sourcePort is { } port)
        {
            // A port that cannot be had is the kernel's to choose, as in the original.
            socket!.Set(SocketOption.ReuseAddress, 1);
            socket.Bind(new(target.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4, port));
        }
        long sent = _clock.GetTimestamp();
        if (errno == Errno.None) errno = socket!.Connect(target);
        Count(statistics, isSent: true, isDatagram ? datagram!.Length : HandshakeBytes);
        if (isDatagram && errno == Errno.None) errno = socket!.TrySend(datagram, out _);
        happened(new(HandshakeKind.Started, target, _clock.GetElapsedTime(_began), Errno.None, datagram?.Length ?? 0));
        var buffer = isDatagram ? new byte[ushort.MaxValue] : [];
        int received = 0;
        if (errno is Errno.None or Errno.EINPROGRESS)
        {
            bool isReady = await socket!.WaitAsync(isDatagram ? SocketReadiness.Readable : SocketReadiness.Writable, isDatagram ? plan.Patience : s_longest, stop);
            if (!isReady) return;
            if (isDatagram) errno = socket.TryReceive(buffer, out received);
            else errno = socket.Get(SocketOption.PendingError, out int pending) is var failed and not Errno.None ? failed : (Errno)pending;
        }
        if (errno == Errno.None)
        {
            Count(statistics, isSent: false, isDatagram ? received : AnswerBytes);
            double milliseconds = _clock.GetElapsedTime(sent).TotalMilliseconds;
            statistics.Measure(milliseconds);
            Total.Measure(milliseconds);
        }
        happened(new(errno != Errno.None ? HandshakeKind.Failed : isDatagram ? HandshakeKind.Answered : HandshakeKind.Completed, target, _clock.GetElapsedTime(_began), errno, received));
    }

    private void Count(PacketStatistics statistics, bool isSent, int bytes)
    {
        if (isSent)
        {
            statistics.Sent++;
            Total.Sent++;
            Total.SentBytes += bytes;
            return;
        }
        statistics.Received++;
        Total.Received++;
        Total.ReceivedBytes += bytes;
    }

    /// <summary>How long a handshake may take that nobody answers.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
}
