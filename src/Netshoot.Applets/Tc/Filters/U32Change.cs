using System.Buffers.Binary;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The words for a filter by words of the packet (tc-u32(8)), and the keys they become.</summary>
internal sealed class U32Change(TcContext context, FilterRequest wanted)
{
    private const int MostKeys = 128;

    private const string Usage = """
        Usage: ... u32 [ match SELECTOR ... ] [ link HTID ] [ classid CLASSID ]
                       [ action ACTION_SPEC ] [ offset OFFSET_SPEC ]
                       [ ht HTID ] [ hashkey HASHKEY_SPEC ]
                       [ sample SAMPLE ] [skip_hw | skip_sw]
        or         u32 divisor DIVISOR

        Where: SELECTOR := SAMPLE SAMPLE ...
               SAMPLE := { ip | ip6 | udp | tcp | icmp | u{32|16|8} | mark }
                         SAMPLE_ARGS [ divisor DIVISOR ]
               FILTERID := X:Y:Z

        NOTE: CLASSID is parsed at hexadecimal input.

        """;

    private static readonly string[] s_unsupported = ["offset", "hashkey", "sample"];

    /// <param name="Value">Its bits, in the order of the packet.</param>
    /// <param name="Mask">Which of them count.</param>
    /// <param name="Offset">Bytes from the header of the network.</param>
    /// <param name="IsNext">Whether the offset begins behind that header.</param>
    private record struct Key(uint Value, uint Mask, int Offset, bool IsNext);

    private readonly List<Key> _keys = [];

