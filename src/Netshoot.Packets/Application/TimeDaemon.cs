namespace Netshoot.Packets.Application;

/// <summary>The time synchronization protocol of 4.3BSD (timed(8)).</summary>
[Dissects(Select.UdpPort, 525)]
public readonly struct TimeDaemon : IDissector
{
    public static string Name => "timed";

    public static Next Dissect(ref Layer layer)
    {
        byte type = layer.U8();
        if (TypeName(type) is { } name) layer.Text($"TSP_{name}");
        else layer.Text($"(tsp_type 0x{type:x})");
        byte version = layer.U8();
        layer.Text($" vers {version}");
        ushort sequence = layer.U16();
        layer.Text($" seq {sequence}");
        layer.Field("type", type);
        switch (type)
        {
            case 10:
                byte hops = layer.PeekU8();
                if (!layer.Has(1)) layer.EndEarly();
                layer.Text($" hopcount {hops}");
                layer.Skip(8);
                break;
            case 5 or 1 or 20:
                int seconds = (int)layer.U32(), micro = (int)layer.U32();
                layer.Text(" time "u8);
                if (micro < 0)
                {
                    if (seconds < 0) layer.Text($"-{-(long)seconds}.{-(long)micro:D6}");
                    else layer.Text($"-{(long)seconds}.{-(long)micro:D6}");
                }
                else
                {
                    layer.Text($"{seconds}.{micro:D6}");
                }
                break;
        }
        layer.Text(" name "u8);
        if (layer.Rest.Contains((byte)0)) layer.PrintableToZero(layer.Rest);
        else layer.EndEarly();
        return Next.Done;
    }

    private static string? TypeName(byte type) => type switch
    {
        0 => "ANY",
        1 => "ADJTIME",
        2 => "ACK",
        3 => "MASTERREQ",
        4 => "MASTERACK",
        5 => "SETTIME",
        6 => "MASTER",
        7 => "SLAVE",
        8 => "MSITE",
        9 => "REFUSE",
        10 => "LOOP",
        11 => "DATE",
        12 => "DATEREQ",
        13 => "DATEACK",
        14 => "TRACEON",
        15 => "TRACEOFF",
        _ => TypeNameRest(type),
    };

    private static string? TypeNameRest(byte type) => type switch
    {
        16 => "MSITEREQ",
        17 => "CONFLICT",
        18 => "ELECTION",
        19 => "ACCEPT",
        20 => "SETDATE",
        21 => "SETDATEREQ",
        22 => "QUIT",
        23 => "TEST",
        _ => null,
    };
}
