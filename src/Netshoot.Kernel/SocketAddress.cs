using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>An address of any family in the form that system calls take: <c>struct sockaddr_storage</c> with its length (socket(7)).</summary>
public struct SocketAddress
{
    public const int Inet = 2, Inet6 = 10, Unix = 1, Netlink = 16, Packet = 17, Unspecified = 0;

    private Storage _bytes;

    /// <summary>Bytes of it that count.</summary>
    public int Length;

    [UnscopedRef]
    public Span<byte> Buffer => _bytes;

    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_bytes)[..Math.Clamp(Length, 0, Storage.Size)];

    public readonly int Family => Length < 2 ? Unspecified : MemoryMarshal.Read<ushort>(_bytes);

    /// <summary><c>struct sockaddr_in</c> or <c>struct sockaddr_in6</c> (ip(7), ipv6(7)).</summary>
    public static SocketAddress Of(InternetEndpoint endpoint)
    {
        var address = new SocketAddress();
        Span<byte> bytes = address._bytes;
        MemoryMarshal.Write(bytes, (ushort)(endpoint.Address.Is6 ? Inet6 : Inet));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], endpoint.Port);
        if (endpoint.Address.Is6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], endpoint.FlowLabel);
            endpoint.Address.CopyTo(bytes[8..]);
            MemoryMarshal.Write(bytes[24..], endpoint.Scope);
            address.Length = 28;
        }
        else
        {
            endpoint.Address.CopyTo(bytes[4..]);
            address.Length = 16;
        }
        return address;
    }

    /// <summary><c>struct sockaddr_un</c> (unix(7)): a path, or a name in the abstract namespace when it begins with <c>@</c> or NUL.</summary>
    public static SocketAddress OfUnix(string path)
    {
        const int LongestPath = 107;
        var address = new SocketAddress();
        Span<byte> bytes = address._bytes;
        MemoryMarshal.Write(bytes, (ushort)Unix);
        bool isAbstract = path is ['@' or '\0', ..];
        string name = isAbstract ? path[1..] : path;
        if (Encoding.UTF8.GetByteCount(name) > (isAbstract ? LongestPath - 1 : LongestPath)) throw new Failure(path, "unix domain socket path too long");
        int length = Encoding.UTF8.GetBytes(name, bytes[(isAbstract ? 3 : 2)..]);
        // An abstract name has no end but its length; a path ends in NUL.
        address.Length = 2 + length + 1;
        return address;
    }

    /// <summary><c>struct sockaddr_ll</c> (packet(7)).</summary>
    public static SocketAddress OfPacket(int interfaceIndex, ushort etherType, MacAddress destination = default)
    {
        var address = new SocketAddress { Length = 20 };
        Span<byte> bytes = address._bytes;
        MemoryMarshal.Write(bytes, (ushort)Packet);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], etherType);
        MemoryMarshal.Write(bytes[4..], interfaceIndex);
        bytes[11] = MacAddress.Size;
        destination.CopyTo(bytes[12..]);
        return address;
    }

    /// <summary><c>struct sockaddr_nl</c> (netlink(7)).</summary>
    public static SocketAddress OfNetlink(uint port, uint groups)
    {
        var address = new SocketAddress { Length = 12 };
        Span<byte> bytes = address._bytes;
        MemoryMarshal.Write(bytes, (ushort)Netlink);
        MemoryMarshal.Write(bytes[4..], port);
        MemoryMarshal.Write(bytes[8..], groups);
        return address;
    }

    /// <summary>The address and port of an inet or inet6 address; the unspecified endpoint for every other family.</summary>
    public readonly InternetEndpoint ToInternet()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        return Family switch
        {
            Inet when Length >= 8 => new(InternetAddress.FromBytes(bytes[4..8]), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            Inet6 when Length >= 24 => new(InternetAddress.FromBytes(bytes[8..24]), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), Length >= 28 ? MemoryMarshal.Read<uint>(bytes[24..]) : 0),
            _ => default,
        };
    }

    /// <summary>The path of a unix address; an abstract name begins with <c>@</c>; empty when unnamed.</summary>
    public readonly string ToUnixPath()
    {
        if (Family != Unix || Length <= 2) return "";
        ReadOnlySpan<byte> name = ((ReadOnlySpan<byte>)_bytes)[2..Math.Min(Length, Storage.Size)];
        return name[0] == 0 ? "@" + Encoding.UTF8.GetString(name[1..]) : Encoding.UTF8.GetString(name[..(name.IndexOf((byte)0) is var end and >= 0 ? end : name.Length)]);
    }

    /// <summary>Of a packet address: the interface, the kind of packet (PACKET_HOST …), and the sender's hardware address.</summary>
    public readonly (int InterfaceIndex, byte PacketType, MacAddress From) ToPacket()
    {
        ReadOnlySpan<byte> bytes = _bytes;
        return (MemoryMarshal.Read<int>(bytes[4..]), bytes[10], bytes[11] == MacAddress.Size ? MacAddress.FromBytes(bytes.Slice(12, MacAddress.Size)) : default);
    }

    [InlineArray(Size)]
    private struct Storage
    {
        public const int Size = 128;

        private byte _first;
    }
}
