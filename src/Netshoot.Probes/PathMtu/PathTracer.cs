using System.Buffers.Binary;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.PathMtu;

/// <summary>
/// Follows a path hop by hop with UDP datagrams that fill what is known of the path's MTU and must not be fragmented, so that hops and
/// MTU are found together, without any privilege (RFC 1191, RFC 8201; the error queue of ip(7)).
/// </summary>
public sealed class PathTracer
{
    /// <summary>The longest datagrams of tracepath(8).</summary>
    public const int Longest4 = 65535, Longest6 = 128000;

    // An answer is told apart by its port: as many probes as can be under way.
    private const int Remembered = 64;
    private const int MostSendAttempts = 10;

    private readonly ISocket _socket;
    private readonly PathTracePlan _plan;
    private readonly TimeProvider _clock;
    private readonly int _overhead;
    private readonly byte[] _message;
    private readonly byte[] _quoted = new byte[64];
    private readonly (long Sent, int HopLimit)[] _probes = new (long, int)[Remembered];
    private readonly Queue<PathHop> _found = new();
    private int _hopLimit;
    private int _attempt;
    private int _port;
    private bool _isOver;

    public PathTracer(ISocket socket, PathTracePlan plan, TimeProvider clock)
    {
        const int Udp = 8, Ip4 = 20, Ip6 = 40;
        (_socket, _plan, _clock) = (socket, plan, clock);
        bool is6 = plan.Destination.Address.Is6;
        _overhead = Udp + (is6 ? Ip6 : Ip4);
        Mtu = plan.Length > 0 ? plan.Length : is6 ? Longest6 : Longest4;
        _message = new byte[Mtu - _overhead];
        socket.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Do);
        socket.Set(SocketOption.ReceiveErrors, 1);
        socket.Set(SocketOption.ReceiveHopLimit, 1);
    }

    /// <summary>What is known of the path's MTU so far.</summary>
    public int Mtu { get; private set; }

    /// <summary>Hops to the destination and back; -1 as long as it has not answered.</summary>
    public int Hops { get; private set; } = -1;

    public int HopsBack { get; private set; } = -1;

    /// <summary>Whether the hops ran out before the destination answered.</summary>
    public bool HasTooManyHops { get; private set; }

    /// <summary>What happens next; null when it is over.</summary>
    public async ValueTask<PathHop?> NextAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_found.TryDequeue(out var found)) return found;
            if (_isOver) return null;
            if (_attempt == 0 && !StartHop()) return null;
            await ProbeAsync(stop);
        }
        return null;
    }

    private bool StartHop()
    {
        if (_hopLimit >= _plan.MostHops)
        {
            HasTooManyHops = _isOver = true;
            return false;
        }
        _hopLimit++;
        _attempt = 1;
        _socket.Set(SocketOption.HopLimit, _hopLimit);
        return true;
    }

    /// <summary>One probe. One that taught something about the MTU does not count as an attempt: the hop itself is still to be found.</summary>
    private async ValueTask ProbeAsync(CancellationToken stop)
    {
        int mtu = Mtu;
        bool hasSent = false, hasHop = false;
        for (int attempt = 0; attempt < MostSendAttempts && !hasSent; attempt++)
        {
            var errno = Send();
            hasSent = errno == Errno.None;
            if (hasSent) break;
            // An earlier probe's error comes out as the result of this call; an MTU that is known here makes the next attempt shorter.
            bool hasError = Collect(ref hasHop);
            if (_isOver && hasHop) return;
            if (hasError) continue;
            _found.Enqueue(new(PathHopKind.SendFailed, _hopLimit) { Errno = errno });
            if (Mtu == mtu) _isOver = true;
            return;
        }

        long sent = _clock.GetTimestamp();
        while (hasSent && !hasHop && !stop.IsCancellationRequested)
        {
            var patience = _plan.Patience - _clock.GetElapsedTime(sent);
            bool isReady = patience > TimeSpan.Zero && await WaitAsync(patience, stop);
            if (!isReady) break;
            int before = Mtu;
            Collect(ref hasHop);
            if (Mtu != before) break;
        }
        Conclude(hasHop, hasLearnedMtu: Mtu != mtu);
    }

    private void Conclude(bool hasHop, bool hasLearnedMtu)
    {
        if (hasLearnedMtu)
        {
            // What was found with it is told, and asked for once more.
            _isOver = false;
            return;
        }
        if (hasHop) _attempt = 0;
        else if (_attempt++ >= _plan.Attempts)
        {
            _found.Enqueue(new(PathHopKind.NoReply, _hopLimit));
            _attempt = 0;
        }
    }

    private Errno Send()
    {
        var message = _message.AsSpan(0, Math.Clamp(Mtu - _overhead, 0, _message.Length));
        ref var probe = ref _probes[_port % Remembered];
        probe = (_clock.GetTimestamp(), _hopLimit);
        if (message.Length >= sizeof(int)) BinaryPrimitives.WriteInt32LittleEndian(message, _hopLimit);
        var errno = _socket.TrySendTo(message, _plan.Destination with { Port = (ushort)(_plan.Destination.Port + _port) }, out _);
        if (errno == Errno.None) _port++;
        return errno;
    }

    private async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            return await _socket.WaitAsync(SocketReadiness.Readable, patience, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Takes all there is out of the socket.</summary>
    /// <returns>Whether there was any error.</returns>
    private bool Collect(ref bool hasHop)
    {
        // A destination that answers with a datagram has been reached as well as one that refuses it.
        while (_socket.TryReceiveMessage(_quoted, out var datagram) == Errno.None)
        {
            Tell(new(PathHopKind.Reached, _hopLimit) { From = datagram.From with { Port = 0 }, RoundTrip = RoundTripOf(_port - 1), HopsBack = HopsBackOf(datagram.HopLimit) });
            hasHop = true;
        }
        bool any = false;
        while (_socket.TryReceiveError(_quoted, out var report) == Errno.None)
        {
            any = true;
            Judge(in report, ref hasHop);
        }
        return any;
    }

    private void Judge(in Arrival report, ref bool hasHop)
    {
        var error = report.Error;
        bool isLocal = error.Origin == QueuedErrorOrigin.Local;
        int number = (ushort)(report.From.Port - _plan.Destination.Port);
        bool isKnown = number < _port && number >= _port - Remembered && report.From.Port != 0;
        if (isLocal) number = _port;
        else if (!isKnown) return;

        var hop = new PathHop(PathHopKind.Unreachable, isLocal ? _hopLimit : _probes[number % Remembered].HopLimit)
        {
            From = isLocal && _plan.Destination.Address.Is6 ? new(InternetAddress.Any6, 0) : new(error.Offender, 0, error.Offender.IsLinkLocal ? _plan.Destination.Scope : 0),
            RoundTrip = RoundTripOf(number),
            HopsBack = HopsBackOf(report.HopLimit),
            Error = error,
        };
        switch (error.Errno)
        {
            case Errno.EMSGSIZE:
                // Claimed by whoever sent it: never more than before, never too little for a probe.
                if (error.Info < _overhead || error.Info >= Mtu) return;
                Mtu = (int)error.Info;
                _found.Enqueue(hop with { Kind = isLocal ? PathHopKind.LocalMtu : PathHopKind.Mtu, Mtu = Mtu });
                return;
            case Errno.ECONNREFUSED:
                Tell(hop with { Kind = PathHopKind.Reached });
                break;
            case Errno.EHOSTUNREACH when IsTimeExceeded(in error):
                _found.Enqueue(hop with { Kind = PathHopKind.Hop });
                break;
            default:
                _found.Enqueue(hop);
                _isOver = true;
                break;
        }
        hasHop = true;
    }

    private void Tell(PathHop reached)
    {
        (Hops, HopsBack, _isOver) = (reached.HopLimit, reached.HopsBack, true);
        _found.Enqueue(reached);
    }

    private TimeSpan RoundTripOf(int number) => _clock.GetElapsedTime(_probes[number % Remembered].Sent);

    private static bool IsTimeExceeded(in QueuedError error)
        => error.Origin == QueuedErrorOrigin.Icmp && error is { Type: 11, Code: 0 } || error.Origin == QueuedErrorOrigin.Icmp6 && error is { Type: 3, Code: 0 };

    /// <summary>Nodes start at 64, 128 or 255: what is missing was used up on the way.</summary>
    private static int HopsBackOf(int hopLimit) => hopLimit switch { < 0 => -1, <= 64 => 65 - hopLimit, <= 128 => 129 - hopLimit, _ => 256 - hopLimit };
}
