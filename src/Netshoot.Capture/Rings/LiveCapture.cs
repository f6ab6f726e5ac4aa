using System.Runtime.InteropServices;
using Netshoot.Capture.Files;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Capture.Rings;

/// <summary>
/// Frames as they pass an interface, or all interfaces, of one network namespace: read in place from a ring that the kernel fills.
/// Nothing is heard before <see cref="Start"/>, so no frame gets past the filter.
/// </summary>
public sealed class LiveCapture : IDisposable
{
    private const int Raw = 3, Datagram = 2, NonBlocking = 0x800;
    private const ushort EveryProtocol = 3; // ETH_P_ALL
    private const int PacketOutgoing = 4; // PACKET_OUTGOING
    private const int VlanTagSize = 4;

    // Where the EtherType stands, before which a tag belongs.
    private const int TypeOfEthernet = 2 * MacAddress.Size, TypeOfCooked = 14;

    private readonly PacketRing _ring;
    private readonly LiveCaptureOptions _options;
    private readonly int _interface;
    private readonly int _loopback;
    private BpfProgram? _ownFilter;
    private ulong _received;
    private ulong _dropped;

    private LiveCapture(PacketRing ring, LiveCaptureOptions options, LinkType linkType, int interfaceIndex, int loopback)
    {
        _ring = ring;
        _options = options;
        _interface = interfaceIndex;
        _loopback = loopback;
        LinkType = linkType;
    }

    public LinkType LinkType { get; }

    public int SnapLength => _options.SnapLength;

    /// <summary>What to poll for frames.</summary>
    public FileDescriptor Descriptor => _ring.Socket.Descriptor;

