namespace Netshoot.Packets.Link.Cisco;

/// <summary>Detection of links that work in one direction only (RFC 5171).</summary>
[Dissects(Select.Snap, 0x000c_0111)]
public readonly struct UnidirectionalLink : IDissector
{
    public static string Name => "udld";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4) return layer.Invalid();
        byte first = layer.U8(), flags = layer.U8();
        int code = first & 0x1f;
        layer.Text($"UDLDv{first >> 5}, Code {CodeName(code)} ({code}), Flags [");
        layer.Bits(flags, static bit => bit switch { 1 => "RT", 2 => "RSY", _ => null });
        layer.Text($"] (0x{flags:x2}), length {length}");
        layer.Field("code", code);
        if (layer.Verbosity == 0) return Next.Done;
        ushort checksum = layer.U16();
        layer.Text($"\n\tChecksum 0x{checksum:x4} (unverified)");
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 4) return layer.Invalid();
            ushort kind = layer.U16(), size = layer.U16();
            if (layer.Truncated) return Next.Done;
            if (size < 4) return layer.Invalid();
            layer.Text($"\n\t{KindName(kind)} TLV (0x{kind:x4}) TLV, length {size}");
            int value = size - 4;
            if (value > layer.Left) return layer.Invalid();
            if (!layer.Has(value))
            {
                layer.EndEarly();
                return Next.Done;
            }
            var bytes = layer.Take(value);
            switch (kind)
            {
                case 1 or 2 or 3 or 6:
                    layer.Text(", "u8);
                    layer.Printable(bytes);
                    break;
                case 4 or 5:
                    if (value != 1) return layer.Invalid();
                    layer.Text($", {bytes[0]}s");
                    break;
                case 7:
                    if (value != 4) return layer.Invalid();
                    layer.Text($", {new Wire.WireReader(bytes).U32()}");
                    break;
            }
        }
        return Next.Done;
    }

    private static string CodeName(int code) => code switch
    {
        0 => "Reserved",
        1 => "Probe message",
        2 => "Echo message",
        3 => "Flush message",
        _ => "Reserved",
    };

    private static string KindName(ushort kind) => kind switch
    {
        1 => "Device-ID",
        2 => "Port-ID",
        3 => "Echo",
        4 => "Message Interval",
        5 => "Timeout Interval",
        6 => "Device Name",
        7 => "Sequence Number",
        _ => "Unknown",
    };
}
