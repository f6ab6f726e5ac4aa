namespace Netshoot.Packets.Link;

/// <summary>Configuration testing of Ethernet version 2 (chapter 8 of its specification).</summary>
[Dissects(Select.EtherType, 0x9000)]
public readonly struct EtherLoopback : IDissector
{
    public static string Name => "loopback";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text("Loopback"u8);
        if (length < 2) return layer.Invalid();
        ushort skip = layer.Wire.U16LittleEndian();
        layer.Text($", skipCount {skip}");
        if (skip % 8 != 0) layer.Text(" (bogus)"u8);
        if (skip > length - 2) return layer.Invalid();
        layer.Skip(skip);
        if (layer.Left < 2) return layer.Invalid();
        ushort function = layer.Wire.U16LittleEndian();
        layer.Text($", {(function == 1 ? "Reply" : function == 2 ? "Forward Data" : "unknown")}");
        if (function is not (1 or 2)) layer.Text($" ({function})");
        switch (function)
        {
            case 1:
                if (layer.Left < 2) return layer.Invalid();
                ushort receipt = layer.Wire.U16LittleEndian();
                layer.Text($", receipt number {receipt}");
                break;
            case 2:
                if (layer.Left < 6) return layer.Invalid();
                var forward = layer.Mac();
                layer.Text($", forwarding address {forward}");
                if (forward.IsMulticast) layer.Text(" (bogus)"u8);
                break;
        }
        layer.Text($", data ({layer.Left} octets)");
        return Next.Done;
    }
}
