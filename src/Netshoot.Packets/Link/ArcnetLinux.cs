namespace Netshoot.Packets.Link;

/// <summary>ARCNET as Linux captures it (LINKTYPE_ARCNET_LINUX).</summary>
[Dissects(Select.LinkType, 129)]
public readonly struct ArcnetLinux : IDissector
{
    private const int HeaderSize = 5;

    public static string Name => "arcnet_linux";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        byte source = layer.U8(), destination = layer.U8();
        byte shown = layer.U8();
        layer.Skip(1);
        byte type = layer.U8();
        if (!Arcnet.IsOld(type))
        {
            if (length < HeaderSize + 3 || !layer.Has(3)) return layer.Trunc();
            layer.Skip(3);
        }
        layer.EndLinkHeader();
        if (layer.Options.LinkHeader)
        {
            layer.Text($"{source:x2} {destination:x2} ");
            if (Arcnet.TypeName(shown) is { } name) layer.Text($"{name}");
            else layer.Text($"{shown:x2}");
            layer.Text($" {length}: ");
        }
        return Arcnet.Payload(ref layer, type);
    }
}
