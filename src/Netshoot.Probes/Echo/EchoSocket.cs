using System.Runtime.InteropServices;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Echo;

/// <summary>What a look into an echo socket found.</summary>
public enum EchoArrivalKind
{
    /// <summary>Nothing waits there.</summary>
    None,

    /// <summary>Something for somebody else, or nothing that can be read: look again.</summary>
    Foreign,

    /// <summary>An echo reply to one of our requests.</summary>
    Reply,

    /// <summary>A node, or this machine, says why a request of ours went no further.</summary>
    Report,

    /// <summary>Advice that ends no request: a redirect or a source quench (RFC 792). Only raw sockets see it.</summary>
    Advice,
}

/// <summary>One answer to an echo request, or one error about it, as it came in.</summary>
public record struct EchoArrival
{
    /// <summary>The sequence number of the request it is about; its low 16 bits, as the wire has them.</summary>
    public ushort Sequence;

    /// <summary>Who answered, or who reported the error; the unspecified address for this machine's own errors.</summary>
    public InternetEndpoint From;

    /// <summary>Bytes of the ICMP message.</summary>
    public int Length;

    /// <summary>The answer's time to live or hop limit; -1 when it is not known.</summary>
    public int HopLimit;

    /// <summary>When the kernel took it in, in nanoseconds since 1970; 0 when it did not say.</summary>
    public long ReceivedNanoseconds;

    /// <summary>Set for a report and for advice.</summary>
    public QueuedError Error;

    /// <summary>The ICMP checksum is wrong. Only raw IPv4 sockets let such a message through.</summary>
    public bool HasBadChecksum;

    /// <summary>IPv4 options of the answer, <see cref="OptionsLength"/> bytes of them.</summary>
    public IpOptions Options;

    public int OptionsLength;
}

/// <summary>
/// Sends ICMP and ICMPv6 echo requests and finds what belongs to them in all that comes back (RFC 792, RFC 4443): the one place that
/// knows the four kinds of socket, datagram (icmp(7), permitted by <c>net.ipv4.ping_group_range</c>) and raw, IPv4 and IPv6.
/// </summary>
/// <remarks>Nothing in it waits, paces or counts, so that any schedule can be built on it.</remarks>
public sealed class EchoSocket : IDisposable
{
    /// <summary>Bytes of the ICMP echo header: type, code, checksum, identifier, sequence number.</summary>
    public const int HeaderLength = 8;

    private const byte EchoReply4 = 0, SourceQuench4 = 4, Redirect4 = 5, EchoRequest4 = 8, EchoRequest6 = 128, EchoReply6 = 129;
    private const int IpHeaderLength = 20, LongestIpHeader = 60;

    /// <summary>For what stands behind a quote that was filled up to 128 bytes (RFC 4884 section 5.1).</summary>
    private const int ObjectRoom = 512;

    private readonly ISocket _socket;
    private readonly bool _is6;
    private byte[] _message = new byte[HeaderLength];
    private byte[] _buffer = [];
    private int _payloadAt;
    private int _payloadEnd;
    private int _quotedEnd;

    private EchoSocket(ISocket socket, bool isRaw)
    {
        _socket = socket;
        _is6 = socket.Family == SocketFamily.Ip6;
        IsRaw = isRaw;
        SetPayloadLength(0);
    }

    /// <summary>The socket itself, for its options and for waiting.</summary>
    public ISocket Socket => _socket;

    /// <summary>Whether it needed a privilege (CAP_NET_RAW): it then sees every ICMP message of the machine.</summary>
    public bool IsRaw { get; }

    /// <summary>The identifier of our requests. A datagram socket's belongs to the kernel and is its local port.</summary>
    public ushort Identifier { get; set; }

    /// <summary>The bytes behind the header of the next request.</summary>
    public Span<byte> Payload => _message.AsSpan(HeaderLength);

    /// <summary>The bytes behind the header of the last reply; valid until the next look.</summary>
    public ReadOnlySpan<byte> ReplyPayload => _buffer.AsSpan(_payloadAt, _payloadEnd - _payloadAt);

    /// <summary>The request that the last report is about, from its ICMP header on, and what follows its quote; valid until the next look.</summary>
    public ReadOnlySpan<byte> Quoted => _buffer.AsSpan(0, _quotedEnd);

