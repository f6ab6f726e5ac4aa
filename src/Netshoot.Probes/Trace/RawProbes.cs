using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>Packets of any IP protocol without a header of it; they begin with the number of the probe, for whoever quotes them.</summary>
public sealed class RawProbes : SharedSocket
{
    private const int NumberLength = 4;

    private readonly TraceSettings _settings;
    private readonly ISocket _socket;
    private readonly byte[] _message = new byte[ushort.MaxValue];
    private readonly byte[] _buffer = new byte[2048];
    private int _latest;

    /// <exception cref="Failure">No socket could be had.</exception>
    public RawProbes(IMachine machine, TraceSettings settings, int protocol)
    {
        (_settings, Length) = (settings, settings.Length);
        _socket = RawHeader.Open(machine, settings, protocol);
    }

    public override int Length { get; set; }

    protected override ISocket Socket => _socket;

    protected override Errno SendOne(int id)
    {
        _latest = id;
        var message = _message.AsSpan(0, Math.Clamp(Length - _settings.HeaderLength, 0, _message.Length));
        if (message.Length >= NumberLength) BinaryPrimitives.WriteInt32BigEndian(message, id);
        return _socket.TrySend(message, out _);
    }

    protected override bool TryReceive(out TraceAnswer answer)
    {
        // Whatever the destination sends of that protocol is its answer: nothing in it says to which probe.
        if (_socket.TryReceiveMessage(_buffer, out var arrival) == Errno.None)
        {
            RawHeader.PayloadOf(_buffer.AsSpan(0, Math.Min(arrival.Length, _buffer.Length)), _settings.Is6, ref arrival);
            answer = new() { Kind = TraceAnswerKind.Reached, Id = _latest, From = arrival.From with { Port = 0 }, HopLimit = arrival.HopLimit, ReceivedNanoseconds = arrival.ReceivedNanoseconds };
            return true;
        }
        answer = default;
        if (_socket.TryReceiveError(_buffer, out var report) != Errno.None) return false;
        var quoted = _buffer.AsSpan(0, Math.Min(report.Length, _buffer.Length));
        int id = quoted.Length >= NumberLength ? BinaryPrimitives.ReadInt32BigEndian(quoted) & (ITraceMethod.Identifiers - 1) : _latest;
        answer = TraceAnswer.OfError(IdOf(in report.Error, id), in report, quoted, _settings.HeaderLength, _settings.Destination);
        return true;
    }
}
