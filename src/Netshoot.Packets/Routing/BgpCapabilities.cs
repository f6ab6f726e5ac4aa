namespace Netshoot.Packets.Routing;

/// <summary>Capabilities in an open message (RFC 5492 and the IANA registry).</summary>
internal static class BgpCapabilities
{
    /// <returns>False when they are cut off.</returns>
    public static bool Print(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            if (!layer.Has(2))
            {
                layer.Trunc();
                return false;
            }
            byte code = layer.U8(), size = layer.U8();
            left -= 2;
            layer.Text($"\n\t      {CodeName(code) ?? "Unknown"} ({code}), length: {size}");
            int start = layer.Position;
            if (!Body(ref layer, code, size, left) || layer.Truncated) return true;
            int taken = layer.Position - start;
            if (size < taken)
            {
                layer.Back(taken - size);
                taken = size;
            }
            layer.Skip(size - taken);
            left -= size;
        }
        return true;
    }

    /// <returns>False when what follows is not to be believed.</returns>
    private static bool Body(ref Layer layer, byte code, int size, int left)
    {
        switch (code)
        {
            case 1:
                if (TooShort(ref layer, size, 4)) return false;
                ushort family = layer.U16();
                layer.Skip(1);
                byte subsequent = layer.U8();
                layer.Text($"\n\t\tAFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent})");
                break;
            case 64:
                if (TooShort(ref layer, size, 2)) return false;
                ushort word = layer.U16();
                layer.Text("\n\t\tRestart Flags: ["u8);
                layer.Bits((uint)word >> 12, static bit => bit switch { 8 => "R", _ => null });
                layer.Text($"], Restart Time {word & 0xfff}s");
                for (int rest = size - 2; rest >= 4 && !layer.Truncated; rest -= 4)
                {
                    family = layer.U16();
                    subsequent = layer.U8();
                    byte kept = layer.U8();
                    layer.Text($"\n\t\t  AFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent}), Forwarding state preserved: {((kept & 0x80) != 0 ? "yes" : "no")}");
                }
                break;
            case 71:
                for (int rest = size; rest >= 7 && !layer.Truncated; rest -= 7)
                {
                    family = layer.U16();
                    subsequent = layer.U8();
                    byte kept = layer.U8();
                    uint stale = layer.U24();
                    layer.Text($"\n\t\tAFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent}), Forwarding state preserved: {((kept & 0x80) != 0 ? "yes" : "no")}, stale time {stale}s");
                }
                break;
            case 2 or 128:
                break;
            case 65:
                if (size < 4 || left < 4) return true;
                uint autonomous = layer.U32();
                layer.Text($"\n\t\t 4 Byte AS {new AsNumber(autonomous, layer.Options.AsDot)}");
                break;
            case 69:
                if (size == 0)
                {
                    layer.Text(" (bogus)"u8);
                    return true;
                }
                for (int rest = size; rest >= 4 && !layer.Truncated; rest -= 4)
                {
                    family = layer.U16();
                    subsequent = layer.U8();
                    byte direction = layer.U8();
                    layer.Text($"\n\t\tAFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent}), Send/Receive: ");
                    if (direction is >= 1 and <= 3) layer.Text($"{(direction == 1 ? "Receive" : direction == 2 ? "Send" : "Both")}");
                    else layer.Text($"Bogus (0x{direction:x2})");
                }
                break;
            case 8:
                for (int rest = size; rest >= 4 && !layer.Truncated; rest -= 4)
                {
                    family = layer.U16();
                    subsequent = layer.U8();
                    byte count = layer.U8();
                    layer.Text($"\n\t\tAFI {BgpNames.Family(family)} ({family}), SAFI {BgpNames.Subsequent(subsequent)} ({subsequent}), Count: {count}");
                }
                break;
            default:
                layer.Text($"\n\t\tno decoder for Capability {code}");
                if (layer.Verbosity < 2) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t"u8);
                break;
        }
        return true;
    }

    private static bool TooShort(ref Layer layer, int size, int needed)
    {
        if (size >= needed) return false;
        layer.Text($" (too short, < {needed})");
        return true;
    }

    private static string? CodeName(byte code) => code switch
    {
        1 => "Multiprotocol Extensions",
        2 => "Route Refresh",
        3 => "Cooperative Route Filtering",
        4 => "Multiple Routes to a Destination",
        5 => "Multiple Labels",
        8 => "Multiple Labels",
        64 => "Graceful Restart",
        65 => "32-Bit AS Number",
        67 => "Dynamic Capability",
        68 => "Multi-session",
        69 => "Multiple Paths",
        70 => "Enhanced Route Refresh",
        71 => "Long-lived Graceful Restart",
        128 => "Route Refresh (Cisco)",
        _ => null,
    };
}
