using System.Buffers.Binary;

namespace Netshoot.Wire;

/// <summary>Writes fields into a caller-owned span, front to back, in network byte order unless the name says little-endian.</summary>
/// <remarks>A full buffer is the caller's mistake, not the wire's: writing past the end throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public ref struct WireWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Written { get; private set; }

    public readonly Span<byte> Bytes => _buffer[..Written];

    public readonly int Free => _buffer.Length - Written;

    public void U8(byte value) => Claim(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Claim(2), value);

    public void U24(uint value)
    {
        var place = Claim(3);
        place[0] = (byte)(value >> 16);
        place[1] = (byte)(value >> 8);
        place[2] = (byte)value;
    }

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Claim(4), value);

    public void U48(ulong value)
    {
        U16((ushort)(value >> 32));
        U32((uint)value);
    }

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Claim(8), value);

    public void U16LittleEndian(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Claim(2), value);

    public void U32LittleEndian(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Claim(4), value);

    public void Mac(MacAddress address) => U48(address.Value);

    public void Ip(InternetAddress address) => address.CopyTo(Claim(address.Size));

    public void Put(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Claim(bytes.Length));

    public void Zero(int count) => Claim(count).Clear();

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller: a length or a checksum that is known later.</summary>
    public Span<byte> Claim(int count)
    {
        var claimed = _buffer.Slice(Written, count);
        Written += count;
        return claimed;
    }
}
