using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>A message to the kernel, written front to back: header, the family's fixed structure, attributes.</summary>
public sealed class NetlinkRequest
{
    private const ushort NestedFlag = 0x8000;

    private byte[] _bytes = new byte[256];

    public NetlinkRequest(ushort type, NetlinkFlags flags)
    {
        Type = type;
        Flags = flags | NetlinkFlags.Request;
        Length = NetlinkHeader.Size;
    }

    public ushort Type { get; }

    public NetlinkFlags Flags { get; set; }

    public int Length { get; private set; }

    /// <summary>The bytes to send, numbered <paramref name="sequence"/>.</summary>
    public ReadOnlySpan<byte> Seal(uint sequence)
    {
        var header = new NetlinkHeader((uint)Length, Type, Flags, sequence, 0);
        MemoryMarshal.Write(_bytes, in header);
        return _bytes.AsSpan(0, Length);
    }

    public NetlinkRequest U8(byte value)
    {
        Claim(1)[0] = value;
        return this;
    }

    public NetlinkRequest U16(ushort value)
    {
        MemoryMarshal.Write(Claim(sizeof(ushort)), in value);
        return this;
    }

    public NetlinkRequest U32(uint value)
    {
        MemoryMarshal.Write(Claim(sizeof(uint)), in value);
        return this;
    }

    public NetlinkRequest I32(int value) => U32((uint)value);

    public NetlinkRequest Zero(int count)
    {
        Claim(count).Clear();
        return this;
    }

    public NetlinkRequest Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Claim(bytes.Length));
        return this;
    }

    /// <summary>The attributes of another request that has no fixed structure before them.</summary>
    public NetlinkRequest Append(NetlinkRequest attributes) => Put(attributes._bytes.AsSpan(NetlinkHeader.Size, attributes.Length - NetlinkHeader.Size));

    /// <summary>An attribute that says something by being there.</summary>
    public NetlinkRequest Flag(ushort type) => Attribute(type, default(ReadOnlySpan<byte>));

    public NetlinkRequest Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        int start = Length;
        value.CopyTo(Open(type, value.Length));
        Pad(start);
        return this;
    }

    public NetlinkRequest Attribute(ushort type, byte value) => Attribute(type, [value]);

    public NetlinkRequest Attribute(ushort type, ushort value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in value)));

    public NetlinkRequest Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    public NetlinkRequest Attribute(ushort type, int value) => Attribute(type, (uint)value);

    public NetlinkRequest Attribute(ushort type, ulong value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));

    /// <summary>A port or an EtherType, in network order.</summary>
    public NetlinkRequest AttributeBigEndian(ushort type, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>A number in network order, as netfilter has them.</summary>
    public NetlinkRequest AttributeBigEndian(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <inheritdoc cref="AttributeBigEndian(ushort, uint)"/>
    public NetlinkRequest AttributeBigEndian(ushort type, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Text with its NUL.</summary>
    public NetlinkRequest Attribute(ushort type, string text)
    {
        int start = Length, length = Encoding.UTF8.GetByteCount(text);
        var place = Open(type, length + 1);
        Encoding.UTF8.GetBytes(text, place);
        place[length] = 0;
        Pad(start);
        return this;
    }

    public NetlinkRequest Attribute(ushort type, InternetAddress address)
    {
        int start = Length;
        address.CopyTo(Open(type, address.Size));
        Pad(start);
        return this;
    }

    public NetlinkRequest Attribute(ushort type, MacAddress address)
    {
        int start = Length;
        address.CopyTo(Open(type, MacAddress.Size));
        Pad(start);
        return this;
    }

    /// <summary>Opens an attribute that holds what is written until it is ended.</summary>
    /// <returns>The mark for <see cref="End"/>.</returns>
    /// <param name="type">The attribute.</param>
    /// <param name="flagged">Whether it says that it is nested (<c>NLA_F_NESTED</c>); the older ones do not.</param>
    public int Begin(ushort type, bool flagged = false)
    {
        int start = Length;
        Open(flagged ? (ushort)(type | NestedFlag) : type, 0);
        return start;
    }

    /// <summary>Opens a structure that begins with its own length and has no type.</summary>
    /// <returns>The mark for <see cref="End"/>.</returns>
    public int BeginStructure()
    {
        int start = Length;
        U16(0);
        return start;
    }

    /// <summary>Takes back what was written since a mark.</summary>
    public void CutTo(int start) => Length = start;

    public void End(int start) => MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(Length - start));

    private Span<byte> Open(ushort type, int length)
    {
        int size = NetlinkAttribute.HeaderSize + length;
        if (size > ushort.MaxValue) throw new ArgumentOutOfRangeException(nameof(length), "an attribute's length has 16 bits");
        U16((ushort)size);
        U16(type);
        return Claim(length);
    }

    private void Pad(int start) => Zero(NetlinkReader.Aligned(Length - start) - (Length - start));

    private Span<byte> Claim(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        var claimed = _bytes.AsSpan(Length, count);
        Length += count;
        return claimed;
    }
}
