namespace Netshoot.Packets.Link;

/// <summary>Packets around IPsec on Juniper's encryption card (LINKTYPE_JUNIPER_ES).</summary>
[Dissects(Select.LinkType, 132)]
public readonly struct JuniperEncryption : IDissector
{
    private const int ShortHeader = 6;
    private const int LongHeader = 26;

    public static string Name => "juniper_es";

    public static Next Dissect(ref Layer layer)
    {
        if (!JuniperServices.Begin(ref layer, "ES", 0, true)) return Next.Done;
        bool verbose = layer.Options.LinkHeader && layer.Verbosity > 0;
        if (layer.Left < ShortHeader || !layer.Has(ShortHeader))
        {
            if (layer.Options.LinkHeader && layer.Has(2) && !verbose) layer.Text($"hlen {layer.Position}, proto 0x{layer.PeekU16():x4}, ");
            return layer.Trunc();
        }
        ushort association = layer.U16();
        byte lifetime = layer.U8(), type = layer.U8();
        layer.Skip(2);
        bool encrypted = type == 1;
        if (encrypted && !layer.Has(LongHeader - ShortHeader)) return layer.Trunc();
        if (encrypted) layer.Skip(LongHeader - ShortHeader);
        if (verbose) layer.Text($"\n\tES SA, index {association}, ttl {lifetime} type {(encrypted ? "ESP ENCRYPT-AUTHENTICATION" : "ESP")} ({type}), length {layer.Length}\n");
        return Next.EtherType(0x0800);
    }
}
