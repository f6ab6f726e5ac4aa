namespace Netshoot.Packets.Link;

/// <summary>What stood between two flags on a serial line: a protocol number of two bytes, then its packet (RFC 1662 section 3.1).</summary>
public readonly struct PppFramed : IDissector
{
    public static string Name => "ppp";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 2) return Next.Done;
        if (layer.PeekU16() == 0xff03) layer.Skip(2);
        ushort protocol = layer.U16();
        return layer.Truncated ? Next.Done : Ppp.Payload(ref layer, protocol);
    }
}
