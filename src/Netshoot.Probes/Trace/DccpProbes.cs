using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>DCCP-Request packets (RFC 4340 section 5.1 and 5.3) by a raw socket, each from a port of its own.</summary>
public sealed class DccpProbes : SharedSocket
{
    private const byte Dccp = 33;

    /// <summary>The generic header with a long sequence number, and the service code.</summary>
    private const int HeaderLength = 20, ChecksumAt = 6;

    private readonly IMachine _machine;
    private readonly TraceSettings _settings;
    private readonly ISocket _socket;
    private readonly InternetAddress _source;
    private readonly uint _service;
    private readonly byte[] _message = new byte[HeaderLength];
    private readonly byte[] _buffer = new byte[2048];
    private readonly Dictionary<int, (ISocket Reserved, ushort Port)> _probes = [];

    /// <exception cref="Failure">No socket could be had: most kernels of today know no DCCP.</exception>
    public DccpProbes(IMachine machine, TraceSettings settings, uint service)
    {
        (_machine, _settings, _service) = (machine, settings, service);
        // The kernel has to know the protocol: it is who answers the Response to a connection that nobody wants.
        TraceSettings.Must(machine, machine.TryOpen(settings.Family, SocketKind.CongestionControlled, Dccp, out var known), "socket");
        known!.Dispose();
        _socket = RawHeader.Open(machine, settings, Dccp);
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

    public override int Length
    {
        get => _settings.HeaderLength + HeaderLength;
        set { }
    }

    protected override ISocket Socket => _socket;

    public override void Forget(int id)
    {
        if (_probes.Remove(id, out var probe)) probe.Reserved.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var probe in _probes.Values) probe.Reserved.Dispose();
        _probes.Clear();
        base.Dispose(disposing);
    }

    protected override Errno SendOne(int id)
    {
        const byte Request = 0, ExtendedSequence = 1;
        if (!_probes.TryGetValue(id, out var probe))
        {
            var reserved = RawHeader.Reserve(_machine, _settings, SocketKind.CongestionControlled, Dccp, _source, _settings.SourcePort) ?? throw new Failure("socket", _machine.Text(Errno.EMFILE));
            _probes[id] = probe = (reserved, reserved.LocalEndpoint.Port);
        }
        var wire = new WireWriter(_message);
        wire.U16(probe.Port);
        wire.U16(_settings.Destination.Port);
        wire.U8(HeaderLength / 4);
        wire.U8(0);
        wire.U16(0);
        wire.U8(Request << 1 | ExtendedSequence);
        wire.U8(0);
        wire.U48((uint)id + 1);
        wire.U32(_service);
        RawHeader.Seal(_message, ChecksumAt, _source, _settings.Destination.Address, Dccp);
        return _socket.TrySend(_message, out _);
    }

    protected override bool TryReceive(out TraceAnswer answer)
    {
        answer = default;
        while (_socket.TryReceiveMessage(_buffer, out var arrival) == Errno.None)
        {
            var packet = RawHeader.PayloadOf(_buffer.AsSpan(0, Math.Min(arrival.Length, _buffer.Length)), _settings.Is6, ref arrival);
            if (!TryFind(packet, 2, 0, out int id)) continue;
            answer = new() { Kind = TraceAnswerKind.Reached, Id = id, From = arrival.From with { Port = 0 }, HopLimit = arrival.HopLimit, ReceivedNanoseconds = arrival.ReceivedNanoseconds };
            return true;
        }
        while (_socket.TryReceiveError(_buffer, out var report) == Errno.None)
        {
            var quoted = _buffer.AsSpan(0, Math.Min(report.Length, _buffer.Length));
            if (!TryFind(quoted, 0, 2, out int id) && report.Error.Origin != QueuedErrorOrigin.Local) continue;
            answer = TraceAnswer.OfError(IdOf(in report.Error, id), in report, quoted, _settings.HeaderLength, _settings.Destination);
            return true;
        }
        return false;
    }

    private bool TryFind(ReadOnlySpan<byte> packet, int ourPort, int theirPort, out int id)
    {
        id = 0;
        if (packet.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(packet[theirPort..]) != _settings.Destination.Port) return false;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(packet[ourPort..]);
        foreach (var (number, probe) in _probes)
        {
            if (probe.Port != port) continue;
            id = number;
            return true;
        }
        return false;
    }
}
