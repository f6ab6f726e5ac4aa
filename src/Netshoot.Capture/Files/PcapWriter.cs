using System.Buffers.Binary;

namespace Netshoot.Capture.Files;

/// <summary>Writes a pcap file (pcap-savefile(5)) in this machine's byte order, as libpcap does.</summary>
public sealed class PcapWriter : IDisposable
{
    private const int RecordHeader = 16;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _used;

    /// <param name="stream">Where the file goes; it is closed with the writer.</param>
    /// <param name="linkType">What the frames are: a LINKTYPE_ value.</param>
    /// <param name="snapLength">The most bytes of a packet.</param>
    /// <param name="nanoseconds">Whether fractions of a second are nanoseconds instead of microseconds.</param>
    public PcapWriter(Stream stream, int linkType, int snapLength, bool nanoseconds)
    {
        _stream = stream;
        Put(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
        Put(BitConverter.IsLittleEndian ? 4u << 16 | 2 : 2u << 16 | 4);
        Put(0);
        Put(0);
        Put((uint)snapLength);
        Put((uint)linkType);
    }

    /// <summary>Bytes written so far, those still in the buffer included.</summary>
    public long Written { get; private set; }

    public void Write(in CaptureRecord record)
    {
        Reserve(RecordHeader);
        Put((uint)record.Seconds);
        Put(record.Fraction);
        Put((uint)record.Bytes.Length);
        Put((uint)record.Length);
        if (record.Bytes.Length > _buffer.Length)
        {
            Flush();
            _stream.Write(record.Bytes);
            Written += record.Bytes.Length;
            return;
        }
        Reserve(record.Bytes.Length);
        record.Bytes.CopyTo(_buffer.AsSpan(_used));
        _used += record.Bytes.Length;
        Written += record.Bytes.Length;
    }

    /// <summary>Hands everything to the stream (<c>tcpdump -U</c>).</summary>
    public void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    public void Dispose()
    {
        Flush();
        _stream.Dispose();
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _used < count) Flush();
    }

    private void Put(uint value)
    {
        if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_used), value);
        else BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_used), value);
        _used += sizeof(uint);
        Written += sizeof(uint);
    }
}