    /// <summary>Uses a socket that is open already; it becomes this one's.</summary>
    /// <param name="socket">A socket for ICMP or ICMPv6.</param>
    /// <param name="isRaw">Whether it is a raw one.</param>
    public static EchoSocket Over(ISocket socket, bool isRaw) => new(socket, isRaw);

    /// <summary>Opens a datagram socket, or a raw one where that is wanted or the other is not permitted.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="mustBeRaw">Whether only a raw socket will do.</param>
    /// <param name="socket">The socket, or null with the reason why the last kind tried could not be had.</param>
    public static Errno TryOpen(IMachine machine, SocketFamily family, bool mustBeRaw, out EchoSocket? socket)
    {
        int protocol = family == SocketFamily.Ip6 ? 58 : 1;
        socket = null;
        if (!mustBeRaw)
        {
            var errno = machine.TryOpen(family, SocketKind.Datagram, protocol, out var datagram);
            if (errno == Errno.None)
            {
                socket = new(datagram!, isRaw: false);
                return errno;
            }
            // Without IPv6 in the kernel a raw socket will not be had either.
            if (errno is not (Errno.EACCES or Errno.EPERM or Errno.EPROTONOSUPPORT)) return errno;
        }
        var refused = machine.TryOpen(family, SocketKind.Raw, protocol, out var raw);
        if (refused == Errno.None) socket = new(raw!, isRaw: true);
        return refused;
    }

