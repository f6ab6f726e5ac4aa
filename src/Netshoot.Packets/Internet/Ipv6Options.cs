namespace Netshoot.Packets.Internet;

/// <summary>Options in hop-by-hop and destination headers (RFC 8200 section 4.2).</summary>
internal static class Ipv6Options
{
    private const byte Pad1 = 0;
    private const byte PadN = 1;
    private const byte RouterAlert = 5;
    private const byte JumboPayload = 0xc2;
    private const byte HomeAddress = 0xc9;

    /// <summary>Prints the options if that is wanted and looks for a jumbo payload's length.</summary>
    /// <param name="layer">Stands at the first option.</param>
    /// <param name="length">Bytes of all options.</param>
    /// <param name="verbose">Whether they are printed.</param>
    /// <param name="jumbo">The jumbo payload's length (RFC 2675), or 0.</param>
    /// <returns>False when the options do not fit: nothing more is described.</returns>
    public static bool Read(ref Layer layer, int length, bool verbose, out uint jumbo)
    {
        int end = layer.Position + length;
        jumbo = 0;
        bool seen = false;
        while (layer.Position < end && !layer.Truncated)
        {
            int left = end - layer.Position;
            byte kind = layer.U8();
            if (kind == Pad1)
            {
                if (verbose) layer.Text("(pad1)"u8);
                continue;
            }
            if (left < 2)
            {
                if (verbose && kind == PadN) layer.Text("(padn: trunc)"u8);
                layer.Trunc();
                return false;
            }
            byte size = layer.U8();
            if (layer.Truncated) return true;
            left -= 2;
            if (size > left)
            {
                layer.Trunc();
                return false;
            }
            switch (kind)
            {
                case PadN:
                    if (verbose) layer.Text("(padn)"u8);
                    break;
                case RouterAlert when size == 2 && left >= 2:
                    if (verbose) layer.Text($"(rtalert: 0x{layer.PeekU16():x4}) ");
                    break;
                case RouterAlert:
                    if (verbose) layer.Text($"(rtalert: invalid len {size})");
                    return true;
                case JumboPayload when size == 4 && left >= 4:
                    uint value = layer.PeekU32();
                    if (!layer.Has(4)) break;
                    if (verbose) layer.Text($"(jumbo: {value}");
                    if (seen)
                    {
                        if (verbose) layer.Text(" - already seen"u8);
                    }
                    else if (value < 65536)
                    {
                        if (verbose) layer.Text(" - < 65536"u8);
                    }
                    else
                    {
                        jumbo = value;
                        seen = true;
                    }
                    if (verbose) layer.Text(") "u8);
                    break;
                case JumboPayload:
                    if (verbose) layer.Text($"(jumbo: invalid len {size})");
                    return true;
                case HomeAddress:
                    if (size < 16)
                    {
                        if (verbose) layer.Text($"(homeaddr: invalid len {size})");
                        return true;
                    }
                    if (verbose) HomeAddressOption(ref layer, size);
                    break;
                default:
                    if (verbose) layer.Text($"(opt_type 0x{kind:x2}: len={size})");
                    break;
            }
            layer.Skip(size);
        }
        return true;
    }

    private static void HomeAddressOption(ref Layer layer, byte size)
    {
        if (layer.Has(16)) layer.Text($"(homeaddr: {layer.Host(Wire.InternetAddress.FromBytes(layer.Rest[..16]))}");
        if (size > 16) layer.Text(" (subopts)"u8);
        layer.Text(")"u8);
    }
}
