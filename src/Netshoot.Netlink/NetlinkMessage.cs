using System.Runtime.InteropServices;

namespace Netshoot.Netlink;

/// <summary><c>struct nlmsghdr</c> (include/uapi/linux/netlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct NetlinkHeader(uint length, ushort type, NetlinkFlags flags, uint sequence, uint port)
{
    public const int Size = 16;

    /// <summary>Bytes of the message with this header, before padding.</summary>
    public readonly uint Length = length;

    /// <summary>Below 16 the message is about the protocol itself; from there on the family says what it is.</summary>
    public readonly ushort Type = type;

    public readonly NetlinkFlags Flags = flags;

    /// <summary>The number of the request that this answers; 0 for a notification.</summary>
    public readonly uint Sequence = sequence;

    /// <summary>The netlink port of the socket that asked; 0 for the kernel.</summary>
    public readonly uint Port = port;
}

/// <summary><c>NLM_F_*</c> (include/uapi/linux/netlink.h). The bits from 0x100 on mean different things for requests that read and for those that make.</summary>
[Flags]
public enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x01,
    Multipart = 0x02,
    Acknowledge = 0x04,
    Echo = 0x08,

    /// <summary>The table changed while it was dumped: entries may be missing or stand there twice.</summary>
    DumpInterrupted = 0x10,

    /// <summary>The kernel has applied the request's filter.</summary>
    DumpFiltered = 0x20,

    /// <summary>Reading: all entries (<c>NLM_F_ROOT | NLM_F_MATCH</c>).</summary>
    Dump = 0x300,

    /// <summary>Making: take the place of what is there.</summary>
    Replace = 0x100,

    /// <summary>Making: fail if it is there. Deleting: all that fit (<c>NLM_F_BULK</c> has the same number).</summary>
    Exclusive = 0x200,

    /// <summary>Making: make it if it is not there.</summary>
    Create = 0x400,

    /// <summary>Making: stand behind what is there.</summary>
    Append = 0x800,
}

/// <summary>One message in a receive buffer; valid until the next is taken.</summary>
public readonly ref struct NetlinkMessage(NetlinkHeader header, ReadOnlySpan<byte> payload)
{
    public NetlinkHeader Header { get; } = header;

    public ushort Type => Header.Type;

    /// <summary>What stands behind the header.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Takes the first message off <paramref name="bytes"/>; false when there is none, or none that is whole.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> bytes, out NetlinkMessage message)
    {
        message = default;
        if (bytes.Length < NetlinkHeader.Size) return false;
        var header = MemoryMarshal.Read<NetlinkHeader>(bytes);
        if (header.Length < NetlinkHeader.Size || header.Length > (uint)bytes.Length) return false;
        int length = (int)header.Length;
        message = new(header, bytes[NetlinkHeader.Size..length]);
        // The last message of a datagram may lack its padding.
        bytes = bytes[Math.Min(NetlinkReader.Aligned(length), bytes.Length)..];
        return true;
    }
}
