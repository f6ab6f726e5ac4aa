using System.Buffers.Binary;
using Netshoot.Host.Captures;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What a scanner tells while it runs.</summary>
public interface IScanObserver
{
    /// <summary>A packet was sent or received.</summary>
    void Packet(in SeenPacket packet, bool isSent);

    /// <summary>A port answered.</summary>
    void Found(ScanHost host, byte protocol, ushort port, PortResult result);
}

/// <summary>How far a scan is.</summary>
/// <param name="Done">Probes that have their answer, or will have none.</param>
/// <param name="All">All of them.</param>
public readonly record struct ScanProgress(long Done, long All);

/// <summary>
/// Asks many hosts many things by packets of our own and one receive ring. As many probes wait for answers as the way has shown to
/// bear: the window opens with each answer and closes when an answer was lost (RFC 5681); how long to wait is measured for each host
/// (RFC 6298). What is not answered is repeated as often as answers have been seen to be lost, and once more.
/// </summary>
public sealed class RawScanner(ScanTiming timing, PacketForm form, IPacketSender sender, ILiveCapture capture, TimeProvider clock, IScanObserver observer)
{
    /// <summary>Tries are told apart by the port that they leave from.</summary>
    public const int MostTries = 16;

    private const int Burst = 64;

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly byte[] _buffer = new byte[PacketForm.Most];
    private readonly uint _secret = (uint)Random.Shared.NextInt64(1, uint.MaxValue);
    private readonly int _basePort = form.SourcePort;
    private readonly Dictionary<InternetAddress, int> _hostOf = [];
    private readonly Queue<(int Probe, long SentAt)> _waiting = [];
    private readonly Queue<int> _again = [];
    private readonly List<int> _parked = [];
    private IReadOnlyList<ScanHost> _hosts = [];
    private ScanProbe[] _probes = [];
    private Slot[] _slots = [];
    private int[] _tcp = [], _udp = [], _sctp = [], _other = [];
    private ScanMethod? _method;
    private ScanWindow _window = new(timing);
    private int _fresh, _inFlight, _done;
    private long _rateBegan, _sentSinceRate;

    public long Sent { get; private set; }

    public long SentBytes { get; private set; }

