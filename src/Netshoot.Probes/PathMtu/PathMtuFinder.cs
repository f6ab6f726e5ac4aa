using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Probes.PathMtu;

/// <summary>What was found of a path's MTU.</summary>
/// <param name="Passed">The IP length of the longest packet that was answered; 0 when none was.</param>
/// <param name="Lost">The IP length of the shortest that was not; 0 when all were answered.</param>
/// <param name="Announced">The MTU that a router on the way, or this machine, told; 0 when nobody did.</param>
/// <param name="Announcer">Who told; the unspecified address for this machine.</param>
/// <param name="Probes">How many packets it took.</param>
public readonly record struct PathMtuFinding(int Passed, int Lost, int Announced, InternetAddress Announcer, int Probes)
{
    /// <summary>Packets that are too long vanish and nobody says so: an MTU black hole (RFC 2923 section 2.1).</summary>
    public bool IsBlackHole => Passed > 0 && Lost > 0 && Announced == 0;
}

/// <summary>
/// Measures the MTU of a path instead of believing what is said of it: echo requests that must not be fragmented, in bisection
/// (RFC 4821). The socket ignores what the kernel remembers of the path (IP_PMTUDISC_PROBE).
/// </summary>
/// <param name="socket">Prepared, and with nobody else using it.</param>
/// <param name="destination">Whom to ask.</param>
/// <param name="clock">The time.</param>
public sealed class PathMtuFinder(EchoSocket socket, InternetEndpoint destination, TimeProvider clock)
{
    private ushort _sequence;
    private int _announced;
    private InternetAddress _announcer;
    private int _probes;

    /// <summary>How often one length is tried before it counts as lost.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>How long to wait for each answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);

    private int Overhead => EchoSocket.HeaderLength + (destination.Address.Is6 ? 40 : 20);

    /// <summary>Searches between two IP lengths.</summary>
    /// <param name="least">A length that ought to pass; the protocol's minimum is 68 (RFC 791) or 1280 (RFC 8200).</param>
    /// <param name="most">The longest that is worth trying: the MTU of the link that it leaves by.</param>
    /// <param name="stop">Ends the search with what is known by then.</param>
    public async ValueTask<PathMtuFinding> FindAsync(int least, int most, CancellationToken stop)
    {
        socket.Socket.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Probe);
        int passed = 0, lost = 0;
        // The two ends first: most paths are whole, or dead.
        if (await IsAnsweredAsync(most, stop)) return Finding(most, 0);
        lost = most;
        if (least >= most || !await IsAnsweredAsync(least, stop)) return Finding(0, Math.Min(least, most));
        passed = least;
        while (lost - passed > 1 && !stop.IsCancellationRequested)
        {
            // What was announced is most likely right: the lengths at its edge decide at once.
            int middle = _announced > passed && _announced < lost ? _announced
                : _announced == passed ? passed + 1
                : passed + (lost - passed) / 2;
            if (await IsAnsweredAsync(middle, stop)) passed = middle;
            else lost = middle;
        }
        return Finding(passed, lost);
    }

    private PathMtuFinding Finding(int passed, int lost) => new(passed, lost, _announced, _announcer, _probes);

    private async ValueTask<bool> IsAnsweredAsync(int length, CancellationToken stop)
    {
        socket.SetPayloadLength(Math.Max(0, length - Overhead));
        for (int attempt = 0; attempt < Attempts && !stop.IsCancellationRequested; attempt++)
        {
            ushort sequence = ++_sequence;
            _probes++;
            var errno = socket.Send(destination, sequence);
            if (errno == Errno.EMSGSIZE)
            {
                Drain(sequence);
                return false;
            }
            long sent = clock.GetTimestamp();
            while (true)
            {
                var verdict = Drain(sequence);
                if (verdict is { } answered) return answered;
                var left = Patience - clock.GetElapsedTime(sent);
                if (left <= TimeSpan.Zero || !await WaitAsync(left, stop)) break;
            }
        }
        return false;
    }

    /// <returns>Whether the request passed; null when nothing is known of it yet.</returns>
    private bool? Drain(ushort sequence)
    {
        while (socket.Receive(out var arrival) is var kind and not EchoArrivalKind.None)
        {
            if (kind == EchoArrivalKind.Reply && arrival.Sequence == sequence) return true;
            if (kind != EchoArrivalKind.Report || arrival.Error.Errno != Errno.EMSGSIZE) continue;
            // A router that knows no better says 0 (RFC 1191 section 4).
            if (arrival.Error.Info > 0) (_announced, _announcer) = ((int)Math.Min(arrival.Error.Info, int.MaxValue), arrival.Error.Offender);
            if (arrival.Sequence == sequence || arrival.Error.Origin == QueuedErrorOrigin.Local) return false;
        }
        return null;
    }

    private async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            return await socket.Socket.WaitAsync(SocketReadiness.Readable, patience, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
