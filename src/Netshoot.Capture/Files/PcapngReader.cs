using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Capture.Files;

/// <summary>The pcapng file format (draft-ietf-opsawg-pcapng): sections, interfaces, enhanced, simple and the obsolete packet blocks.</summary>
public sealed class PcapngReader : CaptureReader
{
    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint ByteOrderMagic = 0x1a2b3c4d;
    private const uint InterfaceDescription = 1;
    private const uint ObsoletePacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const int MostInBlock = 16 * 1024 * 1024;

    private readonly List<Interface> _interfaces = [];
    private bool _hasLinkType;

    /// <param name="Divisor">Units of the timestamp in one second.</param>
    /// <param name="Offset">Seconds to add to every timestamp.</param>
    private readonly record struct Interface(ulong Divisor, long Offset);

    private PcapngReader(FileWindow window, bool nanoseconds) : base(window, nanoseconds)
    {
        ReadSection(Window.Peek(28));
        // libpcap opens the file only when it knows what the first interface captures.
        while (!_hasLinkType)
        {
            var block = ReadBlock(out uint type);
            if (block.IsEmpty) throw new Failure("", "the capture file has no Interface Description Blocks");
            if (type == InterfaceDescription) AddInterface(block);
            else if (type is EnhancedPacket or SimplePacket or ObsoletePacket) throw new Failure("", "the capture file has a packet block before any Interface Description Blocks");
        }
    }

    internal static PcapngReader? TryOpen(FileWindow window, bool nanoseconds)
        => BinaryPrimitives.ReadUInt32BigEndian(window.Peek(4)) == SectionHeader ? new(window, nanoseconds) : null;

    public override bool TryRead(out CaptureRecord record)
    {
        record = default;
        while (true)
        {
            var block = ReadBlock(out uint type);
            if (block.IsEmpty) return false;
            switch (type)
            {
                case InterfaceDescription:
                    AddInterface(block);
                    break;
                case EnhancedPacket when block.Length >= 20:
                    record = Packet(block[20..], U32(block), (ulong)U32(block[4..]) << 32 | U32(block[8..]), U32(block[12..]), U32(block[16..]));
                    return true;
                case ObsoletePacket when block.Length >= 20:
                    record = Packet(block[20..], U16(block), (ulong)U32(block[4..]) << 32 | U32(block[8..]), U32(block[12..]), U32(block[16..]));
                    return true;
                case SimplePacket when block.Length >= 4:
                    uint length = U32(block);
                    record = Packet(block[4..], 0, 0, Math.Min(length, (uint)Math.Min(SnapLength, block.Length - 4)), length);
                    return true;
            }
        }
    }

    private CaptureRecord Packet(ReadOnlySpan<byte> data, uint index, ulong time, uint captured, uint length)
    {
        if (index >= _interfaces.Count) throw new Failure("", $"a packet arrived on interface {index}, but there's no Interface Description Block for that interface");
        if (captured > MostCaptured) throw new Failure("", $"invalid packet capture length {captured}, bigger than snaplen of {SnapLength}");
        if (captured > data.Length) throw new Failure("", $"block of type {EnhancedPacket} has data that is cut short");
        var on = _interfaces[(int)index];
        ulong seconds = time / on.Divisor;
        ulong unit = Nanoseconds ? 1_000_000_000UL : 1_000_000UL;
        uint fraction = (uint)((UInt128)(time % on.Divisor) * unit / on.Divisor);
        return new(data[..(int)captured], (int)Math.Min(length, int.MaxValue), (long)seconds + on.Offset, fraction);
    }

    private ReadOnlySpan<byte> ReadBlock(out uint type)
    {
        while (true)
        {
            type = 0;
            var header = Window.Peek(8);
            if (header.IsEmpty) return default;
            if (header.Length < 8) throw new Failure("", $"truncated pcapng dump file; tried to read 8 bytes, only got {header.Length}");
            type = U32(header);
            if (type == SectionHeader)
            {
                var section = Window.Peek(28);
                if (section.Length < 28) throw new Failure("", "truncated pcapng dump file; its section header is cut short");
                ReadSection(section);
                _interfaces.Clear();
                continue;
            }
            uint total = U32(header[4..]);
            if (total < 12) throw new Failure("", $"block in pcapng dump file has a length of {total} < 12");
            if (total % 4 != 0) throw new Failure("", $"block in pcapng dump file has a length of {total} that is not a multiple of 4");
            if (total > MostInBlock) throw new Failure("", $"pcapng block size {total} > maximum {MostInBlock}");
            var block = Window.Peek((int)total);
            if (block.Length < total) throw new Failure("", $"truncated pcapng dump file; tried to read {total - 8} bytes, only got {block.Length - 8}");
            if (U32(block[((int)total - 4)..]) != total) throw new Failure("", "block total length in header and trailer don't match");
            Window.Take((int)total);
            return block[8..((int)total - 4)];
        }
    }

    private void ReadSection(ReadOnlySpan<byte> header)
    {
        if (header.Length < 28) throw new Failure("", "truncated pcapng dump file; its section header is cut short");
        BigEndian = BinaryPrimitives.ReadUInt32BigEndian(header[8..]) == ByteOrderMagic;
        if (!BigEndian && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != ByteOrderMagic) throw new Failure("", "unknown file format");
        uint total = U32(header[4..]);
        if (total < 28 || total > MostInBlock) throw new Failure("", $"Section Header Block in pcapng dump file has a length of {total}");
        int major = U16(header[12..]), minor = U16(header[14..]);
        if (major != 1 || minor is not (0 or 2)) throw new Failure("", $"unsupported pcapng savefile version {major}.{minor}");
        if (Window.Skip(total) < total) throw new Failure("", "truncated pcapng dump file; its section header is cut short");
    }

    private void AddInterface(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8) throw new Failure("", "block in pcapng dump file is too short for an Interface Description Block");
        int linkType = U16(block);
        uint snap = U32(block[4..]);
        int snapLength = snap is 0 or > MostCaptured ? MostCaptured : (int)snap;
        if (_hasLinkType && linkType != LinkType)
            throw new Failure("", $"an interface has a type {linkType} different from the type of the first interface");
        LinkType = linkType;
        if (!_hasLinkType) SnapLength = snapLength;
        _hasLinkType = true;

        ulong divisor = 1_000_000;
        long offset = 0;
        var options = block[8..];
        while (options.Length >= 4)
        {
            int code = U16(options), length = U16(options[2..]);
            options = options[4..];
            if (code == 0 || length > options.Length) break;
            var value = options[..length];
            if (code == 9 && length == 1) divisor = Divisor(value[0]);
            else if (code == 14 && length == 8) offset = BigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
            options = options[Math.Min(options.Length, length + 3 & ~3)..];
        }
        _interfaces.Add(new(divisor, offset));
    }

    /// <summary>if_tsresol: a power of ten, or of two when the highest bit is set.</summary>
    private static ulong Divisor(byte resolution)
    {
        int exponent = resolution & 0x7f;
        bool binary = (resolution & 0x80) != 0;
        if (exponent > (binary ? 63 : 19)) throw new Failure("", $"Interface Description Block if_tsresol option value {exponent} is too large");
        ulong divisor = 1;
        for (int i = 0; i < exponent; i++) divisor *= binary ? 2u : 10u;
        return divisor;
    }

    private ushort U16(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint U32(ReadOnlySpan<byte> bytes) => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
