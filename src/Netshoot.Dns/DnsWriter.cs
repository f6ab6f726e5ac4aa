using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>Writes a message front to back into a caller-owned span, with names that point back to earlier ones.</summary>
/// <remarks>Messages have a size limit that callers hit in normal work: a full buffer is the state <see cref="Overflow"/>, not an exception.</remarks>
/// <param name="buffer">Begins with the message's first byte.</param>
/// <param name="suffixes">Room to remember where names stand; empty to compress nothing.</param>
public ref struct DnsWriter(Span<byte> buffer, Span<ushort> suffixes = default)
{
    /// <summary>As many remembered places as pay for the time to search them.</summary>
    public const int UsualSuffixes = 256;

    /// <summary>Pointers have 14 bits (RFC 1035 section 4.1.4).</summary>
    private const int FarthestTarget = 0x3fff;

    private readonly Span<byte> _buffer = buffer;
    private readonly Span<ushort> _suffixes = suffixes;
    private int _remembered;

    public int Written { get; private set; }

    /// <summary>Set once something did not fit; what was written since is incomplete.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Write names in lower case: the canonical form of RFC 4034 section 6.2.</summary>
    public bool Canonical { get; init; }

    public readonly Span<byte> Bytes => _buffer[..Written];

    public void U8(byte value)
    {
        if (Claim(1) is { IsEmpty: false } place) place[0] = value;
    }

    public void U16(ushort value)
    {
        if (Claim(2) is { IsEmpty: false } place) BinaryPrimitives.WriteUInt16BigEndian(place, value);
    }

    public void U32(uint value)
    {
        if (Claim(4) is { IsEmpty: false } place) BinaryPrimitives.WriteUInt32BigEndian(place, value);
    }

    public void U48(ulong value)
    {
        U16((ushort)(value >> 32));
        U32((uint)value);
    }

    public void U64(ulong value)
    {
        U32((uint)(value >> 32));
        U32((uint)value);
    }

    public void Ip(InternetAddress address)
    {
        if (Claim(address.Size) is { IsEmpty: false } place) address.CopyTo(place);
    }

    public void Put(scoped ReadOnlySpan<byte> bytes)
    {
        if (Claim(bytes.Length) is { IsEmpty: false } place) bytes.CopyTo(place);
    }

    /// <summary>A byte that counts, and as many bytes; at most 255 of them are written.</summary>
    public void CharacterString(scoped ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, byte.MaxValue)];
        U8((byte)text.Length);
        Put(text);
    }

    /// <summary>A name in full: for the types whose data readers need not know (RFC 3597 section 4).</summary>
    public void Name(DnsName name)
    {
        var place = Claim(name.Wire.Length);
        if (!place.IsEmpty) name.Wire.CopyTo(place);
    }

    /// <summary>A name in full, in lower case where the canonical form is asked for (RFC 4034 section 6.2).</summary>
    public void FoldedName(DnsName name)
    {
        int start = Written;
        Name(name);
        if (Canonical && !Overflow) DnsName.ToLower(_buffer[start..Written]);
    }

    /// <summary>A name of RFC 1035's own types: ends in a pointer to an earlier name with the same end, where there is one.</summary>
    public void CompressedName(DnsName name)
    {
        // What was remembered may stand half written.
        if (Overflow) return;
        if (_suffixes.IsEmpty || Canonical)
        {
            FoldedName(name);
            return;
        }
        var wire = name.Wire;
        int at = 0;
        while (wire[at] != 0)
        {
            if (Find(wire[at..]) is int target and > 0)
            {
                Put(wire[..at]);
                U16((ushort)(0xc000 | target));
                return;
            }
            int place = Written + at;
            if (place <= FarthestTarget && _remembered < _suffixes.Length) _suffixes[_remembered++] = (ushort)place;
            at += 1 + wire[at];
        }
        Put(wire);
    }

    /// <summary>The next <paramref name="count"/> bytes, to be filled by the caller; none when they do not fit.</summary>
    public Span<byte> Claim(int count)
    {
        if (Overflow || count > _buffer.Length - Written)
        {
            Overflow = true;
            return default;
        }
        var claimed = _buffer.Slice(Written, count);
        Written += count;
        return claimed;
    }

    /// <summary>Goes back to an earlier <see cref="Written"/>, as if nothing had been written since.</summary>
    public void Rewind(int written)
    {
        Written = written;
        Overflow = false;
        ForgetUnwritten();
    }

    private void ForgetUnwritten()
    {
        while (_remembered > 0 && _suffixes[_remembered - 1] >= Written) _remembered--;
    }

    /// <summary>Where a name with these labels stands, or 0.</summary>
    private readonly int Find(ReadOnlySpan<byte> labels)
    {
        for (int i = 0; i < _remembered; i++)
        {
            // Places of the name that is being written come last and hold nothing yet.
            if (_suffixes[i] >= Written) return 0;
            if (StandsAt(_suffixes[i], labels)) return _suffixes[i];
        }
        return 0;
    }

    private readonly bool StandsAt(int at, ReadOnlySpan<byte> labels)
    {
        while (true)
        {
            int size = _buffer[at];
            if (size >= 0xc0)
            {
                at = (size & 0x3f) << 8 | _buffer[at + 1];
                continue;
            }
            // Letters keep their case on the wire: a pointer to the same name in another case would change what is read back.
            if (size != labels[0] || !_buffer.Slice(at, size + 1).SequenceEqual(labels[..(size + 1)])) return false;
            if (size == 0) return true;
            at += size + 1;
            labels = labels[(size + 1)..];
        }
    }
}
