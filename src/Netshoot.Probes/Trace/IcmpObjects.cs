using System.Buffers.Binary;
using System.Collections.Immutable;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>The objects of an ICMP message's extension structure (RFC 4884 sections 7 and 8), kept as they came.</summary>
/// <remarks>Claims of the wire are believed only as far as there are bytes: a broken object ends the list.</remarks>
public readonly struct IcmpObjects
{
    /// <summary>Where the structure stands when the message does not say how long its quote is (RFC 4884 section 5.1).</summary>
    private const int CompatibleOffset = 128;

    private const int HeaderSize = 4, ObjectHeaderSize = 4;

    private readonly byte[]? _bytes;

    private IcmpObjects(byte[] bytes) => _bytes = bytes;

    public bool IsEmpty => _bytes is null;

    /// <summary>Looks for the structure behind a quoted packet.</summary>
    /// <param name="quoted">The message from somewhere in the quoted packet on.</param>
    /// <param name="skipped">How many bytes of the quoted packet stand before that.</param>
    /// <param name="hint"><c>ee_data</c> of the error queue (struct sock_ee_data_rfc4884): where the kernel found the structure, or 0.</param>
    public static IcmpObjects Find(ReadOnlySpan<byte> quoted, int skipped, uint hint = 0)
    {
        // The offset stands in the lower half, the flags above it: 1 says that the checksum is wrong.
        int told = (int)(hint & 0xffff);
        if (told > 0 && (hint >> 16 & 1) == 0 && TryRead(quoted, told, out var objects)) return objects;
        return TryRead(quoted, CompatibleOffset - skipped, out objects) ? objects : default;
    }

    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>The labels of the MPLS label stack, outermost first (RFC 4950 section 3).</summary>
    public ImmutableArray<MplsLabel> Labels()
    {
        const byte MplsLabelStack = 1, IncomingStack = 1;
        foreach (var item in this)
            if (item is { Class: MplsLabelStack, Type: IncomingStack }) return MplsLabel.ReadStack(item.Body);
        return [];
    }

    private static bool TryRead(ReadOnlySpan<byte> quoted, int at, out IcmpObjects objects)
    {
        const int Version = 2;
        objects = default;
        if (at < 0 || at > quoted.Length - HeaderSize - ObjectHeaderSize) return false;
        var structure = quoted[at..];
        if (structure[0] >> 4 != Version) return false;
        // A checksum of zero says that none was made (RFC 4884 section 7).
        if (BinaryPrimitives.ReadUInt16BigEndian(structure[2..]) != 0 && InternetChecksum.Of(structure) != 0) return false;
        objects = new(structure[HeaderSize..].ToArray());
        return true;
    }

    /// <summary>Goes through the objects.</summary>
    public ref struct Enumerator(byte[]? bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public IcmpObject Current { get; private set; }

        public bool MoveNext()
        {
            var header = new WireReader(_rest);
            int length = header.U16();
            byte kind = header.U8(), type = header.U8();
            if (header.Truncated || length < ObjectHeaderSize || length > _rest.Length) return false;
            Current = new(kind, type, _rest[ObjectHeaderSize..length]);
            _rest = _rest[length..];
            return true;
        }
    }
}

/// <summary>One object of an ICMP extension structure.</summary>
/// <param name="kind">Its Class-Num.</param>
/// <param name="type">Its C-Type.</param>
/// <param name="body">What it says.</param>
public readonly ref struct IcmpObject(byte kind, byte type, ReadOnlySpan<byte> body)
{
    public byte Class { get; } = kind;

    public byte Type { get; } = type;

    public ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>An entry of an MPLS label stack (RFC 3032 section 2.1).</summary>
/// <param name="Entry">Its 32 bits.</param>
public readonly record struct MplsLabel(uint Entry)
{
    public uint Label => Entry >> 12;

    /// <summary>The traffic class, formerly experimental bits (RFC 5462).</summary>
    public uint TrafficClass => Entry >> 9 & 7;

    public bool IsBottom => (Entry & 0x100) != 0;

    public byte TimeToLive => (byte)Entry;

    public static ImmutableArray<MplsLabel> ReadStack(ReadOnlySpan<byte> body)
    {
        var labels = ImmutableArray.CreateBuilder<MplsLabel>(body.Length / 4);
        for (var wire = new WireReader(body); wire.Remaining >= 4;) labels.Add(new(wire.U32()));
        return labels.ToImmutable();
    }
}
