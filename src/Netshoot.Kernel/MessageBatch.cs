using System.Runtime.InteropServices;

namespace Netshoot.Kernel;

/// <summary>Room for the messages of one call of recvmmsg(2), used again and again.</summary>
public sealed unsafe class MessageBatch : IDisposable
{
    /// <summary>Messages to a call.</summary>
    public const int Slots = 32;

    // The longest UDP payload, or as many datagrams as the kernel joins to one message.
    private const int Room = 65536;
    private const int ControlRoom = 64;

    private readonly byte* _bytes = (byte*)NativeMemory.Alloc(Slots * Room);
    private readonly byte* _control = (byte*)NativeMemory.AllocZeroed(Slots * ControlRoom);
    private readonly MultiMessage* _headers = (MultiMessage*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(MultiMessage));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(IoVector));

    /// <summary>Messages that came with the last call.</summary>
    public int Count { get; internal set; }

    /// <summary>The bytes of one message.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => new(_bytes + (long)Slot(index) * Room, (int)Math.Min(_headers[index].Length, Room));

    /// <summary>The size of the datagrams that were joined to this message (the last one may be shorter); the whole length where none were.</summary>
    public int DatagramSize(int index)
    {
        const int Header = 16, UdpLevel = 17, UdpGro = 104;
        var header = _headers[Slot(index)].Header;
        var control = new ReadOnlySpan<byte>(header.Control, (int)Math.Min(header.ControlLength, ControlRoom));
        // struct cmsghdr: length, level, type; then the size as an int.
        bool told = control.Length >= Header + sizeof(int) && MemoryMarshal.Read<int>(control[8..]) == UdpLevel && MemoryMarshal.Read<int>(control[12..]) == UdpGro;
        int size = told ? MemoryMarshal.Read<int>(control[Header..]) : 0;
        return size > 0 ? size : Bytes(index).Length;
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        NativeMemory.Free(_control);
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
    }

    internal MultiMessage* Prepare()
    {
        // SAFETY: all four blocks have Slots places, and every length passed is that of its place.
        for (int i = 0; i < Slots; i++)
        {
            _vectors[i] = new IoVector { Base = _bytes + (long)i * Room, Length = Room };
            _headers[i] = new MultiMessage { Header = new MessageHeader { Vectors = _vectors + i, VectorCount = 1, Control = _control + i * ControlRoom, ControlLength = ControlRoom } };
        }
        return _headers;
    }

    private static int Slot(int index) => (uint)index < Slots ? index : throw new ArgumentOutOfRangeException(nameof(index));
}
