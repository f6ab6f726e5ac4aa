using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>UDP or UDP-Lite datagrams from a port of their own each (RFC 768, RFC 3828). No privilege is needed.</summary>
/// <param name="machine">Where.</param>
/// <param name="settings">What the probes look like.</param>
/// <param name="protocol">17, or 136 for UDP-Lite.</param>
/// <param name="hasRisingPort">Whether each probe takes the next destination port.</param>
public sealed class UdpProbes(IMachine machine, TraceSettings settings, int protocol = UdpProbes.Udp, bool hasRisingPort = true) : SocketPerProbe(machine, settings, SocketKind.Datagram, protocol)
{
    public const int Udp = 17, UdpLite = 136, HeaderLength = 8;

    private const int SendCoverage = 10;

    private readonly bool _isLite = protocol == UdpLite;
    private readonly byte[] _payload = new byte[ushort.MaxValue];

    /// <summary>How much of a UDP-Lite datagram its checksum covers (UDPLITE_SEND_CSCOV); 0 for the kernel's choice.</summary>
    public int Coverage { get; init; }

    /// <summary>What the datagrams carry.</summary>
    public Span<byte> Payload => _payload;

    protected override int Skipped => Settings.HeaderLength + HeaderLength;

    protected override void Prepare(ISocket socket)
    {
        if (_isLite && Coverage > 0) TraceSettings.Must(Machine, socket.SetRaw(UdpLite, SendCoverage, BitConverter.GetBytes(Coverage)), "UDPLITE_SEND_CSCOV");
    }

    protected override Errno Start(ISocket socket, int id)
    {
        var to = Settings.Destination with { Port = (ushort)(Settings.Destination.Port + (hasRisingPort ? id : 0)), FlowLabel = Settings.FlowLabel };
        TraceSettings.Must(Machine, socket.Connect(to), "connect");
        int length = Math.Clamp(Length - Skipped, 0, _payload.Length);
        return socket.TrySend(_payload.AsSpan(0, length), out _);
    }

    protected override bool TryReceive(ISocket socket, out TraceAnswer answer)
    {
        Span<byte> ignored = stackalloc byte[1];
        answer = default;
        if (socket.TryReceiveMessage(ignored, out var arrival) != Errno.None) return false;
        answer = new() { Kind = TraceAnswerKind.Reached, From = Settings.Destination with { Port = 0 }, HopLimit = arrival.HopLimit, ReceivedNanoseconds = arrival.ReceivedNanoseconds };
        return true;
    }
}
