using Netshoot.Packets.Application;
using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>Options of neighbor discovery messages (RFC 4861 section 4.6, RFC 4191, RFC 6275, RFC 8106).</summary>
internal static class NeighborDiscoveryOptions
{
    private const uint Infinity = uint.MaxValue;

    public static void Print(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            byte kind = layer.U8(), units = layer.U8();
            int size = units * 8;
            if (layer.Truncated) return;
            if (units == 0)
            {
                layer.Trunc();
                return;
            }
            layer.Text($"\n\t  {KindName(kind) ?? "unknown"} option ({kind}), length {size} ({units}): ");
            int start = layer.Position;
            Body(ref layer, kind, size);
            if (layer.Truncated) return;
            var bytes = layer.Bytes[start..];
            if (layer.Verbosity > 1) layer.Dump(bytes[..Math.Min(size - 2, bytes.Length)], "\n\t    "u8);
            else if (KindName(kind) is null) layer.Dump(bytes[..Math.Min(size - 2, bytes.Length)], "\n\t  "u8);
            if (KindName(kind) is null && layer.Verbosity <= 1) return;
            if (bytes.Length < size - 2)
            {
                layer.EndEarly();
                return;
            }
            layer.Skip(size - 2 - (layer.Position - start));
            left -= size;
        }
    }

    private static void Body(ref Layer layer, byte kind, int size)
    {
        switch (kind)
        {
            case 1 or 2:
                if (!layer.Has(size - 2)) layer.EndEarly();
                else layer.MacBytes(layer.Rest[..(size - 2)]);
                break;
            case 3:
                byte length = layer.U8(), flags = layer.U8();
                uint valid = layer.U32(), preferred = layer.U32();
                layer.Skip(4);
                var prefix = layer.Ip6();
                layer.Text($"{layer.Host(prefix)}/{length}{(size != 32 ? "badlen" : "")}, Flags [");
                layer.Bits(flags, static bit => bit switch { 0x80 => "onlink", 0x40 => "auto", 0x20 => "router", _ => null }, highestFirst: true);
                layer.Text("], valid time "u8);
                Lifetime(ref layer, valid);
                layer.Text(", pref. time "u8);
                Lifetime(ref layer, preferred);
                break;
            case 4:
                var quoted = layer.Bytes[(layer.Position - 2)..];
                layer.Dump(quoted[..Math.Min(size, quoted.Length)], "\n\t    "u8);
                break;
            case 5:
                layer.Skip(2);
                uint mtu = layer.U32();
                layer.Text($" {mtu}{(size != 8 ? ", bad option length" : "")}");
                layer.Field("mtu", mtu);
                break;
            case 7:
                layer.Skip(2);
                uint interval = layer.U32();
                layer.Text($" {interval}ms");
                break;
            case 8:
                layer.Skip(2);
                ushort preference = layer.U16(), lifetime = layer.U16();
                layer.Text($" preference {preference}, lifetime {lifetime}");
                break;
            case 24:
                length = layer.U8();
                flags = layer.U8();
                uint time = layer.U32();
                Span<byte> route = stackalloc byte[16];
                route.Clear();
                var given = layer.Take(Math.Clamp(size - 8, 0, 16));
                given.CopyTo(route);
                layer.Text($" {layer.Host(InternetAddress.FromBytes(route))}/{length}, pref={Icmp6.Preference(flags)}, lifetime=");
                Lifetime(ref layer, time);
                break;
            case 25:
                layer.Skip(2);
                time = layer.U32();
                layer.Text(" lifetime "u8);
                Lifetime(ref layer, time);
                layer.Text(","u8);
                for (int i = 0; i < (size - 8) / 16 && !layer.Truncated; i++)
                {
                    var server = layer.Ip6();
                    layer.Text($" addr: {layer.Host(server)}");
                }
                break;
            case 31:
                layer.Skip(2);
                time = layer.U32();
                layer.Text(" lifetime "u8);
                Lifetime(ref layer, time);
                layer.Text(", domain(s):"u8);
                Domains(ref layer, size - 8);
                break;
        }
    }

    private static void Domains(ref Layer layer, int length)
    {
        int end = layer.Position + length;
        while (layer.Position < end && layer.Has(1) && layer.PeekU8() != 0)
        {
            layer.Text(" "u8);
            if (!DnsName.Print(ref layer, layer.Bytes)) return;
        }
    }

    private static void Lifetime(ref Layer layer, uint seconds)
    {
        if (seconds == Infinity) layer.Text("infinity"u8);
        else layer.Text($"{seconds}s");
    }

    private static string? KindName(byte kind) => kind switch
    {
        1 => "source link-address",
        2 => "destination link-address",
        3 => "prefix info",
        4 => "redirected header",
        5 => "mtu",
        7 => "advertisement interval",
        8 => "homeagent information",
        24 => "route info",
        25 => "rdnss",
        31 => "dnssl",
        _ => null,
    };
}
