namespace Netshoot.Packets.Routing;

/// <summary>Cisco's interior gateway routing protocol.</summary>
[Dissects(Select.IpProtocol, 9)]
public readonly struct InteriorGateway : IDissector
{
    private const int HeaderSize = 12;
    private const int RouteSize = 14;
    private const uint Unreachable = 0xff_ffff;

    public static string Name => "igrp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text("igrp:"u8);
        if (layer.Length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        byte first = layer.U8(), edition = layer.U8();
        ushort autonomous = layer.U16(), interior = layer.U16(), system = layer.U16(), exterior = layer.U16(), checksum = layer.U16();
        if ((first & 15) is 1 or 2) layer.Text($" {((first & 15) == 1 ? "update" : "request")}");
        else layer.Text($" Unknown {first & 15}");
        layer.Text($" V{first >> 4} edit={edition} AS={autonomous} ({interior}/{system}/{exterior})");
        layer.Field("autonomous_system", autonomous);
        if (layer.Verbosity > 0) layer.Text($" checksum=0x{checksum:x4}");
        int routes = interior + system + exterior;
        for (int i = 0; layer.Left >= RouteSize && !layer.Truncated; i++)
        {
            if (i >= routes) return layer.Invalid();
            Route(ref layer, i < interior ? " *." : i < interior + system ? " " : " X", i < interior);
            if (i + 1 == routes) return layer.Left > 0 ? layer.Invalid() : Next.Done;
        }
        return layer.Truncated ? Next.Done : layer.Invalid();
    }

    private static void Route(ref Layer layer, string before, bool inside)
    {
        byte first = layer.U8(), second = layer.U8(), third = layer.U8();
        uint delay = layer.U24(), bandwidth = layer.U24();
        ushort size = layer.U16();
        byte reliability = layer.U8(), load = layer.U8(), hops = layer.U8();
        uint metric = delay == Unreachable ? delay : Math.Min(delay + bandwidth, Unreachable);
        layer.Text($"{before}{first}.{second}.{third}{(inside ? "" : ".0")} d={delay * 10} b={(bandwidth == 0 ? 0 : 10_000_000 / bandwidth)} r={reliability} l={load} M={metric} mtu={size} in {hops} hops");
    }
}
