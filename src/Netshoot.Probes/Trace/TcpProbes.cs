using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>What a segment of TCP carries (RFC 9293 section 3.1, RFC 7323, RFC 2018).</summary>
/// <param name="Flags">CWR to FIN, and the bits above them.</param>
public sealed record TcpSegment(ushort Flags)
{
    public const ushort Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16, Urg = 32, Ece = 64, Cwr = 128;

    /// <summary>The maximum segment size that a SYN announces; 0 for what the destination's minimum MTU allows.</summary>
    public int MaximumSegment { get; init; }

    public bool HasSelectiveAcknowledgments { get; init; }

    public bool HasTimestamps { get; init; }

    public bool HasWindowScaling { get; init; }

    /// <summary>No options at all, not even the maximum segment size of a SYN.</summary>
    public bool IsBare { get; init; }

    private const int HeaderLength = 20;

    private bool IsSyn => (Flags & Syn) != 0;

    /// <summary>Bytes of the header with its options.</summary>
    public int Length => HeaderLength + OptionsLength;

    private int OptionsLength => IsBare || !IsSyn && !HasTimestamps && !HasSelectiveAcknowledgments && !HasWindowScaling ? 0
        : (IsSyn ? 4 : 0) + (HasTimestamps ? 12 : HasSelectiveAcknowledgments ? 4 : 0) + (HasWindowScaling ? 4 : 0);

    /// <summary>Writes the header but for its checksum.</summary>
    public void Write(Span<byte> to, ushort source, ushort destination, uint sequence, uint timestamp, bool is6)
    {
        const ushort Window = 5840;
        var wire = new WireWriter(to);
        wire.U16(source);
        wire.U16(destination);
        wire.U32(sequence);
        wire.U32((Flags & Ack) != 0 ? sequence : 0);
        wire.U16((ushort)(Length / 4 << 12 | Flags & 0xfff));
        wire.U16(Window);
        wire.U16(0);
        wire.U16(0);
        if (IsBare) return;
        if (IsSyn) wire.Put([2, 4, (byte)(MssOf(is6) >> 8), (byte)MssOf(is6)]);
        if (HasTimestamps)
        {
            // Two bytes make the words even: they are what permits selective acknowledgments, or nothing.
            wire.Put(HasSelectiveAcknowledgments ? [4, 2, 8, 10] : [1, 1, 8, 10]);
            wire.U32(timestamp);
            wire.U32(0);
        }
        else if (HasSelectiveAcknowledgments)
        {
            wire.Put([1, 1, 4, 2]);
        }
        if (HasWindowScaling) wire.Put([1, 3, 3, 2]);
    }

    private int MssOf(bool is6)
    {
        const int Least4 = 536, Least6 = 1220;
        return MaximumSegment > 0 ? MaximumSegment : is6 ? Least6 : Least4;
    }
}

/// <summary>
/// Segments of TCP by a raw socket, half open: a port that listens answers SYN+ACK, which the kernel, knowing of no such connection,
/// answers with RST; a port that does not answers RST itself. Each probe leaves from a port of its own.
/// </summary>
public sealed class TcpProbes : SharedSocket
{
    private const byte Tcp = 6;
    private const int ChecksumAt = 16, LeastHeader = 20;

    private readonly IMachine _machine;
    private readonly TraceSettings _settings;
    private readonly TcpSegment _segment;
    private readonly ISocket _socket;
    private readonly InternetAddress _source;
    private readonly byte[] _message;
    private readonly byte[] _buffer = new byte[2048];
    private readonly Dictionary<int, (ISocket Reserved, ushort Port, uint Sequence)> _probes = [];
    private readonly Dictionary<ushort, int> _idOfPort = [];

