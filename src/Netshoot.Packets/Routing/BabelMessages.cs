using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Messages of Babel and their parts (RFC 8966 section 4.6).</summary>
internal static class BabelMessages
{
    /// <summary>Prefixes that later updates leave out, those of the last update that said so: 16 bytes for IPv4, then 16 for IPv6.</summary>
    [InlineArray(32)]
    private struct Defaults
    {
        private byte _first;
    }

    /// <returns>False when a message was invalid.</returns>
    public static bool Print(ref Layer layer, int end)
    {
        var defaults = new Defaults();
        while (layer.Position < end && !layer.Truncated)
        {
            byte type = layer.U8();
            if (type == 0)
            {
                layer.Text(layer.Verbosity > 0 ? "\n\tPad 1"u8 : " pad1"u8);
                continue;
            }
            if (end - layer.Position < 1)
            {
                layer.Invalid();
                return false;
            }
            byte size = layer.U8();
            if (layer.Truncated) return false;
            if (size > end - layer.Position)
            {
                layer.Invalid();
                return false;
            }
            if (!layer.Has(size))
            {
                layer.EndEarly();
                return false;
            }
            int after = layer.Position + size;
            if (layer.Verbosity == 0)
            {
                Brief(ref layer, type, size);
            }
            else if (!Message(ref layer, type, after, ref defaults))
            {
                return false;
            }
            layer.Back(layer.Position - Math.Min(after, layer.Position));
            layer.Skip(after - layer.Position);
        }
        return !layer.Truncated;
    }

    private static void Brief(ref Layer layer, byte type, int size)
    {
        layer.Text($" {BriefName(type)}");
        if (type != 8 || size < 2) return;
        byte flags = layer.PeekU8(1);
        layer.Text($"{((flags & 0x80) != 0 ? "/prefix" : "")}{((flags & 0x40) != 0 ? "/id" : "")}{((flags & 0x3f) != 0 ? "/unknown" : "")}");
    }

