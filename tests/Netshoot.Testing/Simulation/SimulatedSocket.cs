using System.Buffers.Binary;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Testing.Simulation;

/// <summary>A datagram or raw socket whose packets travel through a simulated network: ICMP echo and UDP, with ICMP errors in the error queue as Linux has them.</summary>
public sealed class SimulatedSocket(SimulatedNetwork network, SocketFamily family, SocketKind kind, int protocol) : ISocket
{
    private const int Ip4Header = 20, Ip6Header = 40, UdpHeader = 8, FirstHopLimit = 64;

    private readonly Queue<(byte[] Bytes, Arrival Arrival)> _data = new();
    private readonly Queue<(byte[] Bytes, Arrival Arrival)> _errors = new();
    private readonly Dictionary<SocketOption, int> _options = [];
    private TaskCompletionSource<bool>? _waiter;
    private InternetEndpoint _peer;
    private Errno _pending;

    public SocketFamily Family => family;

    /// <summary>What the next calls to send bring, instead of sending.</summary>
    public Queue<Errno> SendErrors { get; } = new();

    /// <summary>Packets that were sent, and calls that were made for that and for receiving.</summary>
    public int Sent { get; private set; }

    public int Calls { get; private set; }

    public IReadOnlyDictionary<SocketOption, int> Options => _options;

    public InternetEndpoint LocalEndpoint { get; private set; } = new(SimulatedNetwork.Parse(family == SocketFamily.Ip6 ? "fd00::1" : "192.0.2.1"), 4242);

    public InternetEndpoint PeerEndpoint => _peer;

    public string PeerUnixPath => "";

    private bool IsRaw4 => kind == SocketKind.Raw && family == SocketFamily.Ip4;

    private bool IsIcmp => protocol is 1 or 58;

    /// <summary>Puts something into the socket as if it had come from the network; from the ICMP header on.</summary>
    public void Inject(byte[] message, string from, TimeSpan after) => network.Clock.After(after, () => Arrive(message, SimulatedNetwork.Parse(from)));

    /// <summary>Puts an error into the error queue, about a request that is quoted from its ICMP header on.</summary>
    public void QueueError(byte[] quoted, QueuedError error) => _errors.Enqueue((quoted, ErrorOf(_peer, error)));

    /// <summary>Puts bytes into the socket as they are.</summary>
    public void InjectRaw(byte[] bytes, string from) => Arrive(bytes, SimulatedNetwork.Parse(from), isWhole: true);

    public Errno Bind(InternetEndpoint local)
    {
        LocalEndpoint = local with { Port = local.Port == 0 ? LocalEndpoint.Port : local.Port };
        return Errno.None;
    }

    public Errno BindUnix(string path) => Errno.EOPNOTSUPP;

    public Errno BindToInterface(string name) => name == "eth0" ? Errno.None : Errno.ENODEV;

    public Errno Connect(InternetEndpoint remote)
    {
        _peer = remote;
        return network.Find(remote.Address) is null ? Errno.ENETUNREACH : Errno.None;
    }

    public Errno ConnectUnix(string path) => Errno.EOPNOTSUPP;

    public Errno Listen(int backlog) => Errno.EOPNOTSUPP;

    public Errno TryAccept(out ISocket? connection, out InternetEndpoint peer)
    {
        (connection, peer) = (null, default);
        return Errno.EOPNOTSUPP;
    }

    public Errno TrySend(ReadOnlySpan<byte> bytes, out int sent) => TrySendTo(bytes, _peer, out sent);

    public Errno TrySendTo(ReadOnlySpan<byte> bytes, InternetEndpoint to, out int sent)
    {
        sent = 0;
        Calls++;
        if (TakePending() is var pending and not Errno.None) return pending;
        if (SendErrors.TryDequeue(out var refused) && refused != Errno.None) return refused;
        if (network.Find(to.Address) is not { } host) return Errno.ENETUNREACH;
        int length = bytes.Length + (family == SocketFamily.Ip6 ? Ip6Header : Ip4Header) + (IsIcmp ? 0 : UdpHeader);
        var discovery = (PathMtuDiscovery)_options.GetValueOrDefault(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Want);
        bool mayFragment = discovery is PathMtuDiscovery.Dont or PathMtuDiscovery.Want;
        int known = discovery == PathMtuDiscovery.Probe ? network.LinkMtu : Math.Min(network.LinkMtu, network.KnownMtus.GetValueOrDefault(to.Address, int.MaxValue));
        if (!mayFragment && length > known)
        {
            _errors.Enqueue(([], ErrorOf(to, new() { Errno = Errno.EMSGSIZE, Origin = QueuedErrorOrigin.Local, Info = (uint)known })));
            return Errno.EMSGSIZE;
        }
        sent = bytes.Length;
        Sent++;
        Travel(bytes.ToArray(), to, host, mayFragment ? 0 : length);
        return Errno.None;
    }

    public Errno TrySendToUnix(ReadOnlySpan<byte> bytes, string path, out int sent)
    {
        sent = 0;
        return Errno.EOPNOTSUPP;
    }

    public Errno TryReceive(Span<byte> buffer, out int received)
    {
        var errno = TryReceiveMessage(buffer, out var arrival);
        received = arrival.Length;
        return errno;
    }

    public Errno TryPeek(Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        return Errno.EOPNOTSUPP;
    }

