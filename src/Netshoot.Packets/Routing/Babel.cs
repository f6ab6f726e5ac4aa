namespace Netshoot.Packets.Routing;

/// <summary>Babel (RFC 8966, RFC 8967, RFC 9079, RFC 9616): the packet and which messages it carries.</summary>
[Dissects(Select.UdpPort, 6696)]
[Dissects(Select.UdpPort, 6697)]
public readonly struct Babel : IDissector
{
    private const byte Magic = 42;

    public static string Name => "babel";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("babel"u8);
        byte magic = layer.U8();
        if (layer.Truncated) return Next.Done;
        if (magic != Magic)
        {
            layer.Text(" invalid header"u8);
            return Next.Done;
        }
        if (layer.Length < 4)
        {
            layer.Trunc();
            return Next.Done;
        }
        byte version = layer.U8();
        layer.Text($" {version}");
        if (version != 2)
        {
            layer.Text(" unknown version"u8);
            return Next.Done;
        }
        ushort body = layer.U16();
        layer.Text($" ({body})");
        if (body > layer.Left) return layer.Invalid();
        int end = layer.Position + body;
        if (!BabelMessages.Print(ref layer, end) || layer.Truncated) return Next.Done;
        if (layer.Left <= 0) return Next.Done;
        // Behind the body stands what a signature does not cover.
        layer.Text(layer.Verbosity > 0 ? "\n\t----"u8 : " | "u8);
        BabelMessages.Print(ref layer, layer.Length);
        return Next.Done;
    }
}
