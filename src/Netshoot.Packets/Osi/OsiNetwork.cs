namespace Netshoot.Packets.Osi;

/// <summary>The first byte of every ISO network protocol: which one it is (ISO/IEC TR 9577).</summary>
[Dissects(Select.Sap, 0xfe)]
[Dissects(Select.PppProtocol, 0x0023)]
public readonly struct OsiNetwork : IDissector
{
    public static string Name => "isoclns";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 1 || !layer.Has(1)) return layer.Trunc();
        byte protocol = layer.PeekU8();
        layer.Field("nlpid", protocol);
        if (layer.Options.LinkHeader) layer.Text($"OSI NLPID {Nsap.ProtocolName(protocol) ?? "Unknown"} (0x{protocol:x2}): ");
        switch (protocol)
        {
            case 0x00:
                layer.Text($"{(layer.Options.LinkHeader ? "" : ", ")}length: {layer.Length}");
                return Next.Done;
            case 0x81 or 0x82 or 0x83:
                return Next.Nlpid(protocol);
            case 0x08:
                layer.Skip(1);
                return Next.Nlpid(protocol);
            case 0x8e:
                layer.Skip(1);
                return Next.EtherType(0x86dd);
            case 0xcc:
                layer.Skip(1);
                return Next.EtherType(0x0800);
            case 0xcf:
                layer.Skip(1);
                return new Next(Select.LinkType, Link.Ppp.Pseudo);
        }
        if (!layer.Options.LinkHeader) layer.Text($"OSI NLPID 0x{protocol:x2} unknown, ");
        layer.Text($"length: {layer.Length}");
        if (layer.Captured > 1) layer.Dump(layer.Rest, "\n\t"u8);
        return Next.Done;
    }
}
