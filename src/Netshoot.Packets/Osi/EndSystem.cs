namespace Netshoot.Packets.Osi;

/// <summary>Routing between end systems and intermediate systems (ISO 9542).</summary>
[Dissects(Select.Nlpid, 0x82)]
public readonly struct EndSystem : IDissector
{
    private const int HeaderSize = 9;

    public static string Name => "esis";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Options.LinkHeader) layer.Text("ES-IS"u8);
        int length = layer.Length;
        if (length <= 2)
        {
            layer.Text("bad pkt!"u8);
            return Next.Done;
        }
        layer.Skip(1);
        byte indicator = layer.U8(), version = layer.U8();
        layer.Skip(1);
        byte type = (byte)(layer.U8() & 0x1f);
        ushort holding = layer.U16(), checksum = layer.U16();
        if (layer.Truncated) return Next.Done;
        layer.Field("type", type);
        if (indicator > length)
        {
            layer.Text($" length indicator({indicator}) > PDU size ({length})!");
            return Next.Done;
        }
        if (indicator < HeaderSize)
        {
            layer.Text($" length indicator {indicator} < min PDU size:");
            for (int i = 0; i < layer.Bytes.Length; i++) layer.Text($"{layer.Bytes[i]:X2}");
            return Next.Done;
        }
        if (version != 1)
        {
            layer.Text($" version {version} packet not supported");
            return Next.Done;
        }
        bool verbose = layer.Verbosity > 0;
        if (!verbose)
        {
            layer.Text($"{(layer.Options.LinkHeader ? "" : ", ")}{TypeName(type)}, length {length}");
            return Next.Done;
        }
        layer.Text($"{(layer.Options.LinkHeader ? "" : ", ")}length {length}\n\t{TypeName(type)} ({type}), v: {version}, checksum: 0x{checksum:x4}");
        layer.FletcherNote(layer.Bytes, checksum, 7, indicator);
        layer.Text($", holding time: {holding}s, length indicator: {indicator}");
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes[..HeaderSize], "\n\t"u8);
        int left = indicator - HeaderSize;
        switch (type)
        {
            case 6:
                if (left < 1 || !Piece(ref layer, ref left, out var destination)) return Bad(ref layer, "redirect/li");
                layer.Text("\n\t  "u8);
                layer.Address(destination);
                if (left < 1 || !Piece(ref layer, ref left, out var point)) return Bad(ref layer, "redirect/li");
                if (left < 1) return Bad(ref layer, "redirect/li");
                layer.Text($"\n\t  SNPA (length: {point.Length}): ");
                if (point.IsEmpty) layer.Text("<empty>"u8);
                else layer.MacBytes(point);
                if (!layer.Has(1)) layer.EndEarly();
                if (layer.PeekU8() > 0)
                {
                    // Its length byte does not count in the length indicator's sum.
                    left++;
                    if (!Piece(ref layer, ref left, out var entity)) return Bad(ref layer, "redirect/li");
                    layer.Text($"\n\t  NET (length: {entity.Length}) ");
                    layer.Address(entity);
                }
                else
                {
                    layer.Skip(1);
                }
                break;
            case 2:
                if (left < 1) return Bad(ref layer, "esh/li");
                byte count = layer.U8();
                left--;
                layer.Text($"\n\t  Number of Source Addresses: {count}");
                for (; count > 0; count--)
                {
                    if (layer.Truncated) return Next.Done;
                    if (left < 1) return Bad(ref layer, "esh/li");
                    if (!Piece(ref layer, ref left, out var source)) return Bad(ref layer, "esh/li");
                    layer.Text($"\n\t  NET (length: {source.Length}): ");
                    layer.Address(source);
                }
                break;
            case 4:
                if (left < 1 || !Piece(ref layer, ref left, out var intermediate)) return Bad(ref layer, "ish/li");
                if (layer.Truncated) return Next.Done;
                layer.Text($"\n\t  NET (length: {intermediate.Length}): ");
                layer.Address(intermediate);
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(left, layer.Captured)], "\n\t  "u8);
                return Next.Done;
        }
        Options(ref layer, left);
        return Next.Done;
    }

    /// <summary>A length and as many bytes.</summary>
    private static bool Piece(ref Layer layer, ref int left, out ReadOnlySpan<byte> piece)
    {
        piece = default;
        byte size = layer.U8();
        left--;
        if (left < size) return layer.Truncated;
        piece = layer.Take(size);
        left -= size;
        return true;
    }

    private static Next Bad(ref Layer layer, string what)
    {
        layer.Text($", bad {what}");
        return Next.Done;
    }

    private static void Options(ref Layer layer, int left)
    {
        while (left > 0 && !layer.Truncated)
        {
            if (left < 2)
            {
                layer.Text(", bad opts/li"u8);
                return;
            }
            byte kind = layer.U8(), size = layer.U8();
            if (layer.Truncated) return;
            left -= 2;
            if (size > left)
            {
                layer.Text($", opt ({kind}) too long");
                return;
            }
            left -= size;
            layer.Text($"\n\t  {OptionName(kind)} Option #{kind}, length {size}, value: ");
            int start = layer.Position;
            switch (kind)
            {
                case 198:
                    if (size != 2)
                    {
                        layer.Text("(bad length)"u8);
                        break;
                    }
                    layer.Text($"{layer.U16()}s");
                    break;
                case 129:
                    for (int i = 0; i < size && !layer.Truncated; i++)
                    {
                        byte protocol = layer.U8();
                        layer.Text($"{Nsap.ProtocolName(protocol) ?? "Unknown"} (0x{protocol:x2})");
                        if (i + 1 < size) layer.Text(", "u8);
                    }
                    break;
                default:
                    if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t  "u8);
                    break;
            }
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes[start..Math.Min(start + size, layer.Bytes.Length)], "\n\t  "u8);
            if (!layer.Truncated) layer.Skip(start + size - layer.Position);
        }
    }

    private static string TypeName(byte type) => type switch
    {
        2 => "ESH",
        4 => "ISH",
        6 => "redirect",
        _ => Unknown(type),
    };

    private static string Unknown(byte type) => s_unknown[type];

    private static readonly string[] s_unknown = [.. Enumerable.Range(0, 32).Select(static i => $"unknown type: {i}")];

    private static string OptionName(byte kind) => kind switch
    {
        129 => "Protocols supported",
        197 => "Security",
        195 => "QoS Maintenance",
        198 => "ES Configuration Time",
        205 => "Priority",
        225 => "Addressk Mask",
        226 => "SNPA Mask",
        _ => "Unknown",
    };
}
