using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>The bytes of one layer, and the place to describe them.</summary>
/// <remarks>
/// Bytes that were captured end where <see cref="Wire"/> ends; bytes that were on the wire end at <see cref="Length"/>, as the lower layer
/// claimed. Reading past the captured bytes gives zero and silences every later <c>Text</c> and <c>Field</c>, of this layer and of those
/// below: the walker then ends the description with <c>[|name]</c>. So fields are read, then printed, in the order of the wire.
/// </remarks>
public ref struct Layer
{
    public WireReader Wire;

    private ReadOnlySpan<byte> _bytes;
    private readonly Dissection _walk;

    internal Layer(ReadOnlySpan<byte> bytes, int length, Dissection walk)
    {
        Wire = new(bytes);
        _bytes = bytes;
        Length = length;
        _walk = walk;
    }

    /// <summary>Bytes of this layer on the wire, its header included, as far as the lower layers know.</summary>
    public int Length { get; private set; }

    /// <summary>Captured bytes that were read so far.</summary>
    public readonly int Position => _bytes.Length - Wire.Remaining;

    /// <summary>Bytes on the wire behind what was read; negative when the claim was too small.</summary>
    public readonly int Left => Length - Position;

    /// <summary>Captured bytes behind what was read.</summary>
    public readonly int Captured => Wire.Remaining;

    /// <summary>All captured bytes of this layer, from its first.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The captured bytes that were not yet read.</summary>
    public readonly ReadOnlySpan<byte> Rest => Wire.Rest;

    public readonly bool Truncated => Wire.Truncated;

    public readonly DissectionOptions Options => _walk.Options;

    public readonly int Verbosity => _walk.Options.Verbosity;

    public readonly bool Quiet => _walk.Options.Quiet;

    public readonly ref Flow Flow => ref _walk.Flow;

    public readonly Session Session => _walk.Session;

    /// <summary>Whether somebody reads fields.</summary>
    public readonly bool WantsFields => _walk.Fields is not null;

    /// <summary>Whether somebody reads text.</summary>
    public readonly bool WantsText => _walk.Line is not null && !Wire.Truncated;

    internal readonly Dissection Walk => _walk;

    public byte U8() => Wire.U8();

    public ushort U16() => Wire.U16();

    public uint U24() => Wire.U24();

    public uint U32() => Wire.U32();

    public ulong U48() => Wire.U48();

    public ulong U64() => Wire.U64();

    public MacAddress Mac() => Wire.Mac();

    public InternetAddress Ip4() => Wire.Ip4();

    public InternetAddress Ip6() => Wire.Ip6();

    public void Skip(int count) => Wire.Skip(count);

    /// <summary>Stands again where it stood <paramref name="count"/> bytes ago, unless the bytes ran out.</summary>
    public void Back(int count)
    {
        if (!Wire.Truncated) Wire = new(_bytes[Math.Clamp(Position - count, 0, _bytes.Length)..]);
    }

    public ReadOnlySpan<byte> Take(int count) => Wire.Take(count);

    public T Read<T>() where T : struct, IWireFormat<T> => T.Read(ref Wire);

    /// <summary>Whether <paramref name="count"/> more bytes were captured.</summary>
    public readonly bool Has(int count) => Wire.Remaining >= count;

    /// <summary>A byte further on; 0 where it was not captured.</summary>
    public readonly byte PeekU8(int ahead = 0) => (uint)ahead < (uint)Wire.Remaining ? Wire.Rest[ahead] : (byte)0;

    /// <inheritdoc cref="PeekU8"/>
    public readonly ushort PeekU16(int ahead = 0) => Has(ahead + 2) ? BinaryPrimitives.ReadUInt16BigEndian(Wire.Rest[ahead..]) : (ushort)0;

    /// <inheritdoc cref="PeekU8"/>
    public readonly uint PeekU32(int ahead = 0) => Has(ahead + 4) ? BinaryPrimitives.ReadUInt32BigEndian(Wire.Rest[ahead..]) : 0;

    /// <summary>The number by which the lower layer found this dissector.</summary>
    public readonly int Key => _walk.Key;

    /// <summary>Ends this layer, and what was captured of it, <paramref name="length"/> bytes from its start.</summary>
    public void Limit(int length)
    {
        if (length < Length) Length = Math.Max(0, length);
        if (length >= _bytes.Length) return;
        int position = Math.Min(Position, Math.Max(0, length));
        bool truncated = Wire.Truncated;
        _bytes = _bytes[..Math.Max(0, length)];
        Wire = new(_bytes[position..]);
        if (truncated) EndEarly();
    }

    /// <summary>Changes the claim about the wire without touching what was captured.</summary>
    public void Claim(int length) => Length = length;

    /// <summary>Nothing more is described, here and below: what reading past the end does.</summary>
    public void EndEarly() => Wire.Skip(int.MaxValue);

    /// <summary>The bytes ran out where the format says it plainly: prints <c>[|name]</c>; the lower layers go on.</summary>
    public readonly Next Trunc()
    {
        Text(" [|"u8);
        Text($"{_walk.Protocol}]");
        return Next.Done;
    }

    /// <summary>The bytes contradict each other: prints <c>(invalid)</c>; the lower layers go on.</summary>
    public readonly Next Invalid()
    {
        Text(" (invalid)"u8);
        return Next.Done;
    }

    /// <summary>Changes the name that <c>[|name]</c> will show.</summary>
    public readonly void Protocol(string name) => _walk.Protocol = name;

    /// <summary>Adds to the line; not even formatted unless someone asked for text and the bytes were there.</summary>
    public readonly void Text([System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] ref LineText text) => _ = text;

    /// <summary>Adds a literal to the line.</summary>
    public readonly void Text(ReadOnlySpan<byte> literal)
    {
        if (!Wire.Truncated) _walk.Line?.Append(literal);
    }

    /// <summary>The line itself, for what is printed piece by piece; null when nobody asked or the bytes ran out.</summary>
    public readonly TextBuffer? Line => Wire.Truncated ? null : _walk.Line;

    public readonly HostName Host(InternetAddress address) => new(address, _walk.Options.Names);

    public readonly PortName Port(ushort port, bool tcp = false) => new(port, tcp, _walk.Options.Names);

    /// <summary>Records a field by name; free unless someone asked for fields.</summary>
    public readonly void Field(string name, long value)
    {
        if (_walk.Fields is not null && !Wire.Truncated) _walk.Fields.Number(name, value);
    }

    /// <inheritdoc cref="Field(string, long)"/>
    public readonly void Field(string name, string? value)
    {
        if (_walk.Fields is not null && !Wire.Truncated && value is not null) _walk.Fields.String(name, value);
    }

    /// <inheritdoc cref="Field(string, long)"/>
    public readonly void Field<T>(string name, T value) where T : IUtf8SpanFormattable
    {
        if (_walk.Fields is not null && !Wire.Truncated) _walk.Fields.Value(name, value);
    }

    /// <summary>A field of bytes: printable text as it is, anything else in hexadecimal.</summary>
    public readonly void Field(string name, ReadOnlySpan<byte> value)
    {
        if (_walk.Fields is not null && !Wire.Truncated) _walk.Fields.Bytes(name, value);
    }

    /// <summary>Describes the rest of the bytes by another protocol, then comes back.</summary>
    /// <returns>Whether any dissector knows it; nothing was printed if not.</returns>
    public bool Inner(Next next) => Inner(next, Wire.Rest, Left);

    /// <summary>The same for a layer that has nothing more to say afterwards: what it knows of the flow is not kept for it.</summary>
    public bool Finish(Next next)
    {
        if (Wire.Truncated) return true;
        bool known = _walk.Finish(next, Wire.Rest, Left);
        if (_walk.EndedEarly) EndEarly();
        return known;
    }

    /// <param name="next">What the bytes are.</param>
    /// <param name="bytes">The captured bytes.</param>
    /// <param name="length">How many they were on the wire.</param>
    public bool Inner(Next next, ReadOnlySpan<byte> bytes, int length)
    {
        if (Wire.Truncated) return true;
        bool known = _walk.Enter(next, bytes, length);
        if (_walk.EndedEarly) EndEarly();
        return known;
    }

    /// <summary>Runs one dissector that is a part of this one's own format.</summary>
    public void Inner<TDissector>(ReadOnlySpan<byte> bytes, int length) where TDissector : struct, IDissector
    {
        if (Wire.Truncated) return;
        _walk.Enter<TDissector>(bytes, length);
        if (_walk.EndedEarly) EndEarly();
    }

    /// <summary>What nobody knows is dumped, from here on, unless the user dumps everything anyway (tcpdump(8) -x).</summary>
    public readonly void UnknownPayload() => Unknown(Wire.Rest);

    /// <summary>The same from the layer's first byte.</summary>
    public readonly void UnknownLayer() => Unknown(_bytes);

    /// <summary>Bytes of an unknown kind, in hexadecimal, one line for sixteen.</summary>
    public readonly void Dump(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> indent)
    {
        if (Line is { } line) PayloadDump.Hex(line, bytes, indent);
    }

    private readonly void Unknown(ReadOnlySpan<byte> bytes)
    {
        if (!_walk.Options.SuppressUnknownDump && Line is { } line) PayloadDump.HexAndText(line, bytes, "\n\t"u8);
    }

    /// <summary>Says that the link header ends here: <c>-x</c> dumps what follows, <c>-xx</c> all.</summary>
    public readonly void EndLinkHeader() => _walk.MarkLinkHeader(Wire.Remaining);
}
