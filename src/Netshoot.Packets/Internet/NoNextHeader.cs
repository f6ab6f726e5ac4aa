namespace Netshoot.Packets.Internet;

/// <summary>Nothing follows (RFC 8200 section 4.7).</summary>
[Dissects(Select.IpProtocol, 59)]
public readonly struct NoNextHeader : IDissector
{
    public static string Name => "no-next-header";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("no next header"u8);
        return Next.Done;
    }
}
