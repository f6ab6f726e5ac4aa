namespace Netshoot.Packets.Application;

/// <summary>Kerberos: version 4 as the Athena protocol has it; of version 5 (RFC 4120) only that it is.</summary>
[Dissects(Select.UdpPort, 88)]
[Dissects(Select.UdpPort, 750)]
public readonly struct Kerberos : IDissector
{
    public static string Name => "krb";

    public static Next Dissect(ref Layer layer)
    {
        byte version = layer.PeekU8();
        if (!layer.Has(1)) layer.EndEarly();
        layer.Field("version", version);
        switch (version)
        {
            case >= 1 and <= 3:
                layer.Text(" v"u8);
                layer.Text($"{version}");
                break;
            case 4:
                layer.Text(" v4"u8);
                return Fourth(ref layer);
            case 106 or 107:
                layer.Text(" v5"u8);
                break;
        }
        return Next.Done;
    }

    private static Next Fourth(ref Layer layer)
    {
        layer.Skip(1);
        byte word = layer.U8();
        int type = word & ~1;
        bool little = (word & 1) != 0;
        layer.Text($" {(little ? "le" : "be")} ");
        if (TypeName(type) is { } name) layer.Text($"{name}: ");
        else layer.Text($"{type}: ");
        switch (type)
        {
            case 2:
                if (!Principal(ref layer, ".")) return Next.Done;
                if (!Word(ref layer, "@")) return Next.Done;
                layer.Skip(4);
                byte lifetime = layer.U8();
                layer.Text($" {lifetime * 5}min ");
                Principal(ref layer, ".");
                break;
            case 6:
                layer.Skip(2);
                byte key = layer.U8();
                layer.Text($"v{key} ");
                layer.Skip(4);
                layer.Skip(3);
                break;
            case 4:
                layer.Skip(10);
                Principal(ref layer, ".");
                break;
            case 10:
                uint code = little ? layer.Wire.U32LittleEndian() : layer.U32();
                layer.Text($"{code}");
                break;
        }
        return Next.Done;
    }

    private static bool Word(ref Layer layer, string before)
    {
        layer.Text($"{before}");
        return Text(ref layer);
    }

    /// <summary>A name and its instance, which is left out when it is empty.</summary>
    private static bool Principal(ref Layer layer, string separator)
    {
        if (!Text(ref layer)) return false;
        if (!layer.Has(1))
        {
            layer.EndEarly();
            return false;
        }
        if (layer.PeekU8() == 0)
        {
            layer.Skip(1);
            return true;
        }
        layer.Text($"{separator}");
        return Text(ref layer);
    }

    private static bool Text(ref Layer layer)
    {
        int end = layer.Rest.IndexOf((byte)0);
        if (end < 0)
        {
            layer.Printable(layer.Rest);
            layer.EndEarly();
            return false;
        }
        layer.Printable(layer.Rest[..end]);
        layer.Skip(end + 1);
        return true;
    }

    private static string? TypeName(int type) => type switch
    {
        2 => "KDC_REQUEST",
        4 => "KDC_REPLY",
        6 => "APPL_REQUEST",
        8 => "APPL_REQUEST_MUTUAL",
        10 => "ERR_REPLY",
        12 => "PRIVATE_MESSAGE",
        14 => "SAFE_MESSAGE",
        16 => "APPL_ERR",
        _ => null,
    };
}
