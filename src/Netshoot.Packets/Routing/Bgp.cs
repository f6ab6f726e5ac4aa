namespace Netshoot.Packets.Routing;

/// <summary>Border gateway protocol 4 (RFC 4271, RFC 5492, RFC 2918).</summary>
[Dissects(Select.TcpPort, 179)]
public readonly struct Bgp : IDissector
{
    private const int HeaderSize = 19;
    private const int MarkerSize = 16;

    public static string Name => "bgp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text(": BGP"u8);
        // Without -v only the name is printed.
        if (layer.Verbosity == 0) return Next.Done;
        int end = Math.Min(layer.Bytes.Length, layer.Length);
        int at = 0, start = 0;
        while (at < end)
        {
            if (layer.Bytes[at] != 0xff)
            {
                at++;
                continue;
            }
            if (at + HeaderSize > layer.Bytes.Length) break;
            if (layer.Bytes.Slice(at, MarkerSize).ContainsAnyExcept((byte)0xff))
            {
                at++;
                continue;
            }
            int size = layer.Bytes[at + 16] << 8 | layer.Bytes[at + 17];
            if (start != at) layer.Trunc();
            if (size < HeaderSize) break;
            if (at + size > layer.Bytes.Length)
            {
                layer.Text($"\n[|BGP {BgpMessage.TypeName(layer.Bytes[at + 18]) ?? "Unknown Message Type"}]");
                break;
            }
            layer.Inner<BgpMessage>(layer.Bytes[at..], size);
            if (layer.Truncated) return Next.Done;
            layer.Protocol(Name);
            at += size;
            start = at;
        }
        return Next.Done;
    }
}
