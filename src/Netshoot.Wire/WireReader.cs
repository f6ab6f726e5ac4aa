using System.Buffers.Binary;

namespace Netshoot.Wire;

/// <summary>Reads fields from a span, front to back; in network byte order unless the name says little-endian.</summary>
/// <remarks>
/// Running off the end is not an error to handle at every field: the reader
/// returns zero from then on and remembers that it is <see cref="Truncated"/>.
/// </remarks>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once a read asked for more than there was.</summary>
    public bool Truncated { get; private set; }

    public readonly int Remaining => _rest.Length;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte U8()
    {
        var rest = _rest;
        if (rest.IsEmpty) return (byte)End();
        _rest = rest[1..];
        return rest[0];
    }

    public ushort U16()
    {
        var rest = _rest;
        if (rest.Length < sizeof(ushort)) return (ushort)End();
        _rest = rest[sizeof(ushort)..];
        return BinaryPrimitives.ReadUInt16BigEndian(rest);
    }

    public uint U24() => Take(3) is [var a, var b, var c] ? (uint)(a << 16 | b << 8 | c) : 0;

    public uint U32()
    {
        var rest = _rest;
        if (rest.Length < sizeof(uint)) return End();
        _rest = rest[sizeof(uint)..];
        return BinaryPrimitives.ReadUInt32BigEndian(rest);
    }

    public ulong U48() => Take(6) is { IsEmpty: false } b ? (ulong)BinaryPrimitives.ReadUInt16BigEndian(b) << 32 | BinaryPrimitives.ReadUInt32BigEndian(b[2..]) : 0;

    public ulong U64() => Take(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt64BigEndian(b) : 0;

    public ushort U16LittleEndian() => Take(2) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt16LittleEndian(b) : (ushort)0;

    public uint U32LittleEndian() => Take(4) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt32LittleEndian(b) : 0;

    public ulong U64LittleEndian() => Take(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt64LittleEndian(b) : 0;

    public MacAddress Mac() => new(U48());

    public InternetAddress Ip4() => Take(4) is { IsEmpty: false } b ? InternetAddress.FromBytes(b) : InternetAddress.Any4;

    public InternetAddress Ip6() => Take(16) is { IsEmpty: false } b ? InternetAddress.FromBytes(b) : InternetAddress.Any6;

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

    /// <summary>A field was asked for that is not there; what is left counts as read.</summary>
    private uint End()
    {
        Truncated = true;
        _rest = default;
        return 0;
    }
}
