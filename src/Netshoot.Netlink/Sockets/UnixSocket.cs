using System.Text;

namespace Netshoot.Netlink.Sockets;

/// <summary>A socket of AF_UNIX: <c>struct unix_diag_msg</c> with <c>UNIX_DIAG_*</c> (include/uapi/linux/unix_diag.h).</summary>
public sealed class UnixSocket : INetlinkTable
{
    private byte[] _name = [];
    private int _nameLength;

    /// <summary>SOCK_STREAM 1, SOCK_DGRAM 2, SOCK_SEQPACKET 5.</summary>
    public byte Type { get; private set; }

    public SocketState State { get; private set; }

    public uint Inode { get; private set; }

    public ulong Cookie { get; private set; }

    /// <summary>The path, or a NUL and an abstract name, up to its end; empty when it has none.</summary>
    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    public uint Peer { get; private set; }

    public uint ReceiveQueue { get; private set; }

    public uint SendQueue { get; private set; }

    public uint UserId { get; private set; }

    public byte? Shutdown { get; private set; }

    public SocketMemory? Memory { get; private set; }

    /// <summary>Inode and device of the file that it is bound to.</summary>
    public (uint Inode, uint Device)? File { get; private set; }

    /// <summary>The attribute with the inodes of connections that wait to be accepted, where it was asked for.</summary>
    public AttributeStore Others { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != SocketRequests.ByFamily) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        Type = reader.U8();
        State = (SocketState)reader.U8();
        reader.Skip(1);
        Inode = reader.U32();
        Cookie = reader.U32() | (ulong)reader.U32() << 32;
        if (reader.Truncated || family != SocketRequests.AddressFamily.Unix) return false;
        _nameLength = 0;
        Peer = ReceiveQueue = SendQueue = UserId = 0;
        Shutdown = null;
        Memory = null;
        File = null;
        Others.Clear();
        foreach (var attribute in reader.Attributes)
        {
            switch ((UnixSocketAttribute)attribute.Type)
            {
                case UnixSocketAttribute.Name: Keep(attribute.Value); break;
                case UnixSocketAttribute.Peer: Peer = attribute.U32; break;
                case UnixSocketAttribute.Queues:
                    var queues = attribute.Reader;
                    ReceiveQueue = queues.U32();
                    SendQueue = queues.U32();
                    break;
                case UnixSocketAttribute.File:
                    var file = attribute.Reader;
                    File = (file.U32(), file.U32());
                    break;
                case UnixSocketAttribute.Memory: Memory = SocketMemory.Read(attribute.Reader); break;
                case UnixSocketAttribute.Shutdown: Shutdown = attribute.U8; break;
                case UnixSocketAttribute.User: UserId = attribute.U32; break;
                default: Others.Add(attribute); break;
            }
        }
        return true;
    }

    public override string ToString() => Encoding.UTF8.GetString(Name);

    private void Keep(ReadOnlySpan<byte> name)
    {
        // The kernel ends a path with a NUL; inside an abstract name, which begins with one, it is a character.
        if (name is [not 0, ..] && name.IndexOf((byte)0) is var end and >= 0) name = name[..end];
        if (_name.Length < name.Length) _name = new byte[Math.Max(name.Length, 108)];
        name.CopyTo(_name);
        _nameLength = name.Length;
    }
}

/// <summary><c>UNIX_DIAG_*</c>.</summary>
public enum UnixSocketAttribute : ushort
{
    Name = 0,
    File = 1,
    Peer = 2,
    Waiting = 3,
    Queues = 4,
    Memory = 5,
    Shutdown = 6,
    User = 7,
}
