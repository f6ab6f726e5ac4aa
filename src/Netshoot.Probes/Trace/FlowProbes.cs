using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>
/// UDP datagrams that all look the same to a router that spreads load by addresses and ports, so that they take one way: what tells them apart is their
/// checksum, which the payload is made for (the method of Paris traceroute). Several flows, each with a source port of its own, show the several ways.
/// </summary>
public sealed class FlowProbes : SharedSocket
{
    private const byte Udp = 17;
    private const int HeaderLength = 8, ChecksumAt = 6, PayloadAt = HeaderLength;

    private readonly TraceSettings _settings;
    private readonly ISocket _socket;
    private readonly InternetAddress _source;
    private readonly List<ISocket> _ports = [];
    private readonly byte[] _message = new byte[ushort.MaxValue];
    private readonly byte[] _buffer = new byte[2048];

    /// <exception cref="Failure">No socket could be had.</exception>
    public FlowProbes(IMachine machine, TraceSettings settings, int flows = 1)
    {
        (_settings, Length) = (settings, settings.Length);
        _socket = RawHeader.Open(machine, settings, Udp);
        try
        {
            _source = RawHeader.SourceOf(machine, settings);
            for (int i = 0; i < flows; i++)
            {
                ushort port = settings.SourcePort == 0 ? (ushort)0 : (ushort)(settings.SourcePort + i);
                if (RawHeader.Reserve(machine, settings, SocketKind.Datagram, 0, _source, port) is { } reserved) _ports.Add(reserved);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The flows' source ports. The probe <c>id</c> belongs to the flow <c>id % Flows</c>.</summary>
    public int Flows => _ports.Count;

    public override int Length { get; set; }

    protected override ISocket Socket => _socket;

    protected override void Dispose(bool disposing)
    {
        foreach (var port in _ports) port.Dispose();
        base.Dispose(disposing);
    }

    protected override Errno SendOne(int id)
    {
        // Two bytes of payload are what the checksum is steered by.
        var message = _message.AsSpan(0, Math.Clamp(Length - _settings.HeaderLength, HeaderLength + 2, _message.Length));
        message.Clear();
        var header = new WireWriter(message);
        header.U16(_ports[id % Flows].LocalEndpoint.Port);
        header.U16(_settings.Destination.Port);
        header.U16((ushort)message.Length);
        Steer(message, id);
        return _socket.TrySend(message, out _);
    }

    protected override bool TryReceive(out TraceAnswer answer)
    {
        // A datagram says nothing of which probe it answers, and what listens there is not who was asked.
        while (_socket.TryReceiveMessage(_buffer, out _) == Errno.None) { }
        while (_socket.TryReceiveError(_buffer, out var report) == Errno.None)
        {
            var quoted = _buffer.AsSpan(0, Math.Min(report.Length, _buffer.Length));
            bool isLocal = report.Error.Origin == QueuedErrorOrigin.Local;
            if (!isLocal && (quoted.Length < HeaderLength || !IsOurs(quoted))) continue;
            int id = isLocal ? 0 : BinaryPrimitives.ReadUInt16BigEndian(quoted[ChecksumAt..]) - 1;
            if (id < 0) continue;
            answer = TraceAnswer.OfError(IdOf(in report.Error, id), in report, quoted, _settings.HeaderLength, _settings.Destination);
            return true;
        }
        answer = default;
        return false;
    }

    private bool IsOurs(ReadOnlySpan<byte> quoted)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]) != _settings.Destination.Port) return false;
        ushort source = BinaryPrimitives.ReadUInt16BigEndian(quoted);
        foreach (var port in _ports)
            if (port.LocalEndpoint.Port == source) return true;
        return false;
    }

    /// <summary>Makes the checksum one more than the number: 0 would say that there is none (RFC 768).</summary>
    private void Steer(Span<byte> message, int id)
    {
        RawHeader.Seal(message, ChecksumAt, _source, _settings.Destination.Address, Udp);
        ushort wanted = (ushort)(id % (ITraceMethod.Identifiers - 1) + 1), found = BinaryPrimitives.ReadUInt16BigEndian(message[ChecksumAt..]);
        // Ones' complement (RFC 1071): what the sum lacks is what the payload must add.
        int missing = found - wanted;
        if (missing < 0) missing += ushort.MaxValue;
        BinaryPrimitives.WriteUInt16BigEndian(message[PayloadAt..], (ushort)missing);
        BinaryPrimitives.WriteUInt16BigEndian(message[ChecksumAt..], wanted);
    }
}
