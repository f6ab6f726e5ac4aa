namespace Netshoot.Packets.Transport;

/// <summary>The option of Multipath TCP (RFC 8684 section 3, RFC 6824).</summary>
internal static class MultipathTcp
{
    private const byte Capable = 0;
    private const byte Join = 1;
    private const byte DataSequence = 2;
    private const byte AddAddress = 3;
    private const byte RemoveAddress = 4;
    private const byte Priority = 5;
    private const byte Fail = 6;
    private const byte FastClose = 7;

    /// <param name="layer">Stands behind the option's length.</param>
    /// <param name="size">Bytes of the option, kind and length included.</param>
    /// <param name="tcpFlags">The segment's control bits.</param>
    /// <returns>False when the length does not fit the subtype.</returns>
    public static bool Print(ref Layer layer, int size, byte tcpFlags)
    {
        if (size < 3) return false;
        byte first = layer.U8();
        int subtype = first >> 4;
        bool syn = (tcpFlags & (byte)TcpFlags.Syn) != 0, ack = (tcpFlags & (byte)TcpFlags.Ack) != 0;
        layer.Text($" {size} {SubtypeName(subtype) ?? "unknown"}");
        return subtype switch
        {
            Capable => PrintCapable(ref layer, size, first & 15, syn, ack),
            Join => PrintJoin(ref layer, size, first, syn, ack),
            DataSequence => PrintDataSequence(ref layer, size, syn),
            AddAddress => PrintAddAddress(ref layer, size, first),
            RemoveAddress => PrintRemoveAddress(ref layer, size),
            Priority => PrintPriority(ref layer, size, first),
            Fail => PrintKey(ref layer, size, false),
            FastClose => PrintKey(ref layer, size, true),
            _ => SkipRest(ref layer, size),
        };
    }

    private static string? SubtypeName(int subtype) => subtype switch
    {
        Capable => "capable",
        Join => "join",
        DataSequence => "dss",
        AddAddress => "add-addr",
        RemoveAddress => "rem-addr",
        Priority => "prio",
        Fail => "fail",
        FastClose => "fast-close",
        _ => null,
    };

    private static bool SkipRest(ref Layer layer, int size)
    {
        layer.Skip(size - 3);
        return true;
    }

    private static bool PrintCapable(ref Layer layer, int size, int version, bool syn, bool ack)
    {
        bool fits = size == 12 && syn || size == 20 && !syn && ack || size is 22 or 24 && !syn && ack || size == 4 && syn && !ack;
        if (!fits) return false;
        byte flags = layer.U8();
        layer.Text($" v{version}");
        if ((flags & 0x80) != 0) layer.Text(" csum"u8);
        if (size >= 12)
        {
            ulong key = layer.U64();
            layer.Text($" {{0x{key:x}");
            if (size >= 20)
            {
                key = layer.U64();
                layer.Text($",0x{key:x}");
                if (size >= 22)
                {
                    layer.Text("}"u8);
                    layer.Skip(size - 20);
                    return true;
                }
            }
            layer.Text("}"u8);
        }
        return true;
    }

    private static bool PrintJoin(ref Layer layer, int size, byte first, bool syn, bool ack)
    {
        if (!(size == 12 && syn && !ack || size == 16 && syn && ack || size == 24 && !syn && ack) && !(size == 12 && syn)) return false;
        if (size == 16 && !ack) return false;
        byte id = layer.U8();
        if (size != 24)
        {
            if ((first & 1) != 0) layer.Text(" backup"u8);
            layer.Text($" id {id}");
        }
        switch (size)
        {
            case 12:
                uint token = layer.U32(), nonce = layer.U32();
                layer.Text($" token 0x{token:x} nonce 0x{nonce:x}");
                break;
            case 16:
                ulong hmac = layer.U64();
                nonce = layer.U32();
                layer.Text($" hmac 0x{hmac:x} nonce 0x{nonce:x}");
                break;
            case 24:
                layer.Text(" hmac 0x"u8);
                var bytes = layer.Take(20);
                layer.HexBytes(bytes);
                break;
        }
        return true;
    }

    private static bool PrintDataSequence(ref Layer layer, int size, bool syn)
    {
        if (syn || size < 4) return false;
        byte flags = layer.U8();
        int left = size - 4;
        if ((flags & 0x10) != 0) layer.Text(" fin"u8);
        if ((flags & 1) != 0)
        {
            layer.Text(" ack "u8);
            int width = (flags & 2) != 0 ? 8 : 4;
            if (left < width) return false;
            ulong value = width == 8 ? layer.U64() : layer.U32();
            layer.Text($"{value}");
            left -= width;
        }
        if ((flags & 4) != 0)
        {
            layer.Text(" seq "u8);
            int width = (flags & 8) != 0 ? 8 : 4;
            if (left < width) return false;
            ulong value = width == 8 ? layer.U64() : layer.U32();
            layer.Text($"{value}");
            left -= width;
            if (left < 4) return false;
            uint subflow = layer.U32();
            layer.Text($" subseq {subflow}");
            left -= 4;
            if (left < 2) return false;
            ushort length = layer.U16();
            layer.Text($" len {length}");
            left -= 2;
            // A checksum is there when it was negotiated, which only the length tells.
            if (left == 2)
            {
                ushort checksum = layer.U16();
                layer.Text($" csum 0x{checksum:x}");
                left -= 2;
            }
        }
        return left == 0;
    }

    private static bool PrintAddAddress(ref Layer layer, int size, byte first)
    {
        int version = first & 15;
        bool withPort = size is 10 or 18 or 22 or 30;
        if (size is not (8 or 10 or 16 or 18 or 20 or 22 or 28 or 30)) return false;
        byte id = layer.U8();
        bool six;
        switch (version)
        {
            case 0:
                six = size is 20 or 22 or 28 or 30;
                layer.Text(" v1"u8);
                break;
            case 1:
                six = size is 20 or 22 or 28 or 30;
                layer.Text(" v1-echo"u8);
                break;
            case 4:
                six = false;
                layer.Text(" v0-ip4"u8);
                break;
            case 6:
                six = true;
                layer.Text(" v0-ip6"u8);
                break;
            default:
                return false;
        }
        layer.Text($" id {id}");
        if (version == 4 && size is not (8 or 10) || version == 6 && size is not (20 or 22)) return false;
        var address = six ? layer.Ip6() : layer.Ip4();
        layer.Text($" {layer.Host(address)}");
        int left = size - 4 - address.Size;
        if (withPort)
        {
            ushort port = layer.U16();
            layer.Text($":{port}");
            left -= 2;
        }
        if (left >= 8)
        {
            ulong hmac = layer.U64();
            layer.Text($" hmac 0x{hmac:x}");
        }
        return true;
    }

    private static bool PrintRemoveAddress(ref Layer layer, int size)
    {
        layer.Text(" id"u8);
        for (int i = 3; i < size && !layer.Truncated; i++)
        {
            byte id = layer.U8();
            layer.Text($" {id}");
        }
        return true;
    }

    private static bool PrintPriority(ref Layer layer, int size, byte first)
    {
        if (size is not (3 or 4)) return false;
        layer.Text($"{((first & 1) != 0 ? " backup" : " non-backup")}");
        if (size == 4)
        {
            byte id = layer.U8();
            layer.Text($" id {id}");
        }
        return true;
    }

    private static bool PrintKey(ref Layer layer, int size, bool closes)
    {
        if (size != 12) return false;
        layer.Skip(1);
        ulong value = layer.U64();
        if (closes) layer.Text($" key 0x{value:x}");
        else layer.Text($" seq {value}");
        return true;
    }
}
