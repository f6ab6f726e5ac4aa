namespace Netshoot.Packets.Application;

/// <summary>Kerberos: of version 4 the beginning, of version 5 nothing is printed.</summary>
[Dissects(Select.UdpPort, 88)]
[Dissects(Select.UdpPort, 750)]
public readonly struct Kerberos : IDissector
{
    public static string Name => "kerberos";

    public static Next Dissect(ref Layer layer)
    {
        byte version = layer.PeekU8();
        layer.Field("version", version);
        if (version is 106 or 107) layer.Text(" v5"u8);
        else if (version is >= 1 and <= 4)
        {
            layer.Text($" v{version}");
            if (version == 4) layer.Text(" "u8);
        }
        return Next.Done;
    }
}
