namespace Netshoot.Packets.Link;

/// <summary>Continuous air interface for vehicles, FAST (ISO 29281).</summary>
[Dissects(Select.EtherType, 0x1111)]
public readonly struct Calm : IDissector
{
    public static string Name => "calm_fast";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 2 || !layer.Has(2)) return layer.Trunc();
        layer.Text("CALM FAST"u8);
        if (layer.Flow.HasMac) layer.Text($" src:{layer.Flow.SourceMac}");
        byte source = layer.U8(), destination = layer.U8();
        layer.Text($"; SrcNwref:{source}; DstNwref:{destination}; ");
        if (layer.Verbosity > 0)
        {
            layer.UnknownPayload();
            if (layer.Captured < layer.Left) layer.EndEarly();
        }
        return Next.Done;
    }
}
