using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Capture.Files;

/// <summary>The pcap file format (pcap-savefile(5)), in either byte order, with micro- or nanoseconds.</summary>
public sealed class PcapReader : CaptureReader
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;
    private const uint Microseconds = 0xa1b2c3d4;
    private const uint NanosecondsMagic = 0xa1b23c4d;

    /// <summary>A patched libpcap of old Linux distributions wrote eight more bytes into each record header.</summary>
    private const uint Modified = 0xa1b2cd34;

    private readonly bool _fileNanoseconds;
    private readonly int _recordHeader;
    private readonly bool _lengthsSwapped;

    private PcapReader(FileWindow window, bool nanoseconds, uint magic, bool bigEndian) : base(window, nanoseconds)
    {
        BigEndian = bigEndian;
        _fileNanoseconds = magic == NanosecondsMagic;
        _recordHeader = magic == Modified ? RecordHeader + 8 : RecordHeader;
        var header = window.Peek(FileHeader);
        if (header.Length < FileHeader) throw new Failure("", $"truncated dump file; tried to read {FileHeader - 4} file header bytes, only got {header.Length - 4}");
        int major = U16(header[4..]), minor = U16(header[6..]);
        if (major < 2) throw new Failure("", $"archaic pcap savefile format");
        if (major > 2 && !(major == 543 && minor == 0)) throw new Failure("", $"unsupported pcap savefile version {major}.{minor}");
        // libpcap 0.4 to 0.9 wrote the two lengths in this order only from version 2.3 on.
        _lengthsSwapped = major == 2 && minor < 3 || major == 543;
        SnapLength = U32(header[16..]) is > 0 and <= int.MaxValue and var snap ? (int)snap : int.MaxValue;
        LinkType = (int)(U32(header[20..]) & 0x03ff_ffff);
        window.Take(FileHeader);
    }

    internal static PcapReader? TryOpen(FileWindow window, bool nanoseconds)
    {
        var bytes = window.Peek(4);
        uint big = BinaryPrimitives.ReadUInt32BigEndian(bytes), little = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (big is Microseconds or NanosecondsMagic or Modified) return new(window, nanoseconds, big, true);
        if (little is Microseconds or NanosecondsMagic or Modified) return new(window, nanoseconds, little, false);
        return null;
    }

    public override bool TryRead(out CaptureRecord record)
    {
        record = default;
        var header = Window.Peek(_recordHeader);
        if (header.IsEmpty) return false;
        if (header.Length < _recordHeader) throw new Failure("", $"truncated dump file; tried to read {_recordHeader} header bytes, only got {header.Length}");
        int seconds = (int)U32(header);
        uint fraction = U32(header[4..]);
        uint captured = U32(header[8..]), length = U32(header[12..]);
        if (_lengthsSwapped) (captured, length) = (length, captured);
        if (captured > MostCaptured) throw new Failure("", $"invalid packet capture length {captured}, bigger than maximum of {MostCaptured}");
        Window.Take(_recordHeader);
        var bytes = Window.Peek((int)captured);
        if (bytes.Length < captured) throw new Failure("", $"truncated dump file; tried to read {captured} captured bytes, only got {bytes.Length}");
        Window.Take((int)captured);
        if (_fileNanoseconds && !Nanoseconds) fraction /= 1000;
        else if (!_fileNanoseconds && Nanoseconds) fraction *= 1000;
        if (bytes.Length > SnapLength) bytes = bytes[..SnapLength];
        record = new(bytes, (int)Math.Min(length, int.MaxValue), seconds, fraction);
        return true;
    }

    private ushort U16(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint U32(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
