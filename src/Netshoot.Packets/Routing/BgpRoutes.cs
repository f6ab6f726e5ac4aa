using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Network layer reachability information in its encodings (RFC 4271, RFC 4760, RFC 7911, RFC 8277, RFC 4364).</summary>
internal static class BgpRoutes
{
    /// <summary>
    /// Whether prefixes seem to have path identifiers before them: capability negotiation is not remembered, so both readings are tried.
    /// </summary>
    public static bool LooksLikeAddPath(ReadOnlySpan<byte> routes, bool six = false)
    {
        // As plain prefixes: sizes must fit, and the bits behind a prefix are zero.
        int at = 0;
        bool plain = true, path = true;
        while (at < routes.Length)
        {
            int bits = routes[at], bytes = (bits + 7) / 8;
            if (bits > (six ? 128 : 32) || at + 1 + bytes > routes.Length)
            {
                plain = false;
                break;
            }
            if (bits % 8 != 0 && (routes[at + bytes] & (0xff >> bits % 8)) != 0)
            {
                plain = false;
                break;
            }
            at += 1 + bytes;
        }
        at = 0;
        while (at < routes.Length)
        {
            if (at + 5 > routes.Length)
            {
                path = false;
                break;
            }
            int bits = routes[at + 4], bytes = (bits + 7) / 8;
            if (bits > (six ? 128 : 32) || at + 5 + bytes > routes.Length)
            {
                path = false;
                break;
            }
            at += 5 + bytes;
        }
        // Four small bytes before each length are an identifier, and nonsense as prefixes: two default routes in a row.
        if (plain && path && routes.Length >= 5 && routes[0] == 0 && routes[1] == 0) return true;
        return !plain && path;
    }

    /// <summary>Prints one prefix.</summary>
    /// <returns>False when nothing more can be read.</returns>
    public static bool Prefix(ref Layer layer, int end, bool addPath, bool six)
    {
        uint id = 0;
        if (addPath)
        {
            if (end - layer.Position < 4 || !layer.Has(4)) return false;
            id = layer.U32();
        }
        if (end - layer.Position < 1 || !layer.Has(1)) return false;
        byte bits = layer.U8();
        if (bits > (six ? 128 : 32))
        {
            return Illegal(ref layer);
        }
        int bytes = (bits + 7) / 8;
        if (end - layer.Position < bytes || !layer.Has(bytes)) return false;
        layer.Text($"{Address(layer.Take(bytes), bits, six)}/{bits}");
        if (addPath) layer.Text($"   Path Id: {id}");
        return true;
    }

    /// <summary>A prefix behind its label stack.</summary>
    public static bool Labeled(ref Layer layer, int end, bool addPath, bool six)
    {
        uint id = 0;
        if (addPath)
        {
            if (end - layer.Position < 4 || !layer.Has(4)) return false;
            id = layer.U32();
        }
        if (end - layer.Position < 4 || !layer.Has(4)) return false;
        int bits = layer.U8();
        uint label = layer.U24();
        if (bits < 24)
        {
            return Illegal(ref layer);
        }
        bits -= 24;
        if (bits > (six ? 128 : 32))
        {
            return Illegal(ref layer);
        }
        int bytes = (bits + 7) / 8;
        if (end - layer.Position < bytes || !layer.Has(bytes)) return false;
        layer.Text($"{Address(layer.Take(bytes), bits, six)}/{bits}, label:{label >> 4} {((label & 1) != 0 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)")}");
        if (addPath) layer.Text($"   Path Id: {id}");
        return true;
    }

    /// <summary>A labeled prefix of a virtual private network behind its route distinguisher.</summary>
    public static bool Vpn(ref Layer layer, int end, bool six)
    {
        if (end - layer.Position < 12 || !layer.Has(12)) return false;
        int bits = layer.U8();
        uint label = layer.U24();
        if (bits < 88)
        {
            return Illegal(ref layer);
        }
        bits -= 88;
        if (bits > (six ? 128 : 32))
        {
            return Illegal(ref layer);
        }
        layer.Text("RD: "u8);
        Distinguisher(ref layer);
        int bytes = (bits + 7) / 8;
        if (end - layer.Position < bytes || !layer.Has(bytes)) return false;
        layer.Text($", {Address(layer.Take(bytes), bits, six)}/{bits}, label:{label >> 4} {((label & 1) != 0 ? "(bottom)" : "(BOGUS: Bottom of Stack NOT set!)")}");
        return true;
    }

    /// <summary>A route distinguisher (RFC 4364 section 4.2).</summary>
    public static void Distinguisher(ref Layer layer)
    {
        ushort type = layer.U16();
        switch (type)
        {
            case 0:
                ushort autonomous = layer.U16();
                uint number = layer.U32();
                layer.Text($"{autonomous}:{number} (= {InternetAddress.From4(number)})");
                break;
            case 1:
                var address = layer.Ip4();
                ushort local = layer.U16();
                layer.Text($"{address}:{local}");
                break;
            case 2:
                uint wide = layer.U32();
                local = layer.U16();
                layer.Text($"{new AsNumber(wide, layer.Options.AsDot)}:{local} ({InternetAddress.From4(wide)}:{local})");
                break;
            default:
                layer.Skip(6);
                layer.Text("unknown RD format"u8);
                break;
        }
    }

    /// <summary>Says that a length is impossible, on a line that is indented less than those of routes.</summary>
    private static bool Illegal(ref Layer layer)
    {
        if (layer.Line is { } line && line.Bytes.EndsWith("      "u8)) line.CutTo(line.Length - 2);
        layer.Text("(illegal prefix length)"u8);
        return false;
    }

    private static InternetAddress Address(ReadOnlySpan<byte> prefix, int bits, bool six)
    {
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        prefix.CopyTo(address);
        return InternetAddress.FromBytes(address[..(six ? 16 : 4)]).Network(bits);
    }
}
