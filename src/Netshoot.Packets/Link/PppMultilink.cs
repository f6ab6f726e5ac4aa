namespace Netshoot.Packets.Link;

/// <summary>Multilink PPP (RFC 1990 section 3).</summary>
[Dissects(Select.PppProtocol, 0x003d)]
public readonly struct PppMultilink : IDissector
{
    public static string Name => "mlppp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Options.LinkHeader) layer.Text("MLPPP, "u8);
        if (length < 2 || !layer.Has(2))
        {
            layer.Text("[|mlppp]"u8);
            return Next.Done;
        }
        ushort word = layer.U16();
        layer.Text($"seq 0x{word & 0x0fff:x3}, Flags [");
        layer.Bits(word & 0xc000u, static bit => bit switch { 0x8000 => "begin", 0x4000 => "end", _ => null }, highestFirst: true);
        layer.Text($"], length {length}");
        return Next.Done;
    }
}
