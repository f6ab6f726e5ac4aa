namespace Netshoot.Packets.Application;

/// <summary>DNS messages over TCP, behind their length (RFC 1035 section 4.2.2).</summary>
[Dissects(Select.TcpPort, 53)]
[Dissects(Select.TcpPayload, (int)PayloadType.Domain)]
public readonly struct DomainOverTcp : IDissector
{
    private const int PrefixSize = 2;

    public static string Name => "domain";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Has(1)) layer.Text(" "u8);
        int length = layer.Length - PrefixSize;
        if (length < 0)
        {
            layer.Text($"[prefix length({0}) != length({length})]");
            return layer.Invalid();
        }
        int claimed = layer.U16();
        if (layer.Truncated) return Next.Done;
        if (claimed != length)
        {
            layer.Text($"[prefix length({claimed}) != length({length})]");
            return layer.Invalid();
        }
        layer.Inner<Domain>(layer.Rest, length);
        return Next.Done;
    }
}
