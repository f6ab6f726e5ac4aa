namespace Netshoot.Packets.Routing;

/// <summary>Hot standby router protocol (RFC 2281).</summary>
[Dissects(Select.UdpDestination, 1985)]
public readonly struct HotStandby : IDissector
{
    public static string Name => "hsrp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        byte version = layer.U8();
        layer.Text($"HSRPv{version}");
        if (version != 0 || layer.Truncated) return Next.Done;
        byte operation = layer.U8(), state = layer.U8(), hello = layer.U8(), hold = layer.U8(), priority = layer.U8(), group = layer.U8();
        layer.Skip(1);
        layer.Text("-"u8);
        layer.Named(operation switch { 0 => "hello", 1 => "coup", 2 => "resign", _ => null }, operation, "unknown");
        layer.Text($" {length}: state={StateName(state) ?? "Unknown"} group={group} ");
        var password = layer.Take(8);
        var address = layer.Ip4();
        layer.Text($"addr={layer.Host(address)}");
        layer.Field("group", group);
        layer.Field("priority", priority);
        if (layer.Verbosity == 0 || layer.Truncated) return Next.Done;
        layer.Text(" hellotime="u8);
        Seconds(ref layer, hello);
        layer.Text(" holdtime="u8);
        Seconds(ref layer, hold);
        layer.Text($" priority={priority} auth=\"");
        layer.PrintableToZero(password);
        layer.Text("\""u8);
        return Next.Done;
    }

    private static string? StateName(byte state) => state switch
    {
        0 => "initial",
        1 => "learn",
        2 => "listen",
        4 => "speak",
        8 => "standby",
        16 => "active",
        _ => null,
    };

    private static void Seconds(ref Layer layer, uint value)
    {
        uint minutes = value / 60, rest = value % 60;
        if (minutes > 0) layer.Text($"{minutes}m");
        if (minutes == 0 || rest > 0) layer.Text($"{rest}s");
    }
}
