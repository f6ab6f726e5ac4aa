using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>ICMP echo requests with rising sequence numbers (RFC 792, RFC 4443), through one socket.</summary>
public sealed class EchoProbes : SharedSocket
{
    private readonly EchoSocket _socket;
    private readonly TraceSettings _settings;
    private readonly ushort _firstSequence;
    private int _length;

    private EchoProbes(EchoSocket socket, TraceSettings settings, ushort firstSequence)
    {
        (_socket, _settings, _firstSequence) = (socket, settings, firstSequence);
        Length = settings.Length;
    }

    public bool IsRaw => _socket.IsRaw;

    /// <summary>What the requests carry.</summary>
    public Span<byte> Payload => _socket.Payload;

    public override int Length
    {
        get => _length;
        set
        {
            _length = value;
            _socket.SetPayloadLength(Math.Clamp(value - _settings.HeaderLength - EchoSocket.HeaderLength, 0, ushort.MaxValue));
        }
    }

    /// <summary>Opens the socket.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="settings">What the probes look like; the port is the identifier, 0 for any.</param>
    /// <param name="firstSequence">The sequence number of the probe 0.</param>
    /// <param name="isRaw">Whether the socket must be a raw one, or must not; null tries a raw one first.</param>
    /// <exception cref="Failure">No socket could be had.</exception>
    public static EchoProbes Open(IMachine machine, TraceSettings settings, ushort firstSequence, bool? isRaw = null)
    {
        Errno errno = Errno.EPERM;
        EchoSocket? socket = null;
        int protocol = settings.Is6 ? 58 : 1;
        if (isRaw != false)
        {
            errno = machine.TryOpen(settings.Family, SocketKind.Raw, protocol, out var raw);
            if (errno == Errno.None) socket = EchoSocket.Over(raw!, isRaw: true);
        }
        if (socket is null && isRaw != true)
        {
            errno = machine.TryOpen(settings.Family, SocketKind.Datagram, protocol, out var datagram);
            if (errno == Errno.None) socket = EchoSocket.Over(datagram!, isRaw: false);
        }
        TraceSettings.Must(machine, errno, "socket");
        try
        {
            settings.Prepare(machine, socket!.Socket);
            socket.Prepare();
            socket.Identifier = (ushort)(settings.SourcePort != 0 ? settings.SourcePort : Random.Shared.Next(1, ushort.MaxValue));
            // A connected socket is not woken by what others ask and are told.
            TraceSettings.Must(machine, socket.Socket.Connect(settings.Destination with { Port = 0, FlowLabel = settings.FlowLabel }), "connect");
        }
        catch
        {
            socket!.Dispose();
            throw;
        }
        return new(socket, settings, firstSequence);
    }

    protected override ISocket Socket => _socket.Socket;

    protected override Errno SendOne(int id) => _socket.Send(null, (ushort)(_firstSequence + id));

    protected override bool TryReceive(out TraceAnswer answer)
    {
        answer = default;
        while (_socket.Receive(out var arrival) is var kind and not EchoArrivalKind.None)
        {
            if (kind is EchoArrivalKind.Foreign or EchoArrivalKind.Advice) continue;
            answer = kind == EchoArrivalKind.Reply
                ? new() { Kind = TraceAnswerKind.Reached, From = arrival.From }
                : TraceAnswer.OfError(0, new() { Error = arrival.Error }, _socket.Quoted, _settings.HeaderLength, _settings.Destination);
            answer.Id = IdOf(in answer.Error, (ushort)(arrival.Sequence - _firstSequence));
            answer.HopLimit = arrival.HopLimit;
            answer.ReceivedNanoseconds = arrival.ReceivedNanoseconds;
            return true;
        }
        return false;
    }
}