    public long Received { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>What UDP probes carry, by port; what nobody knows of carries nothing.</summary>
    public Func<ushort, byte[]>? PayloadOf { get; init; }

    /// <summary>The user fixed the port that probes leave from.</summary>
    public bool HasFixedPort { get; init; }

    /// <summary>Ports in the order in which they are asked: given, or shuffled.</summary>
    public bool IsInOrder { get; init; }

    /// <summary>The flags that the user wants instead of the method's.</summary>
    public TcpFlags? Flags { get; init; }

    public byte? HopLimit { get; init; }

    public ScanProgress Progress => new(_done, _slots.Length);

    private struct Slot
    {
        public long SentAt;
        public byte Tries;
        public SlotState State;
    }

    private enum SlotState : byte
    {
        Fresh,
        Waiting,
        Queued,
        Parked,

        /// <summary>Nobody answered, and it is not asked again.</summary>
        Done,
        Answered,
    }

    /// <summary>Looks which hosts are there: the first answer to any of the probes decides.</summary>
    public ValueTask FindHostsAsync(IReadOnlyList<ScanHost> hosts, ScanProbe[] probes, CancellationToken stop) => RunAsync(hosts, probes, null, stop);

    /// <summary>Looks at ports of hosts that are there.</summary>
    public async ValueTask ScanAsync(IReadOnlyList<ScanHost> hosts, ScanMethod method, ushort[] ports, CancellationToken stop)
    {
        var probes = new ScanProbe[ports.Length];
        var kind = method switch { ScanMethod.Udp => ProbeKind.Udp, ScanMethod.Protocol => ProbeKind.Protocol, ScanMethod.SctpInit => ProbeKind.SctpInit, ScanMethod.SctpCookie => ProbeKind.SctpCookie, _ => ProbeKind.Tcp };
        for (int i = 0; i < ports.Length; i++) probes[i] = new(kind, ports[i], Flags ?? ScanMethods.Flags(method));
        if (!IsInOrder) Random.Shared.Shuffle(probes);
        await RunAsync(hosts, probes, method, stop);
    }

    private async ValueTask RunAsync(IReadOnlyList<ScanHost> hosts, ScanProbe[] probes, ScanMethod? method, CancellationToken stop)
    {
        Prepare(hosts, probes, method);
        long began = clock.GetTimestamp();
        while (_done < _slots.Length)
        {
            stop.ThrowIfCancellationRequested();
            Expire(clock.GetTimestamp());
            if (timing.HostTimeout > TimeSpan.Zero && clock.GetElapsedTime(began) >= timing.HostTimeout)
            {
                foreach (var host in hosts) host.IsTimedOut = method is not null;
                return;
            }
            var pause = SendSome();
            Drain();
            if (_done >= _slots.Length) break;
            // No wait is so short that it would be none.
            if (pause > TimeSpan.Zero) await capture.WaitAsync(pause > s_shortest ? pause : s_shortest, stop);
        }
        if (method is not null) Conclude(method.Value);
    }

    private void Prepare(IReadOnlyList<ScanHost> hosts, ScanProbe[] probes, ScanMethod? method)
    {
        (_hosts, _probes, _method) = (hosts, probes, method);
        _slots = new Slot[hosts.Count * probes.Length];
        _window = new(timing);
        (_fresh, _inFlight, _done) = (0, 0, 0);
        _waiting.Clear();
        _again.Clear();
        _parked.Clear();
        _hostOf.Clear();
        (_rateBegan, _sentSinceRate) = (clock.GetTimestamp(), 0);
        for (int i = 0; i < hosts.Count; i++)
        {
            _hostOf.TryAdd(hosts[i].Address, i);
            (hosts[i].Delay, hosts[i].NextSend, hosts[i].HighestTry) = (timing.Delay, 0, 0);
        }
        (_tcp, _udp, _other) = (Table(ProbeKind.Tcp, 65_536), Table(ProbeKind.Udp, 65_536), Table(ProbeKind.Protocol, 256));
        _sctp = Table(method == ScanMethod.SctpCookie ? ProbeKind.SctpCookie : ProbeKind.SctpInit, 65_536);
    }

    private int[] Table(ProbeKind kind, int size)
    {
        if (!Array.Exists(_probes, p => p.Kind == kind)) return [];
        int[] table = new int[size];
        for (int i = 0; i < _probes.Length; i++)
            if (_probes[i].Kind == kind) table[_probes[i].Port] = i + 1;
        return table;
    }

    private ScanHost HostOf(int slot) => _hosts[slot % _hosts.Count];

    private ref readonly ScanProbe ProbeOf(int slot) => ref _probes[slot / _hosts.Count];

    /// <summary>Sends what window, rates and delays allow.</summary>
    /// <returns>How long nothing more can be sent, or no wait can end.</returns>
    private TimeSpan SendSome()
    {
        long now = clock.GetTimestamp();
        for (int sent = 0; ; sent++)
        {
            if (sent >= Burst) return TimeSpan.Zero;
            var untilRate = UntilRate(now, out bool isBehind);
            if (untilRate > TimeSpan.Zero) return Least(untilRate, UntilExpiry(now));
            if (_inFlight >= _window.Size && !(isBehind && (timing.MostParallel == 0 || _inFlight < timing.MostParallel))) return UntilExpiry(now);
            if (!TryNext(now, out int slot, out var untilNext)) return Least(untilNext, UntilExpiry(now));
            if (!Send(slot, now)) return TimeSpan.FromMilliseconds(1);
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private bool TryNext(long now, out int slot, out TimeSpan wait)
    {
        wait = TimeSpan.FromSeconds(1);
        while (_again.TryPeek(out slot) && _slots[slot].State != SlotState.Queued) _again.Dequeue();
        bool isAgain = _again.Count > 0;
        while (!isAgain && _fresh < _slots.Length && _slots[_fresh].State != SlotState.Fresh) _fresh++;
        if (!isAgain)
        {
            if (_fresh >= _slots.Length) return false;
            slot = _fresh;
        }
        var host = HostOf(slot);
        if (host.NextSend > now)
        {
            wait = clock.GetElapsedTime(now, host.NextSend);
            return false;
        }
        if (isAgain) _again.Dequeue();
        else _fresh++;
        return true;
    }

    private bool Send(int slot, long now)
    {
        ref readonly var probe = ref ProbeOf(slot);
        ref var state = ref _slots[slot];
        var host = HostOf(slot);
        int length = Write(in probe, host, state.Tries);
        var packet = _buffer.AsSpan(0, length);
        var errno = sender.Send(packet, host.Endpoint);
        if (errno is Errno.EAGAIN or Errno.ENOBUFS)
        {
            state.State = SlotState.Queued;
            _again.Enqueue(slot);
            return false;
        }
        // What the kernel cannot send is like a probe that nobody answers.
        Sent++;
        SentBytes += length;
        _sentSinceRate++;
        if (SeenPacket.TryReadPacket(packet, default, out var sent)) observer.Packet(in sent, isSent: true);
        long at = host.Delay > TimeSpan.Zero || Sent % 16 == 0 ? clock.GetTimestamp() : now;
        (state.SentAt, state.State) = (at, SlotState.Waiting);
        state.Tries++;
        _waiting.Enqueue((slot, at));
        _inFlight++;
        if (host.Delay > TimeSpan.Zero) host.NextSend = at + (long)(host.Delay.TotalSeconds * clock.TimestampFrequency);
        return true;
    }

    private int Write(in ScanProbe probe, ScanHost host, int attempt)
    {
        bool is6 = host.Address.Is6;
        form.Source = host.Route!.Source;
        form.SourcePort = (ushort)(HasFixedPort ? _basePort : _basePort + attempt);
        form.Identification = (ushort)Random.Shared.Next();
        form.HopLimit = HopLimit ?? (byte)Random.Shared.Next(37, 60);
        byte[] payload = form.Payload;
        switch (probe.Kind)
        {
            case ProbeKind.Tcp:
                form.Protocol = IpProtocols.Tcp;
                form.Flags = probe.Flags;
                bool isAck = (probe.Flags & TcpFlags.Ack) != 0;
                form.Sequence = isAck && (probe.Flags & TcpFlags.Syn) == 0 && probe.Flags == TcpFlags.Ack ? 0 : _secret;
                form.Acknowledgment = isAck ? _secret : 0;
                form.TcpOptions = (probe.Flags & TcpFlags.Syn) != 0 ? s_maximumSegment : [];
                break;
            case ProbeKind.Udp:
                form.Protocol = IpProtocols.Udp;
                if (payload.Length == 0 && PayloadOf is not null) form.Payload = PayloadOf(probe.Port);
                break;
            case ProbeKind.SctpInit or ProbeKind.SctpCookie:
                form.Protocol = IpProtocols.Sctp;
                form.SctpChunk = probe.Kind == ProbeKind.SctpInit ? SctpProbe.Init : SctpProbe.CookieEcho;
                form.Sequence = _secret;
                break;
            case ProbeKind.Protocol:
                WriteProtocol((byte)probe.Port, is6);
                break;
            default:
                form.Protocol = is6 ? IpProtocols.Icmp6 : IpProtocols.Icmp;
                form.Icmp.Type = probe.Kind switch { ProbeKind.Timestamp => IcmpForm.Timestamp, ProbeKind.Mask => IcmpForm.Mask, _ => is6 ? (byte)128 : IcmpForm.Echo };
                form.Icmp.Sequence = (ushort)attempt;
                break;
        }
        int length = form.Write(_buffer, host.Address, probe.Port);
        form.Payload = payload;
        return length;
    }

    /// <summary>What shows whether a host has an IP protocol: a header of it where it has one that everybody answers, nothing otherwise.</summary>
    private void WriteProtocol(byte protocol, bool is6)
    {
        form.Protocol = protocol;
        form.TcpOptions = [];
        form.Flags = TcpFlags.Ack;
        (form.Sequence, form.Acknowledgment) = (_secret, _secret);
        form.Icmp.Type = is6 ? (byte)128 : IcmpForm.Echo;
        form.Icmp.Sequence = 0;
    }

    // The largest segment that Ethernet carries.
    private static readonly byte[] s_maximumSegment = [2, 4, 5, 0xb4];

    /// <summary>Takes back the probes whose time is over.</summary>
    private void Expire(long now)
    {
        while (_waiting.TryPeek(out var oldest))
        {
            ref var slot = ref _slots[oldest.Probe];
            if (slot.State != SlotState.Waiting || slot.SentAt != oldest.SentAt)
            {
                _waiting.Dequeue();
                continue;
            }
            var host = HostOf(oldest.Probe);
            if (clock.GetElapsedTime(oldest.SentAt, now) < host.RoundTrips.Timeout(timing)) break;
            _waiting.Dequeue();
            _inFlight--;
            if (slot.Tries < TriesOf(host)) Repeat(oldest.Probe, ref slot);
            else if (slot.Tries <= timing.Retries)
            {
                slot.State = SlotState.Parked;
                _parked.Add(oldest.Probe);
                _done++;
            }
            else
            {
                slot.State = SlotState.Done;
                _done++;
            }
        }
    }

    /// <summary>Once more than any answer ever took, at least twice.</summary>
    private int TriesOf(ScanHost host) => Math.Min(Math.Min(host.HighestTry + 2, timing.Retries + 1), MostTries);

    private void Repeat(int index, ref Slot slot)
    {
        slot.State = SlotState.Queued;
        _again.Enqueue(index);
    }

    private TimeSpan UntilExpiry(long now)
    {
        while (_waiting.TryPeek(out var oldest))
        {
            ref var slot = ref _slots[oldest.Probe];
            if (slot.State == SlotState.Waiting && slot.SentAt == oldest.SentAt)
            {
                var left = HostOf(oldest.Probe).RoundTrips.Timeout(timing) - clock.GetElapsedTime(oldest.SentAt, now);
                return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
            }
            _waiting.Dequeue();
        }
        return TimeSpan.FromSeconds(1);
    }

    private TimeSpan UntilRate(long now, out bool isBehind)
    {
        isBehind = false;
        if (timing.MostRate <= 0 && timing.LeastRate <= 0) return TimeSpan.Zero;
        double elapsed = clock.GetElapsedTime(_rateBegan, now).TotalSeconds;
        isBehind = timing.LeastRate > 0 && _sentSinceRate < elapsed * timing.LeastRate;
        if (timing.MostRate <= 0) return TimeSpan.Zero;
        double due = _sentSinceRate / timing.MostRate;
        // What was not sent while it could have been is not made up for: no second has more than the user allows.
        if (elapsed - due > 0.1) (_rateBegan, _sentSinceRate) = (now, 0);
        return due > elapsed ? TimeSpan.FromSeconds(due - elapsed) : TimeSpan.Zero;
    }

    private void Drain()
    {
        long now = 0;
        int count = 0;
        while (capture.TryRead(out var record))
        {
            if (count++ % 32 == 0) now = clock.GetTimestamp();
            if (!SeenPacket.TryReadFrame(record.Bytes, capture.LinkType, out var packet) || packet.IsArp) continue;
            if (!TryMatch(in packet, out int host, out int probe, out int attempt)) continue;
            Received++;
            ReceivedBytes += packet.Bytes.Length;
            observer.Packet(in packet, isSent: false);
            if (host < 0) continue;
            Answer(in packet, probe * _hosts.Count + host, attempt, now);
        }
    }

    /// <summary>Finds the probe that a packet answers.</summary>
    private bool TryMatch(in SeenPacket packet, out int host, out int probe, out int attempt)
    {
        (host, probe, attempt) = (-1, -1, 0);
        bool isError = packet.TryReadQuoted(out var quoted);
        if (!_hostOf.TryGetValue(isError ? quoted.Destination : packet.Source, out host)) return false;
        var body = isError ? quoted.Body : packet.Body;
        byte protocol = isError ? quoted.Protocol : packet.Protocol;
        if (_method == ScanMethod.Protocol)
        {
            probe = _other[protocol] - 1;
            return probe >= 0 && (isError || packet.Source == _hosts[host].Address);
        }
        if (body.Length < 8) return false;
        if (protocol is IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp)
        {
            ushort first = BinaryPrimitives.ReadUInt16BigEndian(body), second = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
            var (ours, theirs) = isError ? (first, second) : (second, first);
            attempt = HasFixedPort ? -1 : ours - _basePort;
            if (HasFixedPort ? ours != _basePort : attempt is < 0 or >= MostTries) return false;
            int[] table = protocol switch { IpProtocols.Tcp => _tcp, IpProtocols.Udp => _udp, _ => _sctp };
            if (table.Length == 0) return false;
            probe = table[theirs] - 1;
            return probe >= 0;
        }
        return TryMatchEcho(body, isError, _hosts[host].Address.Is6, out probe, out attempt);
    }

    private bool TryMatchEcho(ReadOnlySpan<byte> body, bool isError, bool is6, out int probe, out int attempt)
    {
        attempt = BinaryPrimitives.ReadUInt16BigEndian(body[6..]);
        byte type = body[0];
        var kind = is6 ? (type == (isError ? 128 : 129) ? ProbeKind.Echo : ProbeKind.Protocol)
            : isError ? type switch { IcmpForm.Echo => ProbeKind.Echo, IcmpForm.Timestamp => ProbeKind.Timestamp, IcmpForm.Mask => ProbeKind.Mask, _ => ProbeKind.Protocol }
            : type switch { IcmpForm.EchoReply => ProbeKind.Echo, IcmpForm.TimestampReply => ProbeKind.Timestamp, IcmpForm.MaskReply => ProbeKind.Mask, _ => ProbeKind.Protocol };
        probe = kind == ProbeKind.Protocol || BinaryPrimitives.ReadUInt16BigEndian(body[4..]) != form.Icmp.Identifier ? -1 : Array.FindIndex(_probes, p => p.Kind == kind);
        return probe >= 0;
    }

    private void Answer(in SeenPacket packet, int index, int attempt, long now)
    {
        var host = HostOf(index);
        ref var slot = ref _slots[index];
        if (slot.Tries == 0 || ResultOf(in packet, host) is not { } result) return;
        if (packet.Neighbor.Value != 0 && host.Mac.Value == 0 && host.Route!.IsNeighbor && packet.Source == host.Address) host.Mac = packet.Neighbor;
        if (slot.State == SlotState.Answered) return;
        bool isWaiting = slot.State == SlotState.Waiting;
        bool isLatest = attempt < 0 ? slot.Tries == 1 : attempt == slot.Tries - 1;
        if (isLatest && isWaiting) host.RoundTrips.Add(clock.GetElapsedTime(slot.SentAt, now).TotalMicroseconds);
        Learn(host, Math.Max(0, attempt < 0 ? slot.Tries - 1 : attempt));
        if (isWaiting) _inFlight--;
        if (slot.State is not (SlotState.Parked or SlotState.Done)) _done++;
        slot.State = SlotState.Answered;
        if (_method is null)
        {
            FoundHost(host, index % _hosts.Count, result);
            return;
        }
        ref readonly var probe = ref ProbeOf(index);
        byte protocol = ScanMethods.ProtocolOf(_method.Value);
        host.Ports.Add(new(protocol, probe.Port, result));
        observer.Found(host, protocol, probe.Port, result);
    }

    /// <summary>An answer to a repeated probe shows that one was lost: the window closes, and what was given up is asked again.</summary>
    private void Learn(ScanHost host, int attempt)
    {
        host.Answers++;
        if (attempt == 0)
        {
            _window.Answered();
            return;
        }
        _window.Lost(clock.GetTimestamp(), (long)(host.RoundTrips.Timeout(timing).TotalSeconds * clock.TimestampFrequency));
        host.Losses++;
        // Where a third of the answers is lost, the host answers only so many a second.
        const int Enough = 10;
        if (host.Answers >= Enough)
        {
            if (host.Losses * 3 > host.Answers)
            {
                double first = _method == ScanMethod.Udp ? 50 : 5;
                host.Delay = TimeSpan.FromMilliseconds(Math.Min(timing.MostDelay.TotalMilliseconds, host.Delay > TimeSpan.Zero ? host.Delay.TotalMilliseconds * 2 : first));
            }
            (host.Answers, host.Losses) = (0, 0);
        }
        if (attempt <= host.HighestTry) return;
        host.HighestTry = attempt;
        for (int i = _parked.Count - 1; i >= 0; i--)
        {
            int index = _parked[i];
            ref var slot = ref _slots[index];
            if (HostOf(index) != host) continue;
            _parked.RemoveAt(i);
            if (slot.State != SlotState.Parked) continue;
            _done--;
            Repeat(index, ref slot);
        }
    }

    private void FoundHost(ScanHost host, int column, PortResult result)
    {
        if (!host.IsUp) (host.IsUp, host.Reason, host.ReasonHopLimit) = (true, result.Reason, result.HopLimit);
        for (int i = column; i < _slots.Length; i += _hosts.Count)
        {
            ref var slot = ref _slots[i];
            if (slot.State == SlotState.Waiting) _inFlight--;
            if (slot.State is not (SlotState.Done or SlotState.Parked or SlotState.Answered)) _done++;
            slot.State = SlotState.Answered;
        }
    }

    private PortResult? ResultOf(in SeenPacket packet, ScanHost host)
    {
        byte hops = packet.HopLimit;
        bool isFromHost = packet.Source == host.Address;
        if (packet.TryReadQuoted(out _))
        {
            var error = ScanMethods.OfError(_method ?? ScanMethod.Udp, host.Address.Is6, packet.Body[0], packet.Body[1], isFromHost, hops);
            // That a router says no does not make a host be there.
            return _method is null && !isFromHost ? null : error;
        }
        if (!isFromHost) return null;
        if (_method == ScanMethod.Protocol) return new(PortState.Open, packet.Protocol switch { IpProtocols.Icmp => ScanReason.EchoReply, IpProtocols.Tcp => ScanReason.Reset, _ => ScanReason.ProtocolResponse }, hops);
        switch (packet.Protocol)
        {
            case IpProtocols.Tcp when packet.Body.Length >= TcpHeader.Size:
                var wire = new WireReader(packet.Body);
                var tcp = TcpHeader.Read(ref wire);
                return ScanMethods.OfSegment(_method ?? ScanMethod.Syn, tcp.Flags, tcp.Window, hops);
            case IpProtocols.Sctp:
                return SctpProbe.FirstChunk(packet.Body) is { } chunk ? ScanMethods.OfChunk(_method ?? ScanMethod.SctpInit, chunk, hops) : null;
            case IpProtocols.Udp:
                return new(PortState.Open, ScanReason.UdpResponse, hops);
            case IpProtocols.Icmp:
                return new(PortState.Open, packet.Body[0] switch { IcmpForm.TimestampReply => ScanReason.TimestampReply, IcmpForm.MaskReply => ScanReason.MaskReply, _ => ScanReason.EchoReply }, hops);
            case IpProtocols.Icmp6:
                return new(PortState.Open, ScanReason.EchoReply, hops);
            default:
                return null;
        }
    }

    /// <summary>What nobody answered has its state too.</summary>
    private void Conclude(ScanMethod method)
    {
        byte protocol = ScanMethods.ProtocolOf(method);
        var silence = new PortResult(ScanMethods.Silence(method), ScanReason.NoResponse, 0);
        for (int i = 0; i < _slots.Length; i++)
            if (_slots[i].State != SlotState.Answered) HostOf(i).Ports.Add(new(protocol, ProbeOf(i).Port, silence));
    }
}