    private static bool Message(ref Layer layer, byte type, int after, scoped ref Defaults defaults)
    {
        int size = after - layer.Position;
        layer.Text("\n\t"u8);
        switch (type)
        {
            case 1:
                layer.Text($"Pad {size + 2}");
                return true;
            case 2:
                layer.Text("Acknowledgment Request "u8);
                if (size < 6) return Bad(ref layer);
                layer.Skip(2);
                layer.Text($"{layer.U16():x4} ");
                Interval(ref layer, layer.U16());
                break;
            case 3:
                layer.Text("Acknowledgment "u8);
                if (size < 2) return Bad(ref layer);
                layer.Text($"{layer.U16():x4}");
                break;
            case 4:
                layer.Text("Hello "u8);
                if (size < 6) return Bad(ref layer);
                ushort flags = layer.U16(), sequence = layer.U16();
                layer.Text($"{((flags & 0x8000) != 0 ? "(Unicast) " : "")}seqno {sequence} ");
                if (layer.PeekU16() != 0) layer.Text("interval "u8);
                Interval(ref layer, layer.U16());
                break;
            case 5:
                layer.Text("IHU "u8);
                if (size < 6) return Bad(ref layer);
                byte encoding = layer.U8();
                layer.Skip(1);
                ushort cost = layer.U16(), interval = layer.U16();
                if (!Address(ref layer, encoding, after)) return Cut(ref layer);
                layer.Text($" rxcost {cost} interval ");
                Interval(ref layer, interval);
                break;
            case 6:
                layer.Text("Router Id"u8);
                if (size < 10) return Bad(ref layer);
                layer.Skip(2);
                layer.Text(" "u8);
                layer.MacBytes(layer.Take(8));
                break;
            case 7:
                layer.Text("Next Hop"u8);
                if (size < 2) return Bad(ref layer);
                encoding = layer.U8();
                layer.Skip(1);
                layer.Text(" "u8);
                if (!Address(ref layer, encoding, after)) return Cut(ref layer);
                break;
            case 8: return Update(ref layer, after, ref defaults);
            case 9:
                layer.Text("Route Request "u8);
                if (size < 2) return Bad(ref layer);
                encoding = layer.U8();
                byte bits = layer.U8();
                layer.Text("for "u8);
                if (!Prefix(ref layer, encoding, bits, 0, after, ref defaults)) return Cut(ref layer);
                break;
            case 10:
                layer.Text("Seqno Request "u8);
                if (size < 14) return Bad(ref layer);
                encoding = layer.U8();
                bits = layer.U8();
                sequence = layer.U16();
                byte hops = layer.U8();
                layer.Skip(1);
                var id = layer.Take(8);
                layer.Text($"({hops} hops) for ");
                if (!Prefix(ref layer, encoding, bits, 0, after, ref defaults)) return Cut(ref layer);
                layer.Text($" seqno {sequence} id ");
                layer.MacBytes(id);
                break;
            case 11:
                layer.Text("TS/PC "u8);
                if (size < 6) return Bad(ref layer);
                ushort counter = layer.U16();
                uint time = layer.U32();
                layer.Text($"timestamp {time} packetcounter {counter}");
                return true;
            case 12:
                layer.Text("HMAC "u8);
                if (size < 18) return Bad(ref layer);
                ushort key = layer.U16();
                layer.Text($"key id {key} digest-{size - 2} ");
                layer.HexBytes(layer.Take(size - 2));
                return true;
            case 13: return SpecificUpdate(ref layer, after, ref defaults);
            case 14:
                layer.Text("SS-Request "u8);
                if (size < 3) return Bad(ref layer);
                encoding = layer.U8();
                bits = layer.U8();
                byte sourceBits = layer.U8();
                layer.Text("for ("u8);
                if (!Pair(ref layer, encoding, bits, sourceBits, after, ref defaults)) return Cut(ref layer);
                layer.Text(")"u8);
                break;
            case 15:
                layer.Text("SS-MH-Request "u8);
                if (size < 14) return Bad(ref layer);
                encoding = layer.U8();
                bits = layer.U8();
                sequence = layer.U16();
                hops = layer.U8();
                sourceBits = layer.U8();
                id = layer.Take(8);
                layer.Text($"({hops} hops) for (");
                if (!Pair(ref layer, encoding, bits, sourceBits, after, ref defaults)) return Cut(ref layer);
                layer.Text($") seqno {sequence} id ");
                layer.MacBytes(id);
                break;
            case 16:
                layer.Text($"MAC len {size}");
                return true;
            case 17:
                layer.Text("PC "u8);
                if (size < 4) return Bad(ref layer);
                uint value = layer.U32();
                layer.Text($"value {value} index len {size - 4}");
                return true;
            default:
                layer.Text($"Unknown message type {type}");
                return true;
        }
        return BabelParts.Print(ref layer, type, after);
    }

    private static bool Update(ref Layer layer, int after, scoped ref Defaults defaults)
    {
        layer.Text("Update"u8);
        if (after - layer.Position < 10) return Bad(ref layer);
        byte encoding = layer.U8(), flags = layer.U8(), bits = layer.U8(), omitted = layer.U8();
        ushort interval = layer.U16(), sequence = layer.U16(), metric = layer.U16();
        Span<byte> full = stackalloc byte[16];
        if (!TryPrefix(ref layer, encoding, bits, omitted, after, ref defaults, full)) return Bad(ref layer);
        layer.Text($"{((flags & 0x80) != 0 ? "/prefix" : "")}{((flags & 0x40) != 0 ? "/id" : "")}{((flags & 0x3f) != 0 ? "/unknown" : "")} ");
        PrintPrefix(ref layer, encoding, bits, full);
        layer.Text($" metric {metric} seqno {sequence} interval ");
        Interval(ref layer, interval);
        if ((flags & 0x80) != 0) full.CopyTo(encoding == 1 ? defaults[..16] : defaults[16..]);
        return BabelParts.Print(ref layer, 8, after);
    }

    private static bool SpecificUpdate(ref Layer layer, int after, scoped ref Defaults defaults)
    {
        layer.Text("SS-Update"u8);
        if (after - layer.Position < 10) return Bad(ref layer);
        byte encoding = layer.U8(), sourceBits = layer.U8(), bits = layer.U8(), omitted = layer.U8();
        ushort interval = layer.U16(), sequence = layer.U16(), metric = layer.U16();
        layer.Text(" "u8);
        if (!Prefix(ref layer, encoding, bits, omitted, after, ref defaults)) return Bad(ref layer);
        layer.Text(" from "u8);
        if (!Prefix(ref layer, encoding, sourceBits, 0, after, ref defaults)) return Bad(ref layer);
        layer.Text($" metric {metric} seqno {sequence} interval ");
        Interval(ref layer, interval);
        return BabelParts.Print(ref layer, 13, after);
    }