    public void Parse(IpWords words, NetlinkRequest request)
    {
        if (wanted.Handle is null && !words.More) return;
        uint flags = 0, order = 0, table = 0;
        byte selector = 0;
        bool selects = false;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (words.Matches("match"))
            {
                selects = true;
                words.Next();
                if (!TryMatch(words, request)) throw KindOptions.Illegal("match");
            }
            else if (words.Matches("action"))
            {
                selector |= U32Filter.Terminal;
                FilterKinds.TryCommon(context, words, request, U32Filter.Class, U32Filter.Action);
            }
            else if (FilterKinds.TryCommon(context, words, request, U32Filter.Class, U32Filter.Action))
            {
                selector |= U32Filter.Terminal;
            }
            else if (words.Matches("divisor"))
            {
                request.Attribute(U32Filter.Divisor, IpWords.TryNumber(words.Next(), out uint divisor) && divisor is > 0 and <= 0x100 && System.Numerics.BitOperations.IsPow2(divisor) ? divisor : throw KindOptions.Illegal("divisor"));
            }
            else if (words.Matches("order"))
            {
                order = IpWords.TryNumber(words.Next(), out uint value) && value <= 0xfff ? value : throw KindOptions.Illegal("order");
            }
            else if (words.Is("link"))
            {
                request.Attribute(U32Filter.Link, U32Filter.TryHandle(words.Next(), out uint link) && (link & 0xfff) == 0 ? link : throw KindOptions.Illegal("link"));
            }
            else if (words.Is("ht"))
            {
                table = U32Filter.TryHandle(words.Next(), out uint value) && (value & 0xfff) == 0 ? value : throw KindOptions.Illegal("ht");
            }
            else if (words.Is("indev"))
            {
                request.Attribute(U32Filter.Interface, words.Next());
            }
            else if (FilterKinds.TryOffload(words, ref flags))
            {
                continue;
            }
            else if (Array.Find(s_unsupported, words.Matches) is { } name)
            {
                throw new IpFailure($"tc: option \"{name}\" of u32 is not supported\n", IpFailure.Missing);
            }
            else if (words.Is("help"))
            {
                throw KindOptions.Usage(Usage);
            }
            else
            {
                throw KindOptions.Unknown(words.Current, Usage);
            }
        }
        if (order != 0)
        {
            if ((wanted.Number & 0xfff) is > 0 and var node && node != order) throw new IpFailure("\"order\" contradicts \"handle\"\n", IpFailure.Missing);
            wanted.Number |= order;
        }
        if (table != 0) request.Attribute(U32Filter.Hash, table);
        if (selects || selector != 0) WriteSelector(request, selector);
        if (flags != 0) request.Attribute(U32Filter.Flags, flags);
        request.End(nest);
    }

    private void WriteSelector(NetlinkRequest request, byte flags)
    {
        int nest = request.Begin(U32Filter.Selector);
        request.U8(flags).U8(0).U8((byte)_keys.Count).U8(0).U16(0).U16(0).U16(0).U16(0).U32(0);
        foreach (var key in _keys) request.U32(BinaryPrimitives.ReverseEndianness(key.Mask)).U32(BinaryPrimitives.ReverseEndianness(key.Value)).I32(key.Offset).I32(key.IsNext ? -1 : 0);
        request.End(nest);
    }

    private bool TryMatch(IpWords words, NetlinkRequest request) => words.Current switch
    {
        "u32" => TryNumber(words, 4),
        "u16" => TryNumber(words, 2),
        "u8" => TryNumber(words, 1),
        "ip" => TryIp(words),
        "ip6" => TryIp6(words),
        "tcp" or "udp" => TryPorts(words, next: true),
        "icmp" => TryMessage(words),
        "ether" => TryEther(words),
        "mark" => TryMark(words, request),
        _ => false,
    };

    private bool TryIp(IpWords words)
    {
        if (!TryAdvance(words)) return false;
        switch (words.Current)
        {
            case "src": return TryPrefix(words, 12, AddressFamilyNumber.Inet);
            case "dst": return TryPrefix(words, 16, AddressFamilyNumber.Inet);
            case "tos" or "dsfield" or "precedence": return TryField(words, 1, 1);
            case "ihl": return TryField(words, 0, 1);
            case "protocol": return TryField(words, 9, 1);
            case "sport": return TryField(words, 20, 2);
            case "dport": return TryField(words, 22, 2);
            case "icmp_type": return TryField(words, 20, 1);
            case "icmp_code": return TryField(words, 21, 1);
            case "nofrag": return TryAdd(0, 0x3fff, 2, 6, next: false);
            case "firstfrag": return TryAdd(0x2000, 0x3fff, 2, 6, next: false);
            case "df": return TryAdd(0x4000, 0x4000, 2, 6, next: false);
            case "mf": return TryAdd(0x2000, 0x2000, 2, 6, next: false);
            default: return false;
        }
    }

    private bool TryIp6(IpWords words)
    {
        if (!TryAdvance(words)) return false;
        switch (words.Current)
        {
            case "src": return TryPrefix(words, 8, AddressFamilyNumber.Inet6);
            case "dst": return TryPrefix(words, 24, AddressFamilyNumber.Inet6);
            case "priority":
                return TryAdvance(words) && IpWords.TryNumber(words.Current, out uint value) && TryAdvance(words) && TryMask(words.Current, out uint mask) && value <= 0xff && mask <= 0xff && TryAdd(value << 4, mask << 4, 2, 0, next: false);
            case "protocol": return TryField(words, 6, 1);
            case "flowlabel": return TryField(words, 0, 4);
            case "sport": return TryField(words, 40, 2);
            case "dport": return TryField(words, 42, 2);
            case "icmp_type": return TryField(words, 40, 1);
            case "icmp_code": return TryField(words, 41, 1);
            default: return false;
        }
    }

    private bool TryPorts(IpWords words, bool next)
        => TryAdvance(words) && words.Current switch { "src" => TryField(words, 0, 2, next), "dst" => TryField(words, 2, 2, next), _ => false };

    private bool TryMessage(IpWords words)
        => TryAdvance(words) && words.Current switch { "type" => TryField(words, 0, 1, next: true), "code" => TryField(words, 1, 1, next: true), _ => false };

    private bool TryEther(IpWords words)
    {
        const int Source = -8, Destination = -14;
        if (!TryAdvance(words) || words.Current is not ("src" or "dst")) return false;
        bool source = words.Current == "src";
        if (!TryAdvance(words) || !Wire.MacAddress.TryParse(words.Current, out var address)) return false;
        Span<byte> bytes = stackalloc byte[6];
        address.CopyTo(bytes);
        // Halves of words stand where the packet's own words begin, which differs for the two.
        if (source) return TryAdd(BinaryPrimitives.ReadUInt32BigEndian(bytes), uint.MaxValue, 4, Source, next: false) && TryAdd(BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]), ushort.MaxValue, 2, Source + 4, next: false);
        return TryAdd(BinaryPrimitives.ReadUInt16BigEndian(bytes), ushort.MaxValue, 2, Destination, next: false) && TryAdd(BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]), uint.MaxValue, 4, Destination + 2, next: false);
    }

    private static bool TryMark(IpWords words, NetlinkRequest request)
    {
        if (!TryAdvance(words) || !IpWords.TryNumber(words.Current, out uint value) || !TryAdvance(words) || !TryMask(words.Current, out uint mask)) return false;
        int nest = request.Begin(U32Filter.Mark);
        request.U32(value).U32(mask).U32(0).End(nest);
        return true;
    }

    private bool TryNumber(IpWords words, int size)
        => TryAdvance(words) && IpWords.TryNumber(words.Current, out uint value) && TryAdvance(words) && TryMask(words.Current, out uint mask)
            && TryAt(words, out int offset, out bool next) && Fits(value, size) && Fits(mask, size) && TryAdd(value, mask, size, offset, next);

    // A value and a mask for a field whose place is known.
    private bool TryField(IpWords words, int offset, int size, bool next = false)
        => TryAdvance(words) && IpWords.TryNumber(words.Current, out uint value) && TryAdvance(words) && TryMask(words.Current, out uint mask) && Fits(value, size) && Fits(mask, size) && TryAdd(value, mask, size, offset, next);

    private bool TryPrefix(IpWords words, int offset, byte family)
    {
        const int BitsPerWord = 32;
        if (!TryAdvance(words)) return false;
        IpPrefix prefix;
        try
        {
            prefix = IpWords.Prefix(words.Current, family);
        }
        catch (IpFailure)
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[16];
        prefix.Address?.CopyTo(bytes);
        int size = family == AddressFamilyNumber.Inet6 ? 16 : 4;
        for (int at = 0; at < size; at += 4)
        {
            int bits = Math.Clamp(prefix.Length - 8 * at, 0, BitsPerWord);
            if (bits == 0 && (at > 0 || size == 16)) break;
            uint mask = bits == 0 ? 0 : uint.MaxValue << (BitsPerWord - bits);
            if (!TryAdd(BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), mask, 4, offset + at, next: false)) return false;
        }
        return true;
    }

    private static bool TryAt(IpWords words, out int offset, out bool next)
    {
        (offset, next) = (0, false);
        if (words.TryPeek(1) != "at") return true;
        words.Next();
        string word = words.Next();
        next = word.StartsWith("nexthdr", StringComparison.Ordinal);
        if (next) word = word["nexthdr".Length..].TrimStart('+');
        return word.Length == 0 && next || IpWords.TryInteger(word, out offset);
    }

    // Numbers of less than 32 bits become a part of the word that they stand in; words of the same place become one.
    private bool TryAdd(uint value, uint mask, int size, int offset, bool next)
    {
        const int WordSize = 4;
        int within = offset & (WordSize - 1);
        if (within + size > WordSize) return false;
        int shift = 8 * (WordSize - size - within);
        (value, mask, offset) = ((value & mask) << shift, mask << shift, offset - within);
        for (int i = 0; i < _keys.Count; i++)
        {
            var key = _keys[i];
            if (key.Offset != offset || key.IsNext != next) continue;
            uint both = mask & key.Mask;
            if ((key.Value & both) != (value & both)) return false;
            _keys[i] = new(key.Value | value, key.Mask | mask, offset, next);
            return true;
        }
        if (_keys.Count >= MostKeys) return false;
        _keys.Add(new(value, mask, offset, next));
        return true;
    }

    private static bool TryAdvance(IpWords words)
    {
        if (words.TryPeek(1) is null) return false;
        words.Advance();
        return true;
    }

    private static bool TryMask(string word, out uint mask) => TcNumber.TryHex(word, uint.MaxValue, out mask);

    private static bool Fits(uint value, int size) => size == 4 || value >> (8 * size) == 0;
}
