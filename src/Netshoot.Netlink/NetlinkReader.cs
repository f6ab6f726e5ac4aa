using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>Reads the fixed structures of netlink messages front to back, in the byte order of this machine; then the attributes behind them.</summary>
/// <remarks>Running off the end is a state: the reader returns zero from then on and remembers that it is <see cref="Truncated"/>.</remarks>
public ref struct NetlinkReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once a read asked for more than there was.</summary>
    public bool Truncated { get; private set; }

    public readonly int Remaining => _rest.Length;

    /// <summary>What was not read yet, as attributes. A structure before them ends on a multiple of four bytes.</summary>
    public readonly NetlinkAttributes Attributes => new(_rest);

    /// <summary>The next multiple of four (<c>NLMSG_ALIGN</c>, <c>NLA_ALIGN</c>).</summary>
    public static int Aligned(int length) => (length + 3) & ~3;

    public byte U8() => Take(1) is [var b] ? b : (byte)0;

    public ushort U16() => Read<ushort>();

    public uint U32() => Read<uint>();

    public int I32() => Read<int>();

    public ulong U64() => Read<ulong>();

    /// <summary>A port or an EtherType: in network order even here.</summary>
    public ushort U16BigEndian() => Take(2) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt16BigEndian(b) : (ushort)0;

    public void Skip(int count) => Take(count);

    /// <summary>The next <paramref name="count"/> bytes, or none when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            Truncated = true;
            _rest = default;
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A whole structure of the kernel's; zero when there is not enough of it.</summary>
    public T Read<T>() where T : unmanaged => Take(Unsafe.SizeOf<T>()) is { IsEmpty: false } b ? MemoryMarshal.Read<T>(b) : default;
}

/// <summary>Attributes one behind the other (<c>struct nlattr</c>, include/uapi/linux/netlink.h), for <c>foreach</c>. A length that cannot be ends them.</summary>
public readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public Enumerator GetEnumerator() => new(Bytes);

    /// <summary>The first attribute of that type; an empty one when there is none.</summary>
    public NetlinkAttribute Find(ushort type)
    {
        foreach (var attribute in this)
            if (attribute.Type == type) return attribute;
        return default;
    }

    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public NetlinkAttribute Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.Length < NetlinkAttribute.HeaderSize) return false;
            int length = MemoryMarshal.Read<ushort>(_rest);
            if (length < NetlinkAttribute.HeaderSize || length > _rest.Length) return false;
            Current = new(MemoryMarshal.Read<ushort>(_rest[2..]), _rest[..length]);
            _rest = _rest[Math.Min(NetlinkReader.Aligned(length), _rest.Length)..];
            return true;
        }
    }
}

/// <summary>One attribute: a type and its bytes. A value that is shorter than the type it is read as reads as zero.</summary>
public readonly ref struct NetlinkAttribute
{
    public const int HeaderSize = 4;

    // NLA_F_NESTED and NLA_F_NET_BYTEORDER say how to read the value; they are no part of the type.
    private const ushort TypeMask = 0x3fff;

    internal NetlinkAttribute(ushort type, ReadOnlySpan<byte> whole)
    {
        Type = (ushort)(type & TypeMask);
        Whole = whole;
    }

    public ushort Type { get; }

    /// <summary>The attribute with its header, without padding.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    public ReadOnlySpan<byte> Value => Whole.IsEmpty ? default : Whole[HeaderSize..];

    /// <summary>Whether there is such an attribute at all.</summary>
    public bool Exists => !Whole.IsEmpty;

    public byte U8 => Value is [var b, ..] ? b : (byte)0;

    public ushort U16 => Read<ushort>();

    public uint U32 => Read<uint>();

    public int I32 => Read<int>();

    public ulong U64 => Read<ulong>();

    /// <summary>A number of 1, 2, 4 or 8 bytes.</summary>
    public ulong Number => Value.Length switch
    {
        1 => U8,
        2 => U16,
        4 => U32,
        8 => U64,
        _ => 0,
    };

    public ushort U16BigEndian => BinaryPrimitives.ReverseEndianness(U16) is var swapped && BitConverter.IsLittleEndian ? swapped : U16;

    public uint U32BigEndian => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(U32) : U32;

    public ulong U64BigEndian => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(U64) : U64;

    /// <summary>Text up to its NUL.</summary>
    public string Text => Encoding.UTF8.GetString(TextBytes);

    public ReadOnlySpan<byte> TextBytes => Value.IndexOf((byte)0) is var end and >= 0 ? Value[..end] : Value;

    /// <summary>An address of 4 or 16 bytes; anything else is the unspecified IPv4 address.</summary>
    public InternetAddress Address => Value.Length is 4 or 16 ? InternetAddress.FromBytes(Value) : default;

    public MacAddress Mac => Value.Length >= MacAddress.Size ? MacAddress.FromBytes(Value[..MacAddress.Size]) : default;

    public NetlinkAttributes Nested => new(Value);

    public NetlinkReader Reader => new(Value);

    private T Read<T>() where T : unmanaged => MemoryMarshal.TryRead(Value, out T value) ? value : default;
}
