using System.Runtime.CompilerServices;

namespace Netshoot.Wire;

/// <summary>What came with a datagram besides its bytes: who sent it, how it travelled and, from the error queue, what went wrong (recvmsg(2), ip(7), ipv6(7)).</summary>
public record struct Arrival
{
    /// <summary>Bytes stored in the caller's buffer.</summary>
    public int Length;

    /// <summary>The sender; for an error, the destination that the datagram had.</summary>
    public InternetEndpoint From;

    /// <summary>Time to live or hop limit; -1 when the socket was not asked for it.</summary>
    public int HopLimit;

    /// <summary>Type of service or traffic class; -1 when the socket was not asked for it.</summary>
    public int TrafficClass;

    /// <summary>When the kernel took the datagram in, in nanoseconds since 1970; 0 when the socket was not asked for it.</summary>
    public long ReceivedNanoseconds;

    /// <summary>The interface it came in by; 0 when the socket was not asked for it.</summary>
    public int InterfaceIndex;

    /// <summary>The local address that it was sent to, when the socket was asked for it.</summary>
    public InternetAddress To;

    /// <summary>The datagram was longer than the buffer.</summary>
    public bool Truncated;

    /// <summary>Set when this came from the error queue.</summary>
    public QueuedError Error;

    /// <summary>IPv4 options as received (IP_RECVOPTS), <see cref="OptionsLength"/> bytes of them.</summary>
    public IpOptions Options;

    public int OptionsLength;
}

/// <summary><c>struct sock_extended_err</c> with the address behind it (include/uapi/linux/errqueue.h).</summary>
public record struct QueuedError
{
    /// <summary><see cref="Wire.Errno.None"/> when there is no error.</summary>
    public Errno Errno;

    public QueuedErrorOrigin Origin;

    /// <summary>ICMP type and code, when an ICMP message reported it.</summary>
    public byte Type;

    public byte Code;

    /// <summary>For EMSGSIZE the path MTU.</summary>
    public uint Info;

    /// <summary>What belongs to the kind of error; of an ICMP error where its extension structure stands (<c>struct sock_ee_data_rfc4884</c>).</summary>
    public uint Data;

    /// <summary>The node that reported it; the unspecified address for a local error.</summary>
    public InternetAddress Offender;
}

/// <summary><c>SO_EE_ORIGIN_*</c> (include/uapi/linux/errqueue.h).</summary>
public enum QueuedErrorOrigin : byte
{
    None = 0,
    Local = 1,
    Icmp = 2,
    Icmp6 = 3,
    Timestamping = 4,
    ZeroCopy = 5,
}

/// <summary>Room for the longest IPv4 options: 40 bytes (RFC 791 section 3.1).</summary>
[InlineArray(Size)]
public struct IpOptions
{
    public const int Size = 40;

    private byte _first;
}
