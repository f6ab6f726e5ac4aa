namespace Netshoot.Packets.Application;

/// <summary>ZeroMQ's transport protocol, version 1, in PGM datagrams (ZeroMQ RFC 13).</summary>
[Dissects(Select.Payload, (int)PayloadType.Zmtp1)]
public readonly struct ZeroMessage : IDissector
{
    private const int Shown = 128;

    public static string Name => "zmtp1";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 2 || !layer.Has(2)) layer.EndEarly();
        ushort offset = layer.U16();
        layer.Text($"\n\t frame offset 0x{offset:x4}");
        if (offset == 0xffff)
        {
            // What begins in an earlier datagram cannot be read here.
            return Intermediate(ref layer);
        }
        if (layer.Left < offset) return layer.Invalid();
        if (offset > 0) Intermediate(ref layer, offset);
        while (layer.Left > 0 && !layer.Truncated) Frame(ref layer);
        return Next.Done;
    }

    private static Next Intermediate(ref Layer layer, int count = int.MaxValue)
    {
        var bytes = layer.Rest[..Math.Min(count, Math.Min(layer.Left, layer.Captured))];
        if (bytes.IsEmpty) return Next.Done;
        var shown = layer.Verbosity > 1 ? bytes : bytes[..Math.Min(bytes.Length, Shown)];
        layer.Text($"\n\t frame intermediate part, {bytes.Length} bytes");
        if (layer.Verbosity > 0) layer.Text($", first {shown.Length} byte(s):");
        if (layer.Verbosity > 0) Body(ref layer, shown);
        layer.Skip(bytes.Length);
        return Next.Done;
    }

    private static void Frame(ref Layer layer)
    {
        layer.Text("\n\t"u8);
        ulong length = layer.U8();

        if (length == 0)
        {
            layer.EndEarly();
            return;
        }
        if (length != 0xff)
        {
            layer.Text($" frame flags+body  (8-bit) length {length}");
        }
        else
        {
            length = layer.U64();

            layer.Text($" frame flags+body (64-bit) length {length}");
        }
        if (layer.Truncated || length == 0) return;

        byte flags = layer.U8();
        ulong body = length - 1;
        int there = (int)Math.Min(body, (ulong)Math.Max(0, Math.Min(layer.Left, layer.Captured)));
        if ((ulong)there < body) layer.Text($" ({there + 1} captured)");
        layer.Text($", flags 0x{flags:x2}");
        if (layer.Verbosity > 0)
        {
            layer.Text(" ("u8);
            for (int bit = 7; bit >= 0; bit--)
            {
                bool set = (flags >> bit & 1) != 0;
                layer.Text($"{(bit == 0 ? set ? "M" : "-" : set ? "R" : "-")}{(bit > 0 ? "|" : "")}");
            }
            layer.Text(")"u8);
            int shown = Math.Min(there, Shown);
            if (layer.Verbosity == 1 && shown > 0 || layer.Verbosity > 1 && there > 0)
            {
                var bytes = layer.Rest[..(layer.Verbosity == 1 ? shown : there)];
                layer.Text($", first {bytes.Length} byte(s) of body:");
                Body(ref layer, bytes);
            }
        }
        if ((ulong)there < body)
        {
            layer.EndEarly();
            return;
        }
        layer.Skip(there);
    }

    private static void Body(ref Layer layer, ReadOnlySpan<byte> bytes)
    {
        if (layer.Line is { } line) PayloadDump.HexAndText(line, bytes, "\n\t "u8);
    }
}
