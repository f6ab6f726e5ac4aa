using Netshoot.Netlink.Sockets;

namespace Netshoot.Applets.Sockets;

/// <summary>How sockets of AF_UNIX are called.</summary>
internal static class UnixSocketText
{
    /// <summary>Room for <c>sun_path</c> and more than the kernel sends.</summary>
    public const int LongestName = 256;

    public static SocketTables TableOf(byte type) => type switch
    {
        SocketTypes.Stream => SocketTables.UnixStream,
        SocketTypes.SequencedPacket => SocketTables.UnixSequenced,
        _ => SocketTables.UnixDatagram,
    };

    /// <summary>The name as it is printed: NULs of an abstract one as @, * for none.</summary>
    public static ReadOnlySpan<byte> Printed(ReadOnlySpan<byte> name, Span<byte> room)
    {
        if (name.IsEmpty) return "*"u8;
        name = name[..Math.Min(name.Length, room.Length)];
        name.CopyTo(room);
        room[..name.Length].Replace((byte)0, (byte)'@');
        return room[..name.Length];
    }
}
