namespace Netshoot.Packets.Routing;

/// <summary>Parts of Babel's messages (RFC 8966 section 4.7, RFC 9616).</summary>
internal static class BabelParts
{
    /// <returns>False when one was invalid.</returns>
    public static bool Print(ref Layer layer, byte message, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            byte kind = layer.U8();
            if (kind == 0)
            {
                layer.Text(" sub-pad1"u8);
                continue;
            }
            if (layer.Position == end)
            {
                layer.Invalid();
                return true;
            }
            byte size = layer.U8();
            if (layer.Position + size > end)
            {
                layer.Invalid();
                return true;
            }
            int after = layer.Position + size;
            switch (kind)
            {
                case 1:
                    layer.Text(" sub-padn"u8);
                    break;
                case 2:
                    layer.Text(" sub-diversity"u8);
                    if (size == 0)
                    {
                        layer.Text(" empty"u8);
                        break;
                    }
                    for (int i = 0; i < size; i++) layer.Text($"{(i == 0 ? " " : "-")}{layer.U8()}");
                    break;
                case 3:
                    Time(ref layer, message, size);
                    break;
                default:
                    if ((kind & 0x80) != 0) layer.Text(" (M)"u8);
                    layer.Text($" sub-unknown-0x{kind:x2}");
                    break;
            }
            layer.Skip(Math.Max(0, after - layer.Position));
        }
        return true;
    }

    private static void Time(ref Layer layer, byte message, int size)
    {
        layer.Text(" sub-timestamp "u8);
        if (message == 4)
        {
            if (size < 4)
            {
                layer.Invalid();
                return;
            }
            uint sent = layer.U32();
            layer.Text($"{sent / 1_000_000}.{sent % 1_000_000:D6}s");
        }
        else if (message == 5)
        {
            if (size < 8)
            {
                layer.Invalid();
                return;
            }
            uint origin = layer.U32(), received = layer.U32();
            layer.Text($"{origin / 1_000_000}.{origin % 1_000_000:D6}s|{received / 1_000_000}.{received % 1_000_000:D6}s");
        }
        else
        {
            layer.Text("(unexpected)"u8);
        }
    }
}