    public Errno TryReceiveMessage(Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        Calls++;
        return TakePending() is var pending and not Errno.None ? pending : Take(_data, buffer, out arrival);
    }

    public Errno TryReceiveError(Span<byte> buffer, out Arrival arrival)
    {
        Calls++;
        return Take(_errors, buffer, out arrival);
    }

    public Errno Shutdown(bool both = false) => Errno.None;

    public Errno Set(SocketOption option, int value)
    {
        _options[option] = value;
        return Errno.None;
    }

    public Errno Get(SocketOption option, out int value)
    {
        value = _options.GetValueOrDefault(option);
        return Errno.None;
    }

    public Errno SetRaw(int level, int name, ReadOnlySpan<byte> value) => Errno.None;

    public Errno GetRaw(int level, int name, Span<byte> value, out int length)
    {
        length = 0;
        return Errno.EOPNOTSUPP;
    }

    public async ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (readiness == SocketReadiness.Writable || _data.Count > 0 || _errors.Count > 0) return true;
        if (patience == TimeSpan.Zero) return false;
        var waiter = _waiter = new();
        if (patience > TimeSpan.Zero) network.Clock.After(patience, () => waiter.TrySetResult(false));
        await using var registration = stop.UnsafeRegister(static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(), waiter);
        return await waiter.Task;
    }

    public void Dispose() => _waiter?.TrySetResult(false);

    private void Travel(byte[] bytes, InternetEndpoint to, SimulatedHost host, int unfragmented)
    {
        int hopLimit = _options.GetValueOrDefault(SocketOption.HopLimit, FirstHopLimit);
        var time = TimeSpan.Zero;
        foreach (var router in host.Route)
        {
            time += TimeSpan.FromMilliseconds(router.Milliseconds);
            bool is6 = family == SocketFamily.Ip6;
            if (--hopLimit == 0)
            {
                Report(router, is6 ? (byte)3 : (byte)11, 0, 0, Errno.EHOSTUNREACH);
                return;
            }
            if (router.Refuses is { } refusal)
            {
                Report(router, refusal.Type, refusal.Code, 0, Errno.EHOSTUNREACH);
                return;
            }
            if (unfragmented > router.Mtu)
            {
                Report(router, is6 ? (byte)2 : (byte)3, is6 ? (byte)0 : (byte)4, (uint)router.Mtu, Errno.EMSGSIZE);
                return;
            }
        }
        time += host.Delay;
        int number = ++host.Arrived;
        if (host.Loses(number)) return;
        if (!IsIcmp)
        {
            Report(new(host.Address.ToString(), 0), family == SocketFamily.Ip6 ? (byte)1 : (byte)3, family == SocketFamily.Ip6 ? (byte)4 : (byte)3, 0, Errno.ECONNREFUSED);
            return;
        }
        var reply = (byte[])bytes.Clone();
        reply[0] = family == SocketFamily.Ip6 ? (byte)129 : (byte)0;
        Seal(reply);
        reply = host.Spoils(number, reply);
        for (int i = 0; i < host.Answers(number); i++) Inject(reply, host.Address.ToString(), 2 * time + host.Lateness(number));

        void Report(SimulatedRouter router, byte type, byte code, uint info, Errno errno)
        {
            if (router.IsSilent) return;
            network.Clock.After(2 * time, () =>
            {
                if (errno == Errno.EMSGSIZE) network.KnownMtus[to.Address] = (int)info;
                var offender = SimulatedNetwork.Parse(router.Address);
                var origin = offender.Is6 ? QueuedErrorOrigin.Icmp6 : QueuedErrorOrigin.Icmp;
                _errors.Enqueue((bytes, ErrorOf(to, new() { Errno = errno, Origin = origin, Type = type, Code = code, Info = info, Offender = offender })));
                _pending = errno;
                Wake();
            });
        }
    }

    private void Seal(byte[] message)
    {
        if (!IsRaw4) return;
        message.AsSpan(2, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), InternetChecksum.Of(message));
    }

    private void Arrive(byte[] message, InternetAddress from, bool isWhole = false)
    {
        byte[] bytes = IsRaw4 && !isWhole ? [0x45, .. new byte[Ip4Header - 1], .. message] : message;
        _data.Enqueue((bytes, new() { From = new(from, 0), HopLimit = 57, TrafficClass = -1, ReceivedNanoseconds = network.Clock.Nanoseconds }));
        Wake();
    }

    private Arrival ErrorOf(InternetEndpoint to, QueuedError error)
        => new() { From = to, HopLimit = error.Origin == QueuedErrorOrigin.Local ? -1 : FirstHopLimit, TrafficClass = -1, ReceivedNanoseconds = network.Clock.Nanoseconds, Error = error };

    private void Wake() => _waiter?.TrySetResult(true);

    private Errno TakePending()
    {
        var pending = _pending;
        _pending = Errno.None;
        return pending;
    }

    private static Errno Take(Queue<(byte[] Bytes, Arrival Arrival)> queue, Span<byte> buffer, out Arrival arrival)
    {
        arrival = default;
        if (!queue.TryDequeue(out var next)) return Errno.EAGAIN;
        arrival = next.Arrival;
        arrival.Length = Math.Min(buffer.Length, next.Bytes.Length);
        arrival.Truncated = next.Bytes.Length > buffer.Length;
        next.Bytes.AsSpan(0, arrival.Length).CopyTo(buffer);
        return Errno.None;
    }
}
