namespace Netshoot.Packets.Routing;

/// <summary>Distance vector multicast routing (draft-ietf-idmr-dvmrp-v3), which is carried by IGMP.</summary>
internal static class Dvmrp
{
    public static void Print(ref Layer layer)
    {
        layer.Skip(1);
        byte code = layer.U8();
        layer.Skip(2);
        uint versions = layer.U32();
        switch (code)
        {
            case 1:
                layer.Text(" Probe"u8);
                if (layer.Verbosity > 0)
                {
                    // Capabilities came with version 3.255 and later.
                    if ((versions & 0xffff) >= 0xff03 || (versions & 0xff) >= 3)
                    {
                        uint generation = layer.U32();
                        layer.Text($" genid 0x{generation:x8}");
                        while (layer.Left > 0 && !layer.Truncated)
                        {
                            var neighbor = layer.Ip4();
                            layer.Text($"\n\tneighbor {neighbor}");
                        }
                    }
                }
                break;
            case 2:
                layer.Text(" Report"u8);
                break;
            case 3:
                layer.Text(" Ask-neighbors "u8);
                break;
            case 4:
                layer.Text(" Neighbors "u8);
                break;
            case 5:
                layer.Text(" Ask-neighbors2"u8);
                break;
            case 6:
                layer.Text(" Neighbors2 "u8);
                break;
            case 7:
                layer.Text(" Prune"u8);
                var source = layer.Ip4();
                var group = layer.Ip4();
                layer.Text($" src {source} grp {group}");
                layer.Text(" timer "u8);
                uint time = layer.U32();
                if (layer.Line is { } line) RelativeTime.Append(line, time);
                break;
            case 8:
                source = layer.Ip4();
                group = layer.Ip4();
                layer.Text($" Graft src {source} grp {group}");
                break;
            case 9:
                source = layer.Ip4();
                group = layer.Ip4();
                layer.Text($" Graft-ACK src {source} grp {group}");
                break;
            default:
                layer.Text($" [type {code}]");
                break;
        }
    }
}
