using System.Numerics;

namespace Netshoot.Packets.Routing;

/// <summary>Messages of OLSR (RFC 3626 section 18, olsrd's link quality extensions).</summary>
internal static class OlsrMessages
{
    /// <returns>False when the message is cut off.</returns>
    public static bool Print(ref Layer layer, byte type, int end, bool six)
    {
        switch (type)
        {
            case 1 or 201: return Hello(ref layer, end, six, type == 201);
            case 2 or 202:
                if (end - layer.Position < 4) return false;
                ushort advertised = layer.U16();
                layer.Skip(2);
                layer.Text($"\n\t    advertised neighbor seq 0x{advertised:x4}");
                if (type == 202) return Qualities(ref layer, end, six);
                layer.Text("\n\t    neighbor"u8);
                Addresses(ref layer, end, six, " ");
                return true;
            case 3:
                int count = (end - layer.Position) / (six ? 16 : 4);
                layer.Text($"\n\t  interface address{(count == 1 ? "" : "es")}");
                Addresses(ref layer, end, six, "\n\t    ");
                return true;
            case 4: return Networks(ref layer, end, six);
            case 130:
                if (end - layer.Position < 4) return false;
                ushort version = layer.U16(), entries = layer.U16();
                layer.Text($"\n\t  Version {version}, Entries {entries}");
                if (version != 1) return true;
                for (; entries > 0 && layer.Position < end && !layer.Truncated; entries--)
                {
                    ushort kind = layer.U16(), size = layer.U16();
                    var address = six ? layer.Ip6() : layer.Ip4();
                    layer.Skip(six ? 0 : 12);
                    int padded = size + (-size & 3);
                    if (size == 0 || end - layer.Position < padded) return false;
                    layer.Text($"\n\t    {(kind == 0 ? "Name" : kind == 1 ? "Forwarder" : kind == 2 ? "Service" : "Unknown")} (0x{kind:x4}), length {size}");
                    layer.Text($", address {layer.Host(address)}, name \"");
                    var value = layer.Take(padded);
                    layer.PrintableToZero(value.IsEmpty ? value : value[..size]);
                    layer.Text("\""u8);
                }
                return true;
        }
        layer.Dump(layer.Rest[..Math.Min(end - layer.Position, layer.Captured)], "\n\t    "u8);
        return true;
    }

    /// <summary>Times are a mantissa and an exponent of a sixteenth of a second (RFC 3626 section 3.3.2).</summary>
    public static long Milliseconds(byte time) => ((16 + (time >> 4)) * 1000L << (time & 15)) / 16 / 16;

    private static bool Hello(ref Layer layer, int end, bool six, bool quality)
    {
        if (end - layer.Position < 4) return false;
        layer.Skip(2);
        byte interval = layer.U8(), will = layer.U8();
        long every = Milliseconds(interval);
        layer.Text($"\n\t  hello-time {every / 1000}.{every % 1000:D3}s, MPR willingness {will}");
        while (layer.Position < end && !layer.Truncated)
        {
            if (end - layer.Position < 4) return false;
            int start = layer.Position;
            byte code = layer.U8();
            layer.Skip(1);
            ushort size = layer.U16();
            layer.Text($"\n\t    link-type {LinkName(code & 3)}, neighbor-type {NeighborName(code >> 2)}, len {size}");
            if (size < 4 || start + size > end)
            {
                layer.Text(" (invalid)"u8);
                return true;
            }
            int after = start + size;
            if (quality)
            {
                if (!Qualities(ref layer, after, six)) return false;
            }
            else
            {
                layer.Text("\n\t      neighbor"u8);
                Addresses(ref layer, after, six, " ");
            }
            if (layer.Truncated) return true;
            layer.Skip(Math.Max(0, after - layer.Position));
        }
        return true;
    }

    private static void Addresses(ref Layer layer, int end, bool six, string before)
    {
        int size = six ? 16 : 4;
        for (int i = 0; end - layer.Position >= size && !layer.Truncated; i++)
        {
            var address = six ? layer.Ip6() : layer.Ip4();
            layer.Text($"{(before == " " && i > 0 && i % 4 == 0 ? "\n\t\t " : before)}{layer.Host(address)}");
        }
    }

    private static bool Qualities(ref Layer layer, int end, bool six)
    {
        int size = six ? 20 : 8;
        while (end - layer.Position >= size && !layer.Truncated)
        {
            var address = six ? layer.Ip6() : layer.Ip4();
            byte here = layer.U8(), there = layer.U8();
            layer.Skip(2);
            layer.Text($"\n\t      neighbor {layer.Host(address)}, link-quality {here / 2.55:F2}%, neighbor-link-quality {there / 2.55:F2}%");
        }
        return true;
    }

    private static bool Networks(ref Layer layer, int end, bool six)
    {
        int size = six ? 32 : 8;
        int count = (end - layer.Position) / size;
        layer.Text($"\n\t  Advertised networks (total {count})");
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; end - layer.Position >= size && !layer.Truncated; i++)
        {
            var network = six ? layer.Ip6() : layer.Ip4();
            if (six)
            {
                var sixMask = layer.Ip6();
                int bits = 0;
                sixMask.CopyTo(bytes);
                foreach (byte b in bytes) bits += BitOperations.PopCount(b);
                layer.Text($"\n\t    {layer.Host(network)}/{bits}");
                continue;
            }
            var mask = layer.Ip4();
            string separator = i % 4 == 0 ? "\n\t    " : " ";
            if (network.IsAny && !mask.IsAny)
            {
                Gateway(ref layer, mask.Value4, separator);
            }
            else
            {
                layer.Text($"{separator}{layer.Host(network)}/{BitOperations.PopCount(mask.Value4)}");
            }
            if (i < count - 1) layer.Text(","u8);
        }
        return true;
    }

    /// <summary>A gateway's speed, hidden in the mask of the default route.</summary>
    private static void Gateway(ref Layer layer, uint mask, string separator)
    {
        byte flags = (byte)(mask >> 16);
        layer.Text($"{separator}Smart-Gateway:{((flags & 1) != 0 ? " LINKSPEED" : "")}{((flags & 2) != 0 ? " IPV4" : "")}{((flags & 4) != 0 ? " IPV4-NAT" : "")}{((flags & 8) != 0 ? " IPV6" : "")}{((flags & 16) != 0 ? " IPv6PREFIX" : "")}");
        if ((flags & 1) != 0) layer.Text($" {Speed((byte)(mask >> 8))}/{Speed((byte)mask)}");
    }

    private static long Speed(byte coded)
    {
        long value = (coded >> 3) + 1;
        for (int i = coded & 7; i > 0; i--) value *= 10;
        return value;
    }

    private static string LinkName(int link) => link switch
    {
        0 => "Unspecified",
        1 => "Asymmetric",
        2 => "Symmetric",
        _ => "Lost",
    };

    private static string NeighborName(int neighbor) => neighbor switch
    {
        0 => "Not-Neighbor",
        1 => "Symmetric",
        2 => "Symmetric-MPR",
        _ => "Unknown",
    };

    public static string? Name(byte type) => type switch
    {
        1 => "Hello",
        2 => "TC",
        3 => "MID",
        4 => "HNA",
        128 => "Powerinfo",
        130 => "Nameservice",
        201 => "Hello-LQ",
        202 => "TC-LQ",
        _ => null,
    };
}
