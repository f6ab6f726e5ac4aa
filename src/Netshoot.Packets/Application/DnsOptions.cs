using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Options in OPT records (RFC 6891 and the IANA registry).</summary>
internal static class DnsOptions
{
    public static void Print(ref Layer layer, int length)
    {
        layer.Text(" ["u8);
        int end = layer.Position + length;
        bool first = true;
        while (layer.Position < end && !layer.Truncated)
        {
            if (end - layer.Position < 2)
            {
                layer.EndEarly();
                return;
            }
            ushort code = layer.U16();
            if (!first) layer.Text(","u8);
            first = false;
            if (CodeName(code) is { } name) layer.Text($"{name}");
            else layer.Text($"Opt{code}");
            if (layer.Truncated) return;
            if (end - layer.Position < 2)
            {
                layer.Skip(end - layer.Position);
                break;
            }
            ushort size = layer.U16();
            int stop = Math.Min(end, layer.Position + size);
            if (stop > layer.Bytes.Length)
            {
                layer.EndEarly();
                return;
            }
            Body(ref layer, code, layer.Bytes[layer.Position..stop]);
            layer.Skip(stop - layer.Position);
        }
        layer.Text("]"u8);
    }

    private static void Body(ref Layer layer, ushort code, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return;
        var wire = new WireReader(body);
        switch (code)
        {
            case 8:
                ClientSubnet(ref layer, body);
                break;
            case 10:
                layer.Text(" "u8);
                for (int i = 0; i < body.Length; i++)
                {
                    if (i == 8) layer.Text(" "u8);
                    layer.HexBytes(body.Slice(i, 1));
                }
                break;
            case 11:
                ushort tenths = wire.U16();
                layer.Text($" {tenths / 10}.{tenths % 10} sec");
                break;
            case 9 when body.Length == 4:
                layer.Text($" {wire.U32()} sec");
                break;
            case 12:
                layer.Text($" ({body.Length})");
                break;
            case 5 or 6 or 7:
                foreach (byte algorithm in body)
                {
                    layer.Text(" "u8);
                    if ((code == 5 ? Algorithm(algorithm) : Digest(algorithm)) is { } name && code != 7) layer.Text($"{name}");
                    else if (code == 7 && algorithm == 1) layer.Text("SHA-1"u8);
                    else layer.Text($"Alg_{algorithm}");
                }
                break;
            case 14:
                while (wire.Remaining >= 2) layer.Text($" {wire.U16()}");
                break;
            case 13:
                layer.Text(" "u8);
                var inner = new Layer(body, body.Length, layer.Walk);
                if (!DnsName.Print(ref inner, body)) layer.EndEarly();
                break;
            default:
                layer.Text(" "u8);
                layer.HexBytes(body);
                break;
        }
    }

    private static void ClientSubnet(ref Layer layer, ReadOnlySpan<byte> body)
    {
        if (body.Length < 4)
        {
            layer.EndEarly();
            return;
        }
        int family = body[0] << 8 | body[1];
        byte source = body[2], scope = body[3];
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        var given = body[4..];
        if (family is not (1 or 2) || given.Length > (family == 1 ? 4 : 16))
        {
            layer.Text(" bad family"u8);
            return;
        }
        given.CopyTo(address);
        layer.Text($" {InternetAddress.FromBytes(address[..(family == 1 ? 4 : 16)])}/{source}/{scope}");
    }

    private static string? CodeName(ushort code) => code switch
    {
        1 => "LLQ",
        2 => "UL",
        3 => "NSID",
        5 => "DAU",
        6 => "DHU",
        7 => "N3U",
        8 => "ECS",
        9 => "EXPIRE",
        10 => "COOKIE",
        11 => "KEEPALIVE",
        12 => "PADDING",
        13 => "CHAIN",
        14 => "KEY-TAG",
        16 => "CLIENT-TAG",
        17 => "SERVER-TAG",
        _ => null,
    };

    private static string? Algorithm(byte algorithm) => algorithm switch
    {
        1 => "RSAMD5",
        2 => "DH",
        3 => "DS",
        5 => "RSASHA1",
        6 => "DSA-NSEC3-SHA1",
        7 => "RSASHA1-NSEC3-SHA1",
        8 => "RSASHA256",
        10 => "RSASHA512",
        12 => "ECC-GOST",
        13 => "ECDSAP256SHA256",
        14 => "ECDSAP384SHA384",
        15 => "ED25519",
        16 => "ED448",
        252 => "INDIRECT",
        253 => "PRIVATEDNS",
        254 => "PRIVATEOID",
        _ => null,
    };

    private static string? Digest(byte digest) => digest switch
    {
        1 => "SHA-1",
        2 => "SHA-256",
        3 => "GOST_R_34.11-94",
        4 => "SHA-384",
        _ => null,
    };
}
