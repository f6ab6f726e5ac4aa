using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Virtual router redundancy (RFC 3768, RFC 5798).</summary>
[Dissects(Select.IpProtocol, 112)]
public readonly struct Vrrp : IDissector
{
    public static string Name => "vrrp";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Options.Payload == PayloadType.Carp) return new Next(Select.Payload, (int)PayloadType.Carp);
        int length = layer.Length;
        var bytes = layer.Bytes;
        if (!layer.Has(1))
        {
            layer.Text("VRRP"u8);
            return layer.Trunc();
        }
        byte first = layer.U8();
        int version = first >> 4, type = first & 15;
        if (type == 1) layer.Text($"VRRPv{version}, Advertisement");
        else layer.Text($"VRRPv{version}, unknown type ({type})");
        if (layer.Flow.HopLimit != 255) layer.Text($", (ttl {layer.Flow.HopLimit})");
        if (version is < 2 or > 3 || type != 1) return Next.Done;
        byte id = layer.U8(), priority = layer.U8();
        layer.Text($", vrid {id}, prio {priority}");
        layer.Field("vrid", id);
        layer.Field("priority", priority);
        byte count = layer.U8();
        if (version == 2)
        {
            byte authentication = layer.U8();
            if (AuthenticationName(authentication) is { } name) layer.Text($", authtype {name}");
            else layer.Text($", authtype #{authentication}");
            byte interval = layer.U8();
            layer.Text($", intvl {interval}s, length {length}");
            Addresses(ref layer, bytes, length, version, count, authentication);
            return Next.Done;
        }
        ushort centiseconds = (ushort)(layer.U16() & 0x0fff);
        layer.Text($", intvl {centiseconds}cs, length {length}");
        Addresses(ref layer, bytes, length, version, count, 0);
        return Next.Done;
    }

    private static void Addresses(ref Layer layer, ReadOnlySpan<byte> bytes, int length, int version, int count, byte authentication)
    {
        if (layer.Verbosity == 0) return;
        if (bytes.Length >= length && !layer.Options.SkipChecksums)
        {
            ushort sum = version == 3
                ? Transport.PseudoHeader.Checksum(layer.Flow, 112, bytes[..length])
                : InternetChecksum.Of(bytes[..length]);
            if (sum != 0 && bytes.Length < 8) layer.EndEarly();
            if (sum != 0) layer.Text($", (bad vrrp cksum {new WireReader(bytes[6..]).U16():x})");
        }
        layer.Skip(Math.Min(2, layer.Captured));
        layer.Text(", addrs"u8);
        if (count > 1) layer.Text($"({count})");
        layer.Text(":"u8);
        for (int i = 0; i < count && !layer.Truncated; i++)
        {
            var address = layer.Flow.IpVersion == 6 ? layer.Ip6() : layer.Ip4();
            layer.Text($"{(i == 0 ? " " : ",")}{layer.Host(address)}");
        }
        if (version != 2 || authentication != 1) return;
        layer.Text(" auth \""u8);
        var password = layer.Take(Math.Min(8, layer.Captured));
        layer.PrintableToZero(password);
        if (password.Length < 8) layer.EndEarly();
        layer.Text("\""u8);
    }

    private static string? AuthenticationName(byte type) => type switch
    {
        0 => "none",
        1 => "simple",
        2 => "ah",
        _ => null,
    };
}
