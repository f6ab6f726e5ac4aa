using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Netlink.Sockets;

/// <summary>A TCP, UDP or raw socket: <c>struct inet_diag_msg</c> with <c>INET_DIAG_*</c> (include/uapi/linux/inet_diag.h).</summary>
public sealed class InternetSocket : INetlinkTable
{
    private const byte Internet = 2, Internet6 = 10;

    public byte Family { get; private set; }

    /// <summary>Whether it was told by netlink, with all that was asked for; not so of a line of a file.</summary>
    public bool IsComplete { get; private set; }

    public SocketState State { get; private set; }

    public SocketTimer Timer { get; private set; }

    /// <summary>Retransmissions, or probes of a timer that sends those.</summary>
    public byte Retransmissions { get; private set; }

    /// <summary>Milliseconds until the timer expires.</summary>
    public uint Expires { get; private set; }

    /// <summary>With the interface that the socket is bound to as its scope. Of raw sockets the port is the IP protocol.</summary>
    public InternetEndpoint Local { get; private set; }

    public InternetEndpoint Peer { get; private set; }

    /// <summary>Bytes that wait to be read; of a listening socket, connections that wait to be accepted.</summary>
    public uint ReceiveQueue { get; private set; }

    /// <summary>Bytes that are not acknowledged; of a listening socket, how many connections may wait.</summary>
    public uint SendQueue { get; private set; }

    public uint UserId { get; private set; }

    /// <summary>The socket's inode, 0 when no process has it open.</summary>
    public uint Inode { get; private set; }

    /// <summary>A number of this socket that is never used again.</summary>
    public ulong Cookie { get; private set; }

    /// <summary>Which directions are shut: bit 0 receiving, bit 1 sending.</summary>
    public byte? Shutdown { get; private set; }

    /// <summary>Whether an IPv6 socket takes no IPv4.</summary>
    public bool? IsVersion6Only { get; private set; }

    public uint? Mark { get; private set; }

    public ulong? ControlGroup { get; private set; }

    public SocketMemory? Memory { get; private set; }

    public bool HasInformation { get; private set; }

    /// <summary><c>struct tcp_info</c>, meaningful when <see cref="HasInformation"/>.</summary>
    public TcpInformation Information { get; private set; }

    /// <summary>The IP protocol, of a socket that is told about because it ends.</summary>
    public byte? Protocol { get; private set; }

    /// <summary>Everything else: the names and numbers of congestion control, types of service, options.</summary>
    public AttributeStore Others { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != SocketRequests.ByFamily) return false;
        var reader = new NetlinkReader(message.Payload);
        var head = reader.Read<Head>();
        if (reader.Truncated || head.Family is not (Internet or Internet6)) return false;
        Family = head.Family;
        State = (SocketState)head.State;
        Timer = (SocketTimer)head.Timer;
        Retransmissions = head.Retransmissions;
        int size = Family == Internet ? 4 : 16;
        Local = new(InternetAddress.FromBytes(head.Local[..size]), BinaryPrimitives.ReverseEndianness(head.LocalPort), head.Scope);
        Peer = new(InternetAddress.FromBytes(head.Peer[..size]), BinaryPrimitives.ReverseEndianness(head.PeerPort));
        Cookie = head.CookieLow | (ulong)head.CookieHigh << 32;
        Expires = head.Expires;
        ReceiveQueue = head.ReceiveQueue;
        SendQueue = head.SendQueue;
        UserId = head.UserId;
        Inode = head.Inode;

