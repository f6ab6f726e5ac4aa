namespace Netshoot.Packets.Link;

/// <summary>Password and challenge authentication of PPP (RFC 1334, RFC 1994).</summary>
[Dissects(Select.PppProtocol, 0xc023)]
public readonly struct PppPassword : IDissector
{
    public static string Name => "pap";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 1)
        {
            layer.Text("[|pap]"u8);
            return Next.Done;
        }
        layer.Text("PAP, "u8);
        if (length < 4)
        {
            layer.Text("[|pap]"u8);
            return Next.Done;
        }
        byte code = layer.U8();
        layer.Text($"{code switch { 1 => "Auth-Req", 2 => "Auth-ACK", 3 => "Auth-NACK", _ => "unknown" }} (0x{code:x2})");
        byte id = layer.U8();
        layer.Text($", id {id}");
        ushort claimed = layer.U16();
        if (claimed > length)
        {
            layer.Text($", length {claimed} > packet size");
            return Next.Done;
        }
        int end = length;
        switch (code)
        {
            case 1:
                if (!Text(ref layer, ", Peer "u8, end)) return Cut(ref layer);
                if (!Text(ref layer, ", Name "u8, end)) return Cut(ref layer);
                break;
            case 2 or 3:
                // Some peers leave the message out, its length too.
                if (end == 4) return Next.Done;
                if (!Text(ref layer, ", Msg "u8, end)) return Cut(ref layer);
                break;
        }
        return Next.Done;
    }

    private static bool Text(ref Layer layer, ReadOnlySpan<byte> title, int end)
    {
        if (layer.Position >= end || !layer.Has(1)) return false;
        byte size = layer.U8();
        if (layer.Position + size > end) return false;
        layer.Text(title);
        var text = layer.Rest[..Math.Min(size, layer.Captured)];
        layer.Printable(text);
        if (text.Length < size) return false;
        layer.Skip(size);
        return true;
    }

    private static Next Cut(ref Layer layer)
    {
        layer.Text("[|pap]"u8);
        return Next.Done;
    }
}