    /// <summary>Opens a capture; needs CAP_NET_RAW.</summary>
    /// <param name="device">An interface, or <see cref="DeviceLinkType.Any"/>.</param>
    /// <param name="options">How.</param>
    /// <param name="networkNamespace">Where; null is where this process was born.</param>
    /// <exception cref="Failure">With errno: ENODEV, EPERM, ENETDOWN, EINVAL for a link type that the device does not have.</exception>
    public static LiveCapture Open(string device, LiveCaptureOptions options, FileDescriptor? networkNamespace = null)
    {
        var socket = OpenSocket(networkNamespace, Raw);
        try
        {
            int index = 0;
            ushort hardware = 0;
            if (device != DeviceLinkType.Any)
            {
                Must(Interfaces.GetIndex(socket, device, out index));
                Must(Interfaces.GetHardwareType(socket, device, out hardware));
                Must(Interfaces.GetFlags(socket, device, out var flags));
                if ((flags & InterfaceFlags.Up) == 0) Must(Errno.ENETDOWN);
            }
            // There is one in every namespace, and it is always called so.
            if (Interfaces.GetIndex(socket, "lo", out int loopback) != Errno.None) loopback = 0;

            var types = index == 0 ? DeviceLinkType.OfAny : DeviceLinkType.Of(hardware);
            var type = options.LinkType ?? types[0];
            if (!types.Contains(type)) Must(Errno.EINVAL);
            if (CookedHeader.IsCooked(type))
            {
                socket.Dispose();
                socket = OpenSocket(networkNamespace, Datagram);
            }
            var ring = MakeRing(socket, options);
            if (options.Promiscuous && index != 0) Must(ring.BecomePromiscuous(index));
            return new(ring, options, type, index, loopback);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        void Must(Errno errno)
        {
            if (errno != Errno.None) throw KernelFailure.Of(errno, device);
        }
    }

    /// <summary>Begins to hear what the filter accepts; called again, what another one accepts from then on.</summary>
    /// <exception cref="Failure">The kernel does not take the filter, or the interface has gone.</exception>
    public void Start(BpfProgram filter)
    {
        var fitted = CookedHeader.IsCooked(LinkType) ? CookedFilter.TryFit(filter, LinkType) : filter;
        _ownFilter = null;
        if (fitted is not { FitsKernel: true })
        {
            _ownFilter = filter;
            fitted = new BpfProgram([new(BpfOpcode.Return, 0, 0, (uint)SnapLength)]);
        }
        var errno = SocketFilter.TryAttach(_ring.Socket, MemoryMarshal.AsBytes(fitted.Instructions.AsSpan()));
        if (errno == Errno.None) errno = _ring.Socket.Bind(SocketAddress.OfPacket(_interface, EveryProtocol));
        if (errno != Errno.None) throw KernelFailure.Of(errno, "");
    }

    /// <summary>The next frame, valid until the one after it is read.</summary>
    /// <returns>False when there is none yet.</returns>
    public bool TryRead(out CaptureRecord record)
    {
        while (_ring.TryNext(out var frame))
        {
            bool outgoing = frame.PacketType == PacketOutgoing;
            // Whatever passes the loopback is heard twice, as sent and as received.
            if (outgoing && frame.InterfaceIndex == _loopback) continue;
            if (_options.Direction == CaptureDirection.In && outgoing || _options.Direction == CaptureDirection.Out && !outgoing) continue;

            int length = frame.Length;
            ReadOnlySpan<byte> bytes;
            if (CookedHeader.IsCooked(LinkType)) bytes = Cook(frame, ref length);
            else if (frame.HasVlan && LinkType == LinkType.Ethernet && frame.Bytes.Length >= TypeOfEthernet) bytes = Tag(frame, frame.Start, TypeOfEthernet, ref length);
            else bytes = frame.Bytes;
            if (bytes.Length > SnapLength) bytes = bytes[..SnapLength];
            if (_ownFilter is not null && !_ownFilter.Accepts(bytes, (uint)length, Metadata(frame))) continue;

            record = new(bytes, length, frame.Seconds, _options.Nanoseconds ? frame.Nanoseconds : frame.Nanoseconds / 1000);
            return true;
        }
        record = default;
        return false;
    }

    /// <summary>Tells why nothing comes any more, once: ENETDOWN when the interface was switched off; it is heard again when it comes back.</summary>
    public Errno PendingError()
    {
        const int Error = 4; // SO_ERROR
        var errno = _ring.Socket.GetOption(SocketLevel.Socket, Error, out int pending);
        return errno == Errno.None ? (Errno)pending : errno;
    }

    /// <summary>Whether the interface is still there. Of one that was switched off before it was taken away, the kernel does not tell.</summary>
    public bool HasInterface => _ring.Socket.LocalAddress().ToPacket().InterfaceIndex >= 0;

    /// <summary>The counts so far, those of the interface left out.</summary>
    public CaptureCounters Count()
    {
        if (_ring.ReadStatistics(out var more) == Errno.None)
        {
            _received += more.Packets;
            _dropped += more.Drops;
        }
        return new(_received, _dropped, 0);
    }

    public void Dispose() => _ring.Dispose();

    private ReadOnlySpan<byte> Cook(RingFrame frame, scoped ref int length)
    {
        int size = CookedHeader.SizeOf(LinkType), start = frame.Start - size;
        var whole = frame.Room[start..];
        CookedHeader.Write(LinkType, frame, whole);
        length += size;
        return frame.HasVlan && LinkType == LinkType.LinuxCooked ? Tag(frame, start, TypeOfCooked, ref length) : whole;
    }

    /// <summary>Puts the VLAN tag back that the kernel took off.</summary>
    private static ReadOnlySpan<byte> Tag(RingFrame frame, int start, int typeField, scoped ref int length)
    {
        var whole = frame.Room[(start - VlanTagSize)..];
        whole.Slice(VlanTagSize, typeField).CopyTo(whole);
        var tag = new WireWriter(whole.Slice(typeField, VlanTagSize));
        tag.U16(frame.VlanProtocol);
        tag.U16(frame.VlanTag);
        length += VlanTagSize;
        return whole;
    }

    private static PacketMetadata Metadata(in RingFrame frame)
        => new(frame.Protocol, frame.PacketType, (uint)frame.InterfaceIndex, frame.HasVlan, frame.VlanTag, frame.HasVlan ? frame.VlanProtocol : (ushort)0);

    private static NetworkSocket OpenSocket(FileDescriptor? networkNamespace, int type)
        // Without a protocol it hears nothing until it is bound.
        => networkNamespace is null
            ? NetworkSocket.Open(SocketAddress.Packet, type | NonBlocking, 0)
            : Namespaces.OpenSocketIn(networkNamespace, SocketAddress.Packet, type | NonBlocking, 0);

    /// <summary>A ring of the wanted size, or of half of it, and so on, where memory is short.</summary>
    private static PacketRing MakeRing(NetworkSocket socket, LiveCaptureOptions options)
    {
        const int LargeBlock = 1024 * 1024, SmallBlock = 256 * 1024, Smallest = 64 * 1024, FewestBlocks = 2;
        const int AtOnce = 1, SeveralAtATime = 100; // milliseconds
        const int Headroom = 32; // a cooked header or a VLAN tag
        // A block counts as used with one frame in it: where blocks are handed over often, many small ones keep more of them.
        int block = options.Immediate ? SmallBlock : LargeBlock;
        while (block > Smallest && options.RingSize < (long)block * 4) block /= 2;
        int blocks = (int)Math.Clamp(options.RingSize / block, FewestBlocks, int.MaxValue / block);
        while (true)
        {
            var errno = PacketRing.TryCreate(socket, new(block, blocks, options.Immediate ? AtOnce : SeveralAtATime, Headroom), out var ring);
            if (errno == Errno.None) return ring!;
            if (errno != Errno.ENOMEM || blocks <= FewestBlocks) throw KernelFailure.Of(errno, "can't mmap rx ring");
            blocks /= 2;
        }
    }
}
