namespace Netshoot.Netlink.Sockets;

/// <summary>A socket of AF_PACKET: <c>struct packet_diag_msg</c> with <c>PACKET_DIAG_*</c> (include/uapi/linux/packet_diag.h).</summary>
public sealed class PacketSocket : INetlinkTable
{
    private const ushort InformationAttribute = 0, UserAttribute = 5, MemoryAttribute = 6, FilterAttribute = 7;

    /// <summary>SOCK_RAW 3 or SOCK_DGRAM 2.</summary>
    public byte Type { get; private set; }

    /// <summary>The EtherType, 3 for all; 0 for a socket that receives nothing.</summary>
    public ushort Protocol { get; private set; }

    public uint Inode { get; private set; }

    public ulong Cookie { get; private set; }

    public int InterfaceIndex { get; private set; }

    public uint Version { get; private set; }

    public uint CopyThreshold { get; private set; }

    /// <summary><c>PDI_*</c>.</summary>
    public uint Flags { get; private set; }

    public uint UserId { get; private set; }

    public SocketMemory? Memory { get; private set; }

    /// <summary>Its filter (<c>struct sock_filter</c>, include/uapi/linux/filter.h), where it was asked for.</summary>
    public AttributeStore Filter { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != SocketRequests.ByFamily) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        Type = reader.U8();
        Protocol = reader.U16();
        Inode = reader.U32();
        Cookie = reader.U32() | (ulong)reader.U32() << 32;
        if (reader.Truncated || family != SocketRequests.AddressFamily.Packet) return false;
        InterfaceIndex = 0;
        Version = CopyThreshold = Flags = UserId = 0;
        Memory = null;
        Filter.Clear();
        foreach (var attribute in reader.Attributes)
        {
            switch (attribute.Type)
            {
                case InformationAttribute:
                    var information = attribute.Reader;
                    InterfaceIndex = information.I32();
                    Version = information.U32();
                    information.Skip(sizeof(uint));
                    CopyThreshold = information.U32();
                    information.Skip(sizeof(uint));
                    Flags = information.U32();
                    break;
                case UserAttribute: UserId = attribute.U32; break;
                case MemoryAttribute: Memory = SocketMemory.Read(attribute.Reader); break;
                case FilterAttribute: Filter.Add(attribute); break;
            }
        }
        return true;
    }
}