    /// <summary>Asks for errors, hop limits and times of arrival, and for nothing but what is ours to be delivered.</summary>
    public void Prepare()
    {
        _socket.Set(SocketOption.ReceiveErrors, 1);
        _socket.Set(SocketOption.ReceiveHopLimit, 1);
        _socket.Set(SocketOption.ReceiveTimestamps, 1);
        if (!_is6) _socket.Set(SocketOption.ReceiveIpOptions, 1);
        if (!IsRaw) return;

        const int RawLevel = 255, Icmp6Level = 58, Filter = 1;
        if (!_is6)
        {
            // ICMP_FILTER: a set bit drops that type. Errors come through the error queue.
            uint dropped = ~(1u << EchoReply4 | 1u << SourceQuench4 | 1u << Redirect4);
            _socket.SetRaw(RawLevel, Filter, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(ref dropped)));
        }
        else
        {
            // ICMPV6_FILTER: 256 bits, a set one drops that type.
            Span<uint> dropped = stackalloc uint[8];
            dropped.Fill(uint.MaxValue);
            dropped[EchoReply6 >> 5] &= ~(1u << (EchoReply6 & 31));
            _socket.SetRaw(Icmp6Level, Filter, MemoryMarshal.AsBytes(dropped));
        }
    }

    /// <summary>Makes room for requests with so many bytes behind the header, and for their answers.</summary>
    public void SetPayloadLength(int length)
    {
        _message = new byte[HeaderLength + length];
        _buffer = new byte[LongestIpHeader + HeaderLength + length + ObjectRoom];
        _payloadAt = _payloadEnd = _quotedEnd = 0;
    }

    /// <summary>Sends one request with the current payload.</summary>
    /// <param name="to">Where; null when the socket is connected.</param>
    /// <param name="sequence">The sequence number that answers will carry.</param>
    public Errno Send(InternetEndpoint? to, ushort sequence)
    {
        var message = _message.AsSpan();
        var header = new WireWriter(message);
        header.U8(_is6 ? EchoRequest6 : EchoRequest4);
        header.U8(0);
        header.U16(0);
        header.U16(Identifier);
        header.U16(sequence);
        // Everywhere else the kernel fills it in: it knows the pseudo header and the identifier.
        if (IsRaw && !_is6) System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Of(message));
        return to is { } endpoint ? _socket.TrySendTo(message, endpoint, out _) : _socket.TrySend(message, out _);
    }

    /// <summary>Takes the next answer out of the socket.</summary>
    /// <remarks>An error that is pending on the socket is told by the kernel as the result of the next call, and then waits in the error queue.</remarks>
    public EchoArrivalKind Receive(out EchoArrival found)
    {
        var errno = _socket.TryReceiveMessage(_buffer, out var arrival);
        if (errno == Errno.None) return Read(in arrival, out found);
        return ReceiveReport(out found) is var kind && kind == EchoArrivalKind.None && errno != Errno.EAGAIN ? EchoArrivalKind.Foreign : kind;
    }

    /// <summary>Takes the next error out of the error queue.</summary>
    public EchoArrivalKind ReceiveReport(out EchoArrival found)
    {
        found = default;
        if (_socket.TryReceiveError(_buffer, out var arrival) != Errno.None) return EchoArrivalKind.None;

        // The bytes are the request that it is about, from its ICMP header on, or as much of it as was quoted.
        _quotedEnd = Math.Min(arrival.Length, _buffer.Length);
        var request = new WireReader(Quoted);
        byte type = request.U8();
        request.Skip(3);
        ushort identifier = request.U16(), sequence = request.U16();
        found.Error = arrival.Error;
        found.From = new(arrival.Error.Offender, 0);
        found.HopLimit = arrival.HopLimit;
        found.ReceivedNanoseconds = arrival.ReceivedNanoseconds;
        found.Length = arrival.Length;
        found.Sequence = sequence;
        // What this machine refused was never put into a message that could be quoted.
        if (arrival.Error.Origin == QueuedErrorOrigin.Local) return EchoArrivalKind.Report;
        bool isOurs = !request.Truncated && type == (_is6 ? EchoRequest6 : EchoRequest4) && (!IsRaw || identifier == Identifier);
        return isOurs ? EchoArrivalKind.Report : EchoArrivalKind.Foreign;
    }

    public void Dispose() => _socket.Dispose();

    private EchoArrivalKind Read(in Arrival arrival, out EchoArrival found)
    {
        found = new()
        {
            From = arrival.From with { Port = 0 },
            HopLimit = arrival.HopLimit,
            ReceivedNanoseconds = arrival.ReceivedNanoseconds,
            Options = arrival.Options,
            OptionsLength = arrival.OptionsLength,
        };
        int at = 0, end = Math.Min(arrival.Length, _buffer.Length);
        if (IsRaw && !_is6 && !SkipIpHeader(ref found, ref at, end)) return EchoArrivalKind.Foreign;

        var message = _buffer.AsSpan(at, end - at);
        var header = new WireReader(message);
        byte type = header.U8(), code = header.U8();
        header.Skip(2);
        ushort identifier = header.U16();
        found.Sequence = header.U16();
        found.Length = message.Length;
        if (header.Truncated) return EchoArrivalKind.Foreign;
        if (IsRaw && !_is6 && type is (SourceQuench4 or Redirect4)) return ReadAdvice(message, type, code, ref found);
        if (type != (_is6 ? EchoReply6 : EchoReply4) || IsRaw && identifier != Identifier) return EchoArrivalKind.Foreign;

        _payloadAt = at + HeaderLength;
        _payloadEnd = end;
        found.HasBadChecksum = IsRaw && !_is6 && !arrival.Truncated && InternetChecksum.Of(message) != 0;
        return EchoArrivalKind.Reply;
    }

    private bool SkipIpHeader(ref EchoArrival found, ref int at, int end)
    {
        if (end - at < IpHeaderLength) return false;
        int length = (_buffer[at] & 15) * 4;
        if (length < IpHeaderLength || length > end - at) return false;
        if (found.HopLimit < 0) found.HopLimit = _buffer[at + 8];
        found.OptionsLength = length - IpHeaderLength;
        _buffer.AsSpan(at + IpHeaderLength, found.OptionsLength).CopyTo(found.Options);
        at += length;
        return true;
    }

    /// <summary>A redirect or a source quench quotes our request: IP header and the first eight bytes behind it.</summary>
    private EchoArrivalKind ReadAdvice(ReadOnlySpan<byte> message, byte type, byte code, ref EchoArrival found)
    {
        var quoted = new WireReader(message[4..]);
        uint info = quoted.U32();
        int length = (quoted.U8() & 15) * 4;
        quoted.Skip(8);
        byte protocol = quoted.U8();
        quoted.Skip(length - 10);
        byte quotedType = quoted.U8();
        quoted.Skip(3);
        ushort identifier = quoted.U16();
        found.Sequence = quoted.U16();
        found.Error = new() { Origin = QueuedErrorOrigin.Icmp, Type = type, Code = code, Info = info, Offender = found.From.Address };
        return !quoted.Truncated && protocol == 1 && quotedType == EchoRequest4 && identifier == Identifier ? EchoArrivalKind.Advice : EchoArrivalKind.Foreign;
    }
}
