using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>
/// A receive ring that the kernel fills and this process reads in place (packet(7), <c>PACKET_RX_RING</c> with <c>TPACKET_V3</c>:
/// blocks of frames). The numbers are offsets in <c>struct tpacket_block_desc</c>, <c>struct tpacket3_hdr</c> and
/// <c>struct sockaddr_ll</c> (include/uapi/linux/if_packet.h).
/// </summary>
public sealed unsafe partial class PacketRing : IDisposable
{
    private const int AddMembership = 1, ReceiveRing = 5, Statistics = 6, Version = 10, Reserve = 12;
    private const int BlockStatus = 8, BlockPackets = 12, BlockFirst = 16, BlockHeader = 48;
    private const int FrameHeader = 48, AddressSize = 20;
    private const int Next = 0, Seconds = 4, Nanoseconds = 8, Captured = 12, Length = 16, Status = 20, LinkOffset = 24, VlanTag = 32, VlanProtocol = 36;
    private const int Protocol = 2, Interface = 4, HardwareType = 8, PacketType = 10, AddressLength = 11, Address = 12;
    private const uint StatusKernel = 0, StatusUser = 1, StatusVlan = 1 << 4, StatusVlanProtocol = 1 << 6;
    private const ushort DefaultVlanProtocol = 0x8100;

    private readonly int _blockSize;
    private readonly int _blocks;
    private byte* _start;
    private int _block;
    private bool _holdsBlock;
    private uint _left;
    private uint _offset;

    private PacketRing(NetworkSocket socket, byte* start, in RingSize size)
    {
        Socket = socket;
        _start = start;
        _blockSize = size.BlockSize;
        _blocks = size.Blocks;
    }

    public NetworkSocket Socket { get; }

    /// <summary>Puts a ring on a packet socket, which the ring then owns; ENOMEM when there is no memory for it.</summary>
    public static Errno TryCreate(NetworkSocket socket, in RingSize size, out PacketRing? ring)
    {
        const int FrameSize = 2048, ThirdVersion = 2, ReadWrite = 3, Shared = 1;
        ring = null;
        var errno = socket.SetOption(SocketLevel.Packet, Version, ThirdVersion);
        if (errno == Errno.None) errno = socket.SetOption(SocketLevel.Packet, Reserve, size.Headroom);
        if (errno != Errno.None) return errno;
        // struct tpacket_req3. The frame size matters for the older versions only, but must fit the others.
        ReadOnlySpan<uint> request =
            [(uint)size.BlockSize, (uint)size.Blocks, FrameSize, (uint)(size.BlockSize / FrameSize * size.Blocks), (uint)size.RetireMilliseconds, 0, 0];
        errno = socket.SetOption(SocketLevel.Packet, ReceiveRing, MemoryMarshal.AsBytes(request));
        if (errno != Errno.None) return errno;
        // SAFETY: the kernel chooses the place; the length is that of the ring just made, and the mapping is undone once, in Dispose.
        var start = Libc.MMap(null, (nuint)size.BlockSize * (nuint)size.Blocks, ReadWrite, Shared, socket.Descriptor, 0);
        if ((nint)start == -1) return KernelFailure.LastErrno;
        ring = new(socket, start, size);
        return Errno.None;
    }

    /// <summary>Hears also what is not addressed to the interface, as long as the ring lives.</summary>
    public Errno BecomePromiscuous(int interfaceIndex)
    {
        // struct packet_mreq: interface, PACKET_MR_PROMISC, no address.
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        MemoryMarshal.Write(bytes, interfaceIndex);
        MemoryMarshal.Write(bytes[4..], (ushort)1);
        return Socket.SetOption(SocketLevel.Packet, AddMembership, bytes);
    }

    public Errno ReadStatistics(out RingStatistics statistics)
    {
        Span<byte> bytes = stackalloc byte[12];
        var errno = Socket.GetOption(SocketLevel.Packet, Statistics, bytes, out _);
        statistics = errno == Errno.None ? new(MemoryMarshal.Read<uint>(bytes), MemoryMarshal.Read<uint>(bytes[4..])) : default;
        return errno;
    }

    /// <summary>The next frame; the one before is given up.</summary>
    /// <returns>False when there is none yet: wait until the socket is readable.</returns>
    public bool TryNext(out RingFrame frame)
    {
        frame = default;
        ObjectDisposedException.ThrowIf(_start is null, this);
        while (true)
        {
            // SAFETY: _block is below _blocks, so the whole block is in the mapping.
            byte* block = _start + (nint)_block * _blockSize;
            if (!_holdsBlock)
            {
                if ((Volatile.Read(ref *(uint*)(block + BlockStatus)) & StatusUser) == 0) return false;
                _holdsBlock = true;
                _left = *(uint*)(block + BlockPackets);
                _offset = *(uint*)(block + BlockFirst);
            }
            if (_left > 0 && TryFrame(block, out frame)) return true;
            _holdsBlock = false;
            Volatile.Write(ref *(uint*)(block + BlockStatus), StatusKernel);
            _block = _block + 1 == _blocks ? 0 : _block + 1;
        }
    }

    public void Dispose()
    {
        if (_start is not null) _ = Libc.MUnmap(_start, (nuint)_blockSize * (nuint)_blocks);
        _start = null;
        Socket.Dispose();
    }

    private bool TryFrame(byte* block, out RingFrame frame)
    {
        const int LongestAddress = 8;
        const int Room = FrameHeader + AddressSize;
        frame = default;
        long limit = _blockSize - _offset;
        if (_offset < BlockHeader || limit < Room) return false;
        // SAFETY: the header and the address lie in the block, as was just checked; the frame is checked below.
        byte* header = block + _offset;
        byte* address = header + FrameHeader;
        int start = *(ushort*)(header + LinkOffset);
        uint captured = *(uint*)(header + Captured), status = *(uint*)(header + Status);
        if (start < Room || start + (long)captured > limit) return false;
        frame = new()
        {
            Room = new Span<byte>(header + Room, start - Room + (int)captured),
            Start = start - Room,
            Length = (int)Math.Min(*(uint*)(header + Length), int.MaxValue),
            Seconds = *(uint*)(header + Seconds),
            Nanoseconds = *(uint*)(header + Nanoseconds),
            HasVlan = (status & StatusVlan) != 0,
            VlanTag = (ushort)*(uint*)(header + VlanTag),
            VlanProtocol = (status & StatusVlanProtocol) != 0 ? *(ushort*)(header + VlanProtocol) : DefaultVlanProtocol,
            Protocol = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + Protocol, sizeof(ushort))),
            InterfaceIndex = *(int*)(address + Interface),
            HardwareType = *(ushort*)(address + HardwareType),
            PacketType = address[PacketType],
            AddressLength = address[AddressLength],
            Address = new ReadOnlySpan<byte>(address + Address, LongestAddress),
        };
        _left--;
        _offset += *(uint*)(header + Next);
        return true;
    }

    private static partial class Libc
    {
        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        public static partial byte* MMap(byte* address, nuint length, int protection, int flags, FileDescriptor descriptor, long offset);

        [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
        public static partial int MUnmap(byte* address, nuint length);
    }
}