        ClearDetails();
        IsComplete = true;
        foreach (var attribute in reader.Attributes)
        {
            switch ((InternetSocketAttribute)attribute.Type)
            {
                case InternetSocketAttribute.Shutdown: Shutdown = attribute.U8; break;
                case InternetSocketAttribute.Version6Only: IsVersion6Only = attribute.U8 != 0; break;
                case InternetSocketAttribute.Mark: Mark = attribute.U32; break;
                case InternetSocketAttribute.Protocol: Protocol = attribute.U8; break;
                case InternetSocketAttribute.ControlGroup: ControlGroup = attribute.U64; break;
                case InternetSocketAttribute.SocketMemory: Memory = SocketMemory.Read(attribute.Reader); break;
                case InternetSocketAttribute.Information:
                    // Raw and UDP sockets have the attribute and nothing in it.
                    HasInformation = !attribute.Value.IsEmpty;
                    Information = TcpInformation.Read(attribute.Value);
                    // Of MPTCP it is another structure.
                    Others.Add(attribute);
                    break;
                default: Others.Add(attribute); break;
            }
        }
        return true;
    }

    /// <summary>Reads a line of /proc/net/raw or raw6 (proc(5)), for kernels that do not tell about raw sockets by netlink.</summary>
    /// <returns>False for the line of headings and for what is no such line.</returns>
    public bool Read(ReadOnlySpan<char> line)
    {
        const int Local = 1, Peer = 2, StateField = 3, Queues = 4, User = 7, InodeField = 9, Fields = 10;
        Span<Range> fields = stackalloc Range[Fields + 1];
        if (line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries) <= Fields) return false;
        if (!TryReadEnd(line[fields[Local]], out var local) || !TryReadEnd(line[fields[Peer]], out var peer)) return false;
        var queues = line[fields[Queues]];
        int colon = queues.IndexOf(':');
        if (colon < 0 || !uint.TryParse(queues[..colon], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint send)
            || !uint.TryParse(queues[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint receive)
            || !byte.TryParse(line[fields[StateField]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte state)
            || !uint.TryParse(line[fields[User]], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)
            || !uint.TryParse(line[fields[InodeField]], NumberStyles.None, CultureInfo.InvariantCulture, out uint inode)) return false;
        (Family, State, this.Local, this.Peer) = (local.Address.Is4 ? Internet : Internet6, (SocketState)state, local, peer);
        (ReceiveQueue, SendQueue, UserId, Inode) = (receive, send, user, inode);
        (Timer, Retransmissions, Expires, Cookie) = (SocketTimer.None, 0, 0, 0);
        ClearDetails();
        IsComplete = false;
        return true;
    }

    // Words of four bytes in this machine's order, as hexadecimal numbers.
    private static bool TryReadEnd(ReadOnlySpan<char> text, out InternetEndpoint end)
    {
        end = default;
        const int Digits = 8;
        Span<byte> bytes = stackalloc byte[16];
        int colon = text.IndexOf(':');
        if (colon is not (Digits or 4 * Digits)) return false;
        for (int at = 0; at < colon; at += Digits)
        {
            if (!uint.TryParse(text.Slice(at, Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint word)) return false;
            BitConverter.TryWriteBytes(bytes[(at / 2)..], word);
        }
        if (!ushort.TryParse(text[(colon + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ushort port)) return false;
        end = new(InternetAddress.FromBytes(bytes[..(colon / 2)]), port);
        return true;
    }

    private void ClearDetails()
    {
        Shutdown = null;
        IsVersion6Only = null;
        Mark = null;
        ControlGroup = null;
        Protocol = null;
        Memory = null;
        HasInformation = false;
        Others.Clear();
    }

    /// <summary><c>struct inet_diag_msg</c>, read in one piece: there may be very many. Ports and addresses are in network order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Head
    {
        public readonly byte Family, State, Timer, Retransmissions;
        public readonly ushort LocalPort, PeerPort;
        public readonly AddressBytes Local, Peer;
        public readonly uint Scope, CookieLow, CookieHigh, Expires, ReceiveQueue, SendQueue, UserId, Inode;
    }

    [InlineArray(16)]
    private struct AddressBytes
    {
        private byte _first;
    }
}

/// <summary>What <c>idiag_timer</c> says.</summary>
public enum SocketTimer : byte
{
    None = 0,
    Retransmit = 1,
    KeepAlive = 2,
    TimeWait = 3,
    Persist = 4,
}

/// <summary><c>INET_DIAG_*</c>.</summary>
public enum InternetSocketAttribute : ushort
{
    Memory = 1,
    Information = 2,
    VegasInformation = 3,
    CongestionName = 4,
    TypeOfService = 5,
    TrafficClass = 6,
    SocketMemory = 7,
    Shutdown = 8,
    DctcpInformation = 9,
    Protocol = 10,
    Version6Only = 11,
    Mark = 15,
    BbrInformation = 16,
    ClassId = 17,
    UpperLayer = 19,
    ControlGroup = 21,
    Options = 22,
}
