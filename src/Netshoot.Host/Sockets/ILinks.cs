using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>How an interface stands, as far as tools below IP must know.</summary>
/// <param name="IsUp">It is switched on.</param>
/// <param name="SpeaksArp">It has neighbors that are found by ARP: not a loopback, and not switched off for it.</param>
public readonly record struct LinkState(bool IsUp, bool SpeaksArp);

/// <summary>Requests that change an interface, <c>SIOCSIF*</c> (include/uapi/linux/sockios.h); their names stand in messages.</summary>
public enum LinkControl
{
    SIOCSIFFLAGS = 0x8914,
    SIOCSIFADDR = 0x8916,
    SIOCSIFDSTADDR = 0x8918,
    SIOCSIFBRDADDR = 0x891a,
    SIOCSIFNETMASK = 0x891c,
    SIOCSIFMTU = 0x8922,
    SIOCSIFNAME = 0x8923,
    SIOCSIFHWADDR = 0x8924,
    SIOCSIFTXQLEN = 0x8943,
}

/// <summary>The interfaces of a machine, below IP.</summary>
public interface ILinks
{
    IReadOnlyList<string> Names { get; }

    /// <summary>ENODEV when there is no interface of that name.</summary>
    Errno TryGetState(string name, out LinkState state);

    /// <summary>A table below /proc/net (proc(5)) of our own namespace, or of the namespace of a file; null when there is none.</summary>
    string? TryReadTable(string? namespacePath, string name) => null;

    /// <summary>Makes an interface listen to a multicast address of its hardware, or no longer (SIOCADDMULTI, netdevice(7)).</summary>
    /// <param name="namespacePath">The file of the namespace; null for our own.</param>
    /// <param name="name">The interface.</param>
    /// <param name="address">The address.</param>
    /// <param name="adds">Whether it listens from now on.</param>
    Errno TryChangeMulticast(string? namespacePath, string name, MacAddress address, bool adds) => Errno.EOPNOTSUPP;

    /// <summary>The flags of an interface as they stand in its requests, <c>IFF_*</c> (netdevice(7)).</summary>
    Errno TryGetFlags(string name, out ushort flags)
    {
        flags = 0;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Changes an interface, or one of its addresses that is known by a label (netdevice(7)).</summary>
    /// <param name="what">What is changed.</param>
    /// <param name="name">The interface or the label.</param>
    /// <param name="value">The value as it stands in <c>struct ifreq</c>: an address or flags or a number.</param>
    Errno TryControl(LinkControl what, string name, ReadOnlySpan<byte> value) => Errno.EOPNOTSUPP;

    /// <summary>Gives an interface an IPv6 address, or takes it away.</summary>
    Errno TryChangeAddress6(InternetPrefix address, int index, bool adds) => Errno.EOPNOTSUPP;

    /// <summary>Opens a socket for the payloads of one EtherType on one interface (packet(7)); needs CAP_NET_RAW.</summary>
    Errno TryOpen(string name, ushort etherType, out ILinkSocket? socket);

    /// <summary>Has an interface's driver carry out a command (SIOCETHTOOL, linux/ethtool.h).</summary>
    /// <param name="name">The interface.</param>
    /// <param name="command">A structure that begins with its number, with room for all of the answer that takes its place.</param>
    Errno ControlDriver(string name, Span<byte> command) => Errno.EOPNOTSUPP;

    /// <summary>Makes a link whose other end is a program and which stays without one, or lets it go (include/uapi/linux/if_tun.h).</summary>
    /// <param name="name">Its name; an empty one for the kernel to choose.</param>
    /// <param name="flags"><c>IFF_TUN</c> or <c>IFF_TAP</c> and what else it is to be.</param>
    /// <param name="stays">Whether it stays.</param>
    /// <param name="user">The user who may open it; null for all.</param>
    /// <param name="group">The group that may open it; null for all.</param>
    /// <param name="failed">The name of the call that failed.</param>
    Errno TryChangeTun(string name, ushort flags, bool stays, uint? user, uint? group, out string failed)
    {
        failed = "open";
        return Errno.EOPNOTSUPP;
    }
}

/// <summary>A socket for the payloads of one EtherType on one interface; the kernel makes and takes off the link-layer header.</summary>
public interface ILinkSocket : IDisposable
{
    /// <summary>The interface's own address.</summary>
    MacAddress Address { get; }

    Errno TrySend(ReadOnlySpan<byte> payload, MacAddress to);

    /// <summary>The next payload; EAGAIN when there is none.</summary>
    Errno TryReceive(Span<byte> buffer, out LinkArrival arrival);

    /// <inheritdoc cref="ISocket.WaitAsync"/>
    ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop);
}

/// <summary>What came with a payload.</summary>
/// <param name="Length">Bytes stored in the caller's buffer.</param>
/// <param name="From">The sender, as the frame had it.</param>
/// <param name="Delivery">To whom the frame was addressed.</param>
public readonly record struct LinkArrival(int Length, MacAddress From, LinkDelivery Delivery);

/// <summary><c>PACKET_*</c> (include/uapi/linux/if_packet.h): to whom a frame was addressed.</summary>
public enum LinkDelivery : byte
{
    Host = 0,
    Broadcast = 1,
    Multicast = 2,
    OtherHost = 3,
    Outgoing = 4,
}
