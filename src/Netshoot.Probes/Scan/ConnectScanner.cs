using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>
/// Looks at ports of TCP by the kernel's own handshakes, which needs no privilege. A socket that was refused is used again: where
/// answers come at once, a port costs two system calls.
/// </summary>
public sealed class ConnectScanner(IMachine machine, ScanTiming timing, IScanObserver observer)
{
    private readonly TimeProvider _clock = machine.Clock;
    private readonly Queue<(int Slot, int Tries)> _again = [];
    private IReadOnlyList<ScanHost> _hosts = [];
    private ushort[] _ports = [];
    private int _next, _done;
    private long _began, _sent;
    private bool _findsHosts;

    public long Sent => _sent;

    public ushort? SourcePort { get; init; }

    public InternetAddress? Source { get; init; }

    public string? Device { get; init; }

    public byte? HopLimit { get; init; }

    /// <summary>Ports in order, not shuffled.</summary>
    public bool IsInOrder { get; init; }

    /// <summary>Told of each step, for who traces: what errno came of a handshake.</summary>
    public Action<InternetEndpoint, Errno>? Traced { get; init; }

    public ScanProgress Progress => new(_done, (long)_hosts.Count * _ports.Length);

    /// <summary>Looks which hosts answer on any of these ports, with whatever.</summary>
    public ValueTask FindHostsAsync(IReadOnlyList<ScanHost> hosts, ushort[] ports, CancellationToken stop)
    {
        _findsHosts = true;
        return RunAsync(hosts, ports, stop);
    }

    public ValueTask ScanAsync(IReadOnlyList<ScanHost> hosts, ushort[] ports, CancellationToken stop)
    {
        _findsHosts = false;
        return RunAsync(hosts, ports, stop);
    }

