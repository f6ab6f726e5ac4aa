namespace Netshoot.Packets.Link;

/// <summary>Challenge handshake authentication of PPP (RFC 1994 section 4).</summary>
[Dissects(Select.PppProtocol, 0xc223)]
public readonly struct PppChallenge : IDissector
{
    public static string Name => "chap";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text("CHAP, "u8);
        if (length < 4)
        {
            layer.Text("[|chap]"u8);
            return Next.Done;
        }
        byte code = layer.U8();
        layer.Text($"{code switch { 1 => "Challenge", 2 => "Response", 3 => "Success", 4 => "Fail", _ => "unknown" }} (0x{code:x2})");
        byte id = layer.U8();
        layer.Text($", id {id}");
        ushort claimed = layer.U16();
        if (layer.Truncated) return Next.Done;
        int end = claimed;
        switch (code)
        {
            case 1 or 2:
                if (layer.Position >= end) return Cut(ref layer);
                byte size = layer.U8();
                if (layer.Position + size > end) return Cut(ref layer);
                layer.Text(", Value "u8);
                layer.HexBytes(layer.Take(size));
                layer.Text(", Name "u8);
                layer.Printable(layer.Take(Math.Max(0, Math.Min(end - layer.Position, layer.Captured))));
                break;
            case 3 or 4:
                layer.Text(", Msg "u8);
                layer.Printable(layer.Take(Math.Max(0, Math.Min(end - layer.Position, layer.Captured))));
                break;
        }
        return Next.Done;
    }

    private static Next Cut(ref Layer layer)
    {
        layer.Text("[|chap]"u8);
        return Next.Done;
    }
}
