using System.Buffers.Binary;

namespace Netshoot.Capture.Files;

/// <summary>Writes a pcapng file (draft-ietf-opsawg-pcapng) with one section, any number of interfaces and enhanced packet blocks.</summary>
public sealed class PcapngWriter : IDisposable
{
    private readonly Stream _stream;
    private byte[] _block = new byte[4096];
    private int _used;
    private int _interfaces;

    /// <param name="stream">Where the file goes; it is closed with the writer.</param>
    public PcapngWriter(Stream stream)
    {
        _stream = stream;
        Begin(0x0a0d0d0a);
        U32(0x1a2b3c4d);
        U16(1);
        U16(0);
        U32(uint.MaxValue);
        U32(uint.MaxValue);
        End();
    }

    /// <summary>Describes an interface, whose timestamps will be nanoseconds.</summary>
    /// <param name="linkType">What its packets begin with: a LINKTYPE_ value.</param>
    /// <param name="snapLength">The most bytes of a packet.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="description">What it is; nothing leaves it out.</param>
    /// <returns>Its number for <see cref="Write"/>.</returns>
    public int AddInterface(int linkType, int snapLength, ReadOnlySpan<byte> name, ReadOnlySpan<byte> description = default)
    {
        Begin(1);
        U16((ushort)linkType);
        U16(0);
        U32((uint)snapLength);
        Option(2, name);
        if (!description.IsEmpty) Option(3, description);
        Option(9, [9]);
        U32(0);
        End();
        return _interfaces++;
    }

    /// <param name="on">The number that <see cref="AddInterface"/> gave.</param>
    /// <param name="record">The packet, its fraction in nanoseconds.</param>
    public void Write(int on, in CaptureRecord record)
    {
        ulong time = (ulong)record.Seconds * 1_000_000_000 + record.Fraction;
        Begin(6);
        U32((uint)on);
        U32((uint)(time >> 32));
        U32((uint)time);
        U32((uint)record.Bytes.Length);
        U32((uint)record.Length);
        Padded(record.Bytes);
        End();
    }

    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    private void Option(ushort code, ReadOnlySpan<byte> value)
    {
        U16(code);
        U16((ushort)value.Length);
        Padded(value);
    }

    private void Begin(uint type)
    {
        _used = 0;
        U32(type);
        U32(0);
    }

    private void End()
    {
        int total = _used + sizeof(uint);
        U32((uint)total);
        Write32(_block.AsSpan(4), (uint)total);
        _stream.Write(_block, 0, total);
    }

    private void Padded(ReadOnlySpan<byte> bytes)
    {
        int padded = bytes.Length + 3 & ~3;
        Reserve(padded);
        bytes.CopyTo(_block.AsSpan(_used));
        _block.AsSpan(_used + bytes.Length, padded - bytes.Length).Clear();
        _used += padded;
    }

    private void U16(ushort value)
    {
        Reserve(sizeof(ushort));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt16LittleEndian(_block.AsSpan(_used), value);
        else BinaryPrimitives.WriteUInt16BigEndian(_block.AsSpan(_used), value);
        _used += sizeof(ushort);
    }

    private void U32(uint value)
    {
        Reserve(sizeof(uint));
        Write32(_block.AsSpan(_used), value);
        _used += sizeof(uint);
    }

    private static void Write32(Span<byte> to, uint value)
    {
        if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        else BinaryPrimitives.WriteUInt32BigEndian(to, value);
    }

    private void Reserve(int count)
    {
        if (_block.Length - _used < count) Array.Resize(ref _block, Math.Max(_block.Length * 2, _used + count));
    }
}
