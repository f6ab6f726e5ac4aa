using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>Reads a message front to back: fields in network order, and names that may point back into what was read before.</summary>
/// <remarks>
/// As in <see cref="WireReader"/>, running out is a state: from the first fault on, everything reads as zero or empty, and
/// <see cref="Fault"/> tells what happened first.
/// </remarks>
public ref struct DnsReader(ReadOnlySpan<byte> message)
{
    /// <summary>A name of 255 bytes has at most 127 labels, so no sensible writer needs more pointers than that for one.</summary>
    private const int MostPointers = 127;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _end = message.Length;

    /// <summary>Bytes from the start of the message to the next one read.</summary>
    public int Position { get; private set; }

    /// <summary>The first thing that went wrong, or <see cref="DnsFaultKind.None"/>.</summary>
    public DnsFaultKind Fault { get; private set; }

    /// <summary>Where <see cref="Fault"/> was met.</summary>
    public int FaultPosition { get; private set; }

    /// <summary>Bytes left in the message or, while record data is read, in the data.</summary>
    public readonly int Remaining => _end - Position;

    public readonly bool Failed => Fault != DnsFaultKind.None;

    public byte U8() => Take(1) is [var b] ? b : (byte)0;

    public ushort U16() => Take(2) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt16BigEndian(b) : (ushort)0;

    public uint U32() => Take(4) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt32BigEndian(b) : 0;

    public ulong U48() => Take(6) is { IsEmpty: false } b ? (ulong)BinaryPrimitives.ReadUInt16BigEndian(b) << 32 | BinaryPrimitives.ReadUInt32BigEndian(b[2..]) : 0;

    public ulong U64() => Take(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt64BigEndian(b) : 0;

    public InternetAddress Ip4() => Take(4) is { IsEmpty: false } b ? InternetAddress.FromBytes(b) : InternetAddress.Any4;

    public InternetAddress Ip6() => Take(16) is { IsEmpty: false } b ? InternetAddress.FromBytes(b) : InternetAddress.Any6;

    /// <summary>The next <paramref name="count"/> bytes, or none when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)(_end - Position))
        {
            Fail(DnsFaultKind.Truncated);
            return default;
        }
        var taken = _message.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>What is left of the record data.</summary>
    public ReadOnlySpan<byte> TakeRest() => Take(Remaining);

    /// <summary>A byte that counts, and as many bytes (RFC 1035 section 3.3).</summary>
    public ReadOnlySpan<byte> CharacterString() => Take(U8());

    public DnsName Name()
    {
        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        int length = Name(wire);
        return DnsName.FromTrustedWire(wire[..length]);
    }

    /// <summary>Reads a name without allocating.</summary>
    /// <param name="wire">Gets the name without compression; at least <see cref="DnsName.MaxLength"/> bytes.</param>
    /// <returns>Its length; 1, the root, when it could not be read.</returns>
    public int Name(scoped Span<byte> wire)
    {
        int at = Position, length = 0, end = _end, pointers = 0, begin = Position;
        bool jumped = false;
        wire[0] = 0;
        if (Failed) return 1;
        while (true)
        {
            if (at >= end) return Broken(length == 0 && !jumped ? DnsFaultKind.Truncated : DnsFaultKind.NameTruncated, at, wire);
            int size = _message[at];
            switch (size >> 6)
            {
                case 0:
                    if (at + 1 + size > end) return Broken(DnsFaultKind.NameTruncated, at, wire);
                    if (length + 1 + size > DnsName.MaxLength) return Broken(DnsFaultKind.NameTooLong, at, wire);
                    _message.Slice(at, 1 + size).CopyTo(wire[length..]);
                    length += 1 + size;
                    at += 1 + size;
                    if (!jumped) Position = at;
                    if (size == 0) return length;
                    break;
                case 3:
                    if (at + 2 > end) return Broken(DnsFaultKind.Truncated, at, wire);
                    int target = (size & 0x3f) << 8 | _message[at + 1];
                    if (!jumped) Position = at + 2;
                    // Each pointer must lead before the piece of the name that holds it: this alone ends every loop.
                    if (target >= begin || target < DnsHeader.Size) return Broken(DnsFaultKind.PointerForward, at, wire);
                    if (++pointers > MostPointers) return Broken(DnsFaultKind.PointerChain, at, wire);
                    jumped = true;
                    // What is pointed to stands outside of the record data that is being read.
                    end = _message.Length;
                    at = begin = target;
                    break;
                default:
                    return Broken(DnsFaultKind.LabelType, at, wire);
            }
        }
    }

    /// <summary>Says that a field has a value that its type forbids.</summary>
    public void FailMalformed() => Fail(DnsFaultKind.Malformed);

    /// <summary>Narrows the reader to the next <paramref name="length"/> bytes, the data of one record.</summary>
    /// <returns>The end to hand to <see cref="Leave"/>.</returns>
    internal int Enter(int length)
    {
        int outer = _end;
        if (length > _end - Position) Fail(DnsFaultKind.Truncated);
        else _end = Position + length;
        return outer;
    }

    internal void Leave(int outer) => _end = Failed ? Position : outer;

    private int Broken(DnsFaultKind kind, int at, scoped Span<byte> wire)
    {
        Fail(kind);
        FaultPosition = at;
        wire[0] = 0;
        return 1;
    }

    private void Fail(DnsFaultKind kind)
    {
        if (Failed) return;
        Fault = kind;
        FaultPosition = Position;
        _end = Position;
    }
}
