using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Pim;

/// <summary>Encoded addresses (RFC 7761 section 4.9.1), or bare ones of a size that the header tells (RFC 2117).</summary>
internal readonly struct PimAddresses(byte size)
{
    private bool Bare => size is 4 or 16;

    /// <returns>False when it is of no known kind.</returns>
    public bool Unicast(ref Layer layer)
    {
        if (!Header(ref layer, out bool six)) return false;
        var address = six ? layer.Ip6() : layer.Ip4();
        layer.Text($"{layer.Host(address)}");
        return true;
    }

    public bool Group(ref Layer layer) => Masked(ref layer, source: false);

    public bool Source(ref Layer layer) => Masked(ref layer, source: true);

    private bool Masked(ref Layer layer, bool source)
    {
        if (!Header(ref layer, out bool six)) return false;
        byte flags = layer.U8(), bits = layer.U8();
        var address = six ? layer.Ip6() : layer.Ip4();
        layer.Text($"{layer.Host(address)}");
        if (bits != (six ? 128 : 32)) layer.Text($"/{bits}");
        if (flags == 0) return true;
        if (!source)
        {
            layer.Text($"(0x{flags:x2})");
            return true;
        }
        layer.Text($"({((flags & 4) != 0 ? "S" : "")}{((flags & 2) != 0 ? "W" : "")}{((flags & 1) != 0 ? "R" : "")}");
        if ((flags & 0xf8) != 0) layer.Text($"+0x{flags & 0xf8:x2}");
        layer.Text(")"u8);
        return true;
    }

    private bool Header(ref Layer layer, out bool six)
    {
        six = size == 16;
        if (Bare) return true;
        if (size != 0) return false;
        if (layer.Left < 2) return false;
        byte family = layer.U8(), encoding = layer.U8();
        six = family == 2;
        return layer.Truncated || family is 1 or 2 && encoding == 0;
    }
}
