namespace Netshoot.Packets.Tunnel;

/// <summary>Overlay Transport Virtualization (draft-hasmit-otv), also what older VXLAN came on.</summary>
[Dissects(Select.UdpPort, 8472)]
public readonly struct OverlayTransport : IDissector
{
    public static string Name => "otv";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("OTV, "u8);
        if (layer.Length < 8) return layer.Trunc();
        byte flags = layer.U8();
        layer.Text($"flags [{((flags & 0x08) != 0 ? "I" : ".")}] (0x{flags:x2}), ");
        uint overlay = layer.U24();
        layer.Text($"overlay {overlay}, ");
        uint instance = layer.U24();
        layer.Text($"instance {instance}\n");
        layer.Field("instance", instance);
        layer.Skip(1);
        return Next.LinkType(1);
    }
}
