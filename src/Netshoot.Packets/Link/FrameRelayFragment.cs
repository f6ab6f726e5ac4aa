namespace Netshoot.Packets.Link;

/// <summary>End-to-end multilink fragments of frame relay (FRF.15).</summary>
[Dissects(Select.Nlpid, 0xb1)]
public readonly struct FrameRelayFragment : IDissector
{
    public static string Name => "fr";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 2 || !layer.Has(2)) return layer.Trunc();
        ushort word = layer.U16();
        // Thirteen bits of sequence around the bit that tells interface fragments.
        int flags = word >> 8;
        if ((flags & 0x20) != 0) word |= 0x0800;
        layer.Text($"FRF.15, seq 0x{word & 0x0fff:x3}, Flags [");
        layer.Bits((uint)flags & 0xe0, static bit => bit switch { 0x80 => "Begin", 0x40 => "End", _ => "Control" }, highestFirst: true);
        layer.Text($"],{((flags & 1) != 0 ? "Interface" : "End-to-End")} Fragmentation, length {length}");
        return Next.Done;
    }
}