    private async ValueTask RunAsync(IReadOnlyList<ScanHost> hosts, ushort[] ports, CancellationToken stop)
    {
        (_hosts, _ports, _next, _done) = (hosts, [.. ports], 0, 0);
        if (!IsInOrder) Random.Shared.Shuffle(_ports);
        (_began, _sent) = (_clock.GetTimestamp(), 0);
        foreach (var host in hosts) host.HighestTry = 0;
        int workers = timing.MostParallel > 0 ? timing.MostParallel : Math.Max(timing.InitialWindow, timing.LeastParallel);
        var running = new List<Task>();
        for (int i = 0; i < Math.Min(workers, hosts.Count * ports.Length); i++) running.Add(WorkAsync(stop));
        await Task.WhenAll(running);
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        const int Turns = 256;
        ISocket? socket = null;
        try
        {
            for (int turn = 1; TryNext(out int slot, out int tries); turn++)
            {
                // Where nothing must be waited for, the others of the loop still have their turn.
                if (turn % Turns == 0) await Task.Delay(TimeSpan.Zero, _clock, stop);
                if (timing.MostRate > 0 || timing.Delay > TimeSpan.Zero) await WaitForTurnAsync(stop);
                var host = _hosts[slot % _hosts.Count];
                if (host.IsTimedOut || _findsHosts && host.IsUp)
                {
                    _done++;
                    continue;
                }
                if (timing.HostTimeout > TimeSpan.Zero && _clock.GetElapsedTime(_began) > timing.HostTimeout) host.IsTimedOut = true;
                var to = host.Endpoint with { Port = _ports[slot / _hosts.Count] };
                socket ??= Open(to);
                if (socket is null)
                {
                    // Descriptors are short: those that are open come back.
                    _again.Enqueue((slot, tries));
                    await Task.Delay(timing.LeastTimeout, _clock, stop);
                    continue;
                }
                _sent++;
                long sentAt = _clock.GetTimestamp();
                var errno = socket.Connect(to);
                Traced?.Invoke(to, errno);
                if (errno == Errno.EINPROGRESS) errno = socket.Connect(to);
                if (errno == Errno.EALREADY)
                {
                    bool isReady = await socket.WaitAsync(SocketReadiness.Writable, host.RoundTrips.Timeout(timing), stop);
                    errno = isReady ? socket.Connect(to) : Silence(socket);
                }
                bool isRefused = errno == Errno.ECONNREFUSED;
                if (!isRefused)
                {
                    socket.Dispose();
                    socket = null;
                }
                Learn(slot, tries, host, errno, sentAt);
            }
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>The kernel goes on trying where a router says that it will not; what was said is kept.</summary>
    private static Errno Silence(ISocket socket) => socket.Get(SocketOption.PendingError, out int pending) == Errno.None && pending != 0 ? (Errno)pending : Errno.ETIMEDOUT;

    private void Learn(int slot, int tries, ScanHost host, Errno errno, long sentAt)
    {
        if (errno == Errno.ETIMEDOUT && tries + 1 < Math.Min(host.HighestTry + 2, timing.Retries + 1))
        {
            _again.Enqueue((slot, tries + 1));
            return;
        }
        _done++;
        var result = errno switch
        {
            Errno.None or Errno.EISCONN => new PortResult(PortState.Open, ScanReason.SynAck, 0),
            Errno.ECONNREFUSED or Errno.ECONNRESET => new(PortState.Closed, ScanReason.Refused, 0),
            Errno.EHOSTUNREACH => new(PortState.Filtered, ScanReason.HostUnreachable, 0),
            Errno.ENETUNREACH => new(PortState.Filtered, ScanReason.NetworkUnreachable, 0),
            Errno.EACCES or Errno.EPERM => new(PortState.Filtered, ScanReason.AdministrativelyProhibited, 0),
            Errno.EPROTO => new(PortState.Filtered, ScanReason.ProtocolUnreachable, 0),
            _ => new(PortState.Filtered, ScanReason.NoResponse, 0),
        };
        ushort port = _ports[slot / _hosts.Count];
        if (result.State != PortState.Filtered)
        {
            host.RoundTrips.Add(_clock.GetElapsedTime(sentAt).TotalMicroseconds);
            host.HighestTry = Math.Max(host.HighestTry, tries);
        }
        Traced?.Invoke(host.Endpoint with { Port = port }, errno == Errno.EISCONN ? Errno.None : errno);
        if (_findsHosts)
        {
            if (result.State != PortState.Filtered && !host.IsUp) (host.IsUp, host.Reason) = (true, result.Reason);
            return;
        }
        host.Ports.Add(new(IpProtocols.Tcp, port, result));
        observer.Found(host, IpProtocols.Tcp, port, result);
    }

    private bool TryNext(out int slot, out int tries)
    {
        tries = 0;
        if (_next < _hosts.Count * _ports.Length)
        {
            slot = _next++;
            return true;
        }
        if (!_again.TryDequeue(out var again))
        {
            slot = 0;
            return false;
        }
        (slot, tries) = again;
        return true;
    }

    private async ValueTask WaitForTurnAsync(CancellationToken stop)
    {
        double each = Math.Max(timing.MostRate > 0 ? 1 / timing.MostRate : 0, timing.Delay.TotalSeconds / _hosts.Count);
        long turn = _turn++;
        var early = TimeSpan.FromSeconds(turn * each) - _clock.GetElapsedTime(_began);
        if (early > TimeSpan.Zero) await Task.Delay(early, _clock, stop);
    }

    private long _turn;

    private ISocket? Open(InternetEndpoint to)
    {
        var family = to.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4;
        if (machine.TryOpen(family, SocketKind.Stream, 0, out var socket) != Errno.None) return null;
        if (HopLimit is { } hops) socket!.Set(SocketOption.HopLimit, hops);
        if (Device is not null) socket!.BindToInterface(Device);
        if (SourcePort is not null || Source is not null)
        {
            socket!.Set(SocketOption.ReuseAddress, 1);
            socket.Bind(new(Source ?? (to.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4), SourcePort ?? 0));
        }
        return socket;
    }
}
