namespace Netshoot.Packets.Routing.Ospf;

/// <summary>Open shortest path first: the header that versions 2 and 3 share (RFC 2328, RFC 5340).</summary>
[Dissects(Select.IpProtocol, 89)]
public readonly struct OpenShortestPath : IDissector
{
    public static string Name => "ospf2";

    public static Next Dissect(ref Layer layer)
    {
        bool six = layer.Flow.IpVersion == 6;
        if (six) layer.Protocol("ospf3");
        int length = layer.Length;
        byte version = layer.U8(), type = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.Field("version", version);
        layer.Field("type", type);
        layer.Text($"OSPFv{version}, ");
        if (OspfNames.Message(type) is { } name) layer.Text($"{name}");
        else if (six) layer.Text($"unknown packet type ({type})");
        else layer.Text($"unknown LS-type {type}");
        layer.Text($", length {length}");
        if (OspfNames.Message(type) is null && !six) return Next.Done;
        if (layer.Verbosity == 0) return Next.Done;
        ushort claimed = layer.U16();
        if (claimed != length && !six) layer.Text($" [len {claimed}]");
        if (claimed < length)
        {
            // What stands behind the packet's own length is authentication, not part of its lists.
            if (!six) layer.Claim(claimed);
        }
        var router = layer.Ip4();
        layer.Text($"\n\tRouter-ID {layer.Host(router)}");
        var area = layer.Ip4();
        if (area.IsAny) layer.Text(", Backbone Area"u8);
        else layer.Text($", Area {layer.Host(area)}");
        layer.Field("router", router);
        layer.Field("area", area);
        if (layer.Truncated) return Next.Done;
        layer.Skip(2);
        if (six) return OspfVersion3.Print(ref layer, type, claimed);
        ushort authentication = layer.U16();
        layer.Text($", Authentication Type: {AuthenticationName(authentication)} ({authentication})");
        if (layer.Truncated) return Next.Done;
        var proof = layer.Take(8);
        switch (authentication)
        {
            case 1:
                layer.Text("\n\tSimple text password: "u8);
                layer.PrintableToZero(proof);
                break;
            case 2 when !layer.Truncated:
                layer.Text($"\n\tKey-ID: {proof[2]}, Auth-Length: {proof[3]}, Crypto Sequence Number: 0x{new Wire.WireReader(proof[4..]).U32():x8}");
                break;
        }
        if (version != 2)
        {
            layer.Text($" ospf [version {version}]");
            return Next.Done;
        }
        return OspfVersion2.Print(ref layer, type);
    }

    private static string AuthenticationName(ushort type) => type switch
    {
        0 => "none",
        1 => "simple",
        2 => "MD5",
        _ => "unknown",
    };
}
