namespace Netshoot.Packets.Osi;

/// <summary>The connectionless network protocol (ISO 8473).</summary>
[Dissects(Select.Nlpid, 0x81)]
public readonly struct Connectionless : IDissector
{
    private const int FixedSize = 9;

    public static string Name => "clnp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Skip(1);
        byte indicator = layer.U8();
        if (!layer.Options.LinkHeader) layer.Text("CLNP"u8);
        if (layer.Truncated) return Next.Done;
        if (indicator < FixedSize)
        {
            layer.Text($"li < size of fixed part of CLNP header and addresses");
            return Next.Done;
        }
        byte version = layer.U8(), lifetime = layer.U8(), kind = layer.U8();
        ushort segment = layer.U16(), checksum = layer.U16();
        if (layer.Truncated) return Next.Done;
        if (version != 1)
        {
            layer.Text($"version {version} packet not supported");
            return Next.Done;
        }
        int left = indicator - FixedSize;
        if (!Address(ref layer, ref left, out var destination) || !Address(ref layer, ref left, out var source))
        {
            layer.Text("li < size of fixed part of CLNP header and addresses"u8);
            return Next.Done;
        }
        if (layer.Truncated) return Next.Done;
        byte type = (byte)(kind & 0x1f);
        layer.Field("type", type);
        string separator = layer.Options.LinkHeader ? "" : ", ";
        if (layer.Verbosity == 0)
        {
            layer.Text($"{separator}");
            layer.Address(source);
            layer.Text(" > "u8);
            layer.Address(destination);
            if (TypeName(type) is { } name) layer.Text($", {name}, length {length}");
            else layer.Text($", unknown ({type}), length {length}");
            return Next.Done;
        }
        layer.Text($"{separator}length {length}\n\t");
        if (TypeName(type) is { } typeName) layer.Text($"{typeName}");
        else layer.Text($"unknown ({type})");
        layer.Text($" PDU, hlen: {indicator}, v: {version}, lifetime: {lifetime / 2}.{lifetime % 2 * 5}s, Segment PDU length: {segment}, checksum: 0x{checksum:x4}");
        layer.FletcherNote(layer.Bytes, checksum, 7, indicator);
        layer.Text("\n\tFlags ["u8);
        layer.Bits((uint)kind & 0xe0, static bit => bit switch { 0x20 => "request Error Report", 0x40 => "more Segments", _ => "Segmentation permitted" }, highestFirst: true);
        layer.Text($"]\n\tsource address (length {source.Length}): ");
        layer.Address(source);
        layer.Text($"\n\tdest   address (length {destination.Length}): ");
        layer.Address(destination);
        if ((kind & 0x80) != 0)
        {
            if (left < 6)
            {
                layer.Text("li < size of fixed part of CLNP header, addresses, and segment part"u8);
                return Next.Done;
            }
            ushort unit = layer.U16(), offset = layer.U16(), total = layer.U16();
            layer.Text($"\n\tData Unit ID: 0x{unit:x4}, Segment Offset: {offset}, Total PDU Length: {total}");
            left -= 6;
        }
        if (!ClnpOptions.Print(ref layer, left)) return Next.Done;
        Body(ref layer, type, length);
        return Next.Done;
    }

    private static bool Address(ref Layer layer, ref int left, out ReadOnlySpan<byte> address)
    {
        address = default;
        if (left < 1) return false;
        byte size = layer.U8();
        left--;
        if (left < size) return layer.Truncated;
        address = layer.Take(size);
        left -= size;
        return true;
    }

    private static void Body(ref Layer layer, byte type, int length)
    {
        switch (type)
        {
            case 0x01:
                if (layer.Left > 0)
                {
                    if (layer.Captured == 0)
                    {
                        layer.EndEarly();
                        return;
                    }
                    layer.Text("\n\t-----original packet-----\n\t"u8);
                    if (layer.PeekU8() == 0x81) layer.Inner(Next.Nlpid(0x81), layer.Rest, layer.Left);
                    return;
                }
                layer.Trunc();
                return;
            case 0x1f when layer.Left <= 0:
                layer.Trunc();
                return;
        }
        int data = layer.Left;
        if (data <= 0 || layer.Bytes.Length >= length is false && layer.Captured == 0) return;
        layer.Text($"\n\t  undecoded non-header data, length {data}");
        layer.Dump(layer.Rest[..Math.Min(data, layer.Captured)], "\n\t  "u8);
    }

    private static string? TypeName(byte type) => type switch
    {
        0x01 => "Error Report",
        0x1c => "Data",
        0x1d => "MD",
        0x1e => "Echo Request",
        0x1f => "Echo Response",
        _ => null,
    };
}