    private static bool Pair(ref Layer layer, byte encoding, byte bits, byte sourceBits, int after, scoped ref Defaults defaults)
    {
        if (!Prefix(ref layer, encoding, bits, 0, after, ref defaults)) return false;
        layer.Text(", "u8);
        return Prefix(ref layer, encoding, sourceBits, 0, after, ref defaults);
    }

    private static bool Bad(ref Layer layer)
    {
        layer.Invalid();
        return false;
    }

    private static bool Cut(ref Layer layer)
    {
        layer.Trunc();
        return false;
    }

    private static void Interval(ref Layer layer, ushort hundredths)
    {
        if (hundredths == 0) layer.Text("none (bogus)"u8);
        else layer.Text($"{hundredths / 100}.{hundredths % 100:D2}s");
    }

    private static bool Address(ref Layer layer, byte encoding, int after)
    {
        int size = encoding switch { 0 => 0, 1 => 4, 2 => 16, 3 => 8, _ => 255 };
        if (after - layer.Position < size) return false;
        switch (encoding)
        {
            case 0:
                layer.Text("any"u8);
                break;
            case 1:
                var four = layer.Ip4();
                layer.Text($"{layer.Host(four)}");
                break;
            case 2:
                var six = layer.Ip6();
                layer.Text($"{layer.Host(six)}");
                break;
            default:
                var local = InternetAddress.From6(0xfe80_0000_0000_0000, layer.U64());
                layer.Text($"{layer.Host(local)}");
                break;
        }
        return true;
    }

    private static bool Prefix(ref Layer layer, byte encoding, byte bits, int omitted, int after, scoped ref Defaults defaults)
    {
        Span<byte> full = stackalloc byte[16];
        if (!TryPrefix(ref layer, encoding, bits, omitted, after, ref defaults, full)) return false;
        PrintPrefix(ref layer, encoding, bits, full);
        return true;
    }

    private static bool TryPrefix(ref Layer layer, byte encoding, byte bits, int omitted, int after, scoped ref Defaults defaults, scoped Span<byte> full)
    {
        full.Clear();
        if (encoding == 0) return true;
        int most = encoding switch { 1 => 4, 2 => 16, 3 => 16, _ => 0 };
        int bytes = (bits + 7) / 8;
        if (most == 0 || bytes > most || omitted > bytes && omitted > most) return false;
        if (encoding == 3)
        {
            if (omitted > 0 || bits < 64 && bits > 0 && bytes > 8) return false;
            full[0] = 0xfe;
            full[1] = 0x80;
            int rest = Math.Max(0, bytes - 8);
            if (after - layer.Position < rest) return false;
            layer.Take(rest).CopyTo(full[8..]);
            return true;
        }
        int sent = Math.Max(0, bytes - omitted);
        if (after - layer.Position < sent) return false;
        (encoding == 1 ? defaults[..16] : defaults[16..])[..Math.Min(omitted, most)].CopyTo(full);
        layer.Take(sent).CopyTo(full[Math.Min(omitted, most)..]);
        if (bits % 8 != 0) full[bytes - 1] &= (byte)(0xff << 8 - bits % 8);
        return true;
    }

    private static void PrintPrefix(ref Layer layer, byte encoding, byte bits, scoped ReadOnlySpan<byte> full)
    {
        if (encoding == 0) layer.Text("any"u8);
        else layer.Text($"{layer.Host(InternetAddress.FromBytes(full[..(encoding == 1 ? 4 : 16)]))}/{bits}");
    }

    private static string BriefName(byte type) => type switch
    {
        1 => "padN",
        2 => "ack-req",
        3 => "ack",
        4 => "hello",
        5 => "ihu",
        6 => "router-id",
        7 => "nh",
        8 => "update",
        9 => "route-request",
        10 => "seqno-request",
        11 => "tspc",
        12 => "hmac",
        13 => "ss-update",
        14 => "ss-request",
        15 => "ss-mh-request",
        16 => "mac",
        17 => "pc",
        _ => "unknown",
    };
}