    /// <exception cref="Failure">No socket could be had.</exception>
    /// <param name="machine">Where.</param>
    /// <param name="settings">What the probes look like.</param>
    /// <param name="segment">What their headers say.</param>
    /// <param name="payload">Bytes behind the header.</param>
    public TcpProbes(IMachine machine, TraceSettings settings, TcpSegment segment, int payload = 0)
    {
        (_machine, _settings, _segment) = (machine, settings, segment);
        _message = new byte[segment.Length + payload];
        _socket = RawHeader.Open(machine, settings, Tcp);
        try
        {
            _source = RawHeader.SourceOf(machine, settings);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>It is as long as its headers and what was said of its payload.</summary>
    public override int Length
    {
        get => _settings.HeaderLength + _message.Length;
        set { }
    }

    /// <summary>Where the probes leave from.</summary>
    public InternetAddress Source => _source;

    protected override ISocket Socket => _socket;

    public override void Forget(int id)
    {
        if (!_probes.Remove(id, out var probe)) return;
        _idOfPort.Remove(probe.Port);
        probe.Reserved.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var probe in _probes.Values) probe.Reserved.Dispose();
        _probes.Clear();
        base.Dispose(disposing);
    }

    protected override Errno SendOne(int id)
    {
        if (!_probes.TryGetValue(id, out var probe))
        {
            var reserved = RawHeader.Reserve(_machine, _settings, SocketKind.Stream, 0, _source, _settings.SourcePort) ?? throw new Failure("socket", _machine.Text(Errno.EMFILE));
            probe = (reserved, reserved.LocalEndpoint.Port, (uint)Random.Shared.NextInt64(1, uint.MaxValue));
            // A port that the user fixed belongs to the latest probe.
            if (_idOfPort.Remove(probe.Port, out int earlier)) Forget(earlier);
            _probes.Add(id, probe);
            _idOfPort[probe.Port] = id;
        }
        _segment.Write(_message, probe.Port, _settings.Destination.Port, probe.Sequence, (uint)_machine.Clock.GetTimestamp(), _settings.Is6);
        RawHeader.Seal(_message, ChecksumAt, _source, _settings.Destination.Address, Tcp);
        return _socket.TrySend(_message, out _);
    }

    protected override bool TryReceive(out TraceAnswer answer)
    {
        while (_socket.TryReceiveMessage(_buffer, out var arrival) == Errno.None)
            if (TryRead(ref arrival, out answer)) return true;
        while (_socket.TryReceiveError(_buffer, out var report) == Errno.None)
        {
            var quoted = _buffer.AsSpan(0, Math.Min(report.Length, _buffer.Length));
            if (!TryFind(quoted, 0, 2, out int id) && report.Error.Origin != QueuedErrorOrigin.Local) continue;
            answer = TraceAnswer.OfError(IdOf(in report.Error, id), in report, quoted, _settings.HeaderLength, _settings.Destination);
            return true;
        }
        answer = default;
        return false;
    }

    private bool TryRead(ref Arrival arrival, out TraceAnswer answer)
    {
        var segment = RawHeader.PayloadOf(_buffer.AsSpan(0, Math.Min(arrival.Length, _buffer.Length)), _settings.Is6, ref arrival);
        answer = default;
        if (segment.Length < LeastHeader || !TryFind(segment, 2, 0, out int id)) return false;
        answer = new()
        {
            Kind = TraceAnswerKind.Reached,
            Id = id,
            From = arrival.From with { Port = 0 },
            HopLimit = arrival.HopLimit,
            ReceivedNanoseconds = arrival.ReceivedNanoseconds,
            TcpFlags = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(segment[12..]) & 0xfff),
        };
        return true;
    }

    /// <summary>The probe between whose ports a segment passed.</summary>
    private bool TryFind(ReadOnlySpan<byte> segment, int ourPort, int theirPort, out int id)
    {
        id = 0;
        return segment.Length >= 4
            && BinaryPrimitives.ReadUInt16BigEndian(segment[theirPort..]) == _settings.Destination.Port
            && _idOfPort.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(segment[ourPort..]), out id);
    }
}
