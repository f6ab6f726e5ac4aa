namespace Netshoot.Packets.Application;

/// <summary>Trivial file transfer (RFC 1350, RFC 2347).</summary>
[Dissects(Select.UdpPort, 69)]
[Dissects(Select.Payload, (int)PayloadType.Tftp)]
public readonly struct TrivialFileTransfer : IDissector
{
    public static string Name => "tftp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        layer.Text($"TFTP, length {length}");
        if (length < 2) return layer.Trunc();
        ushort operation = layer.U16();
        if (OperationName(operation) is { } name) layer.Text($", {name}");
        else layer.Text($", tftp-#{operation}");
        layer.Field("operation", operation);
        switch (operation)
        {
            case 1 or 2:
                layer.Text(" \""u8);
                bool ended = String(ref layer);
                layer.Text("\""u8);
                if (!ended || layer.Left <= 0) return layer.Trunc();
                layer.Text(" "u8);
                if (!String(ref layer)) return layer.Trunc();
                return Options(ref layer);
            case 6:
                return Options(ref layer);
            case 3 or 4:
                if (layer.Left < 2) return layer.Trunc();
                ushort block = layer.U16();
                layer.Text($" block {block}");
                break;
            case 5:
                if (layer.Left < 2) return layer.Trunc();
                ushort code = layer.U16();
                if (ErrorName(code) is { } error) layer.Text($" {error}");
                else layer.Text($" tftp-err-#{code} \"");
                if (ErrorName(code) is not null) layer.Text(" \""u8);
                if (!String(ref layer)) return layer.Trunc();
                layer.Text("\""u8);
                break;
            default:
                break;
        }
        return Next.Done;
    }

    private static Next Options(ref Layer layer)
    {
        while (layer.Left > 0)
        {
            if (layer.PeekU8() != 0 || !layer.Has(1)) layer.Text(" "u8);
            if (!String(ref layer)) return layer.Trunc();
        }
        return Next.Done;
    }

    private static bool String(ref Layer layer)
    {
        var bytes = layer.Rest[..Math.Min(layer.Captured, Math.Max(0, layer.Left))];
        int end = bytes.IndexOf((byte)0);
        layer.Printable(end < 0 ? bytes : bytes[..end]);
        if (end < 0) return false;
        layer.Skip(end + 1);
        return true;
    }

    private static string? OperationName(ushort operation) => operation switch
    {
        1 => "RRQ",
        2 => "WRQ",
        3 => "DATA",
        4 => "ACK",
        5 => "ERROR",
        6 => "OACK",
        _ => null,
    };

    private static string? ErrorName(ushort code) => code switch
    {
        0 => "EUNDEF",
        1 => "ENOTFOUND",
        2 => "EACCESS",
        3 => "ENOSPACE",
        4 => "EBADOP",
        5 => "EBADID",
        6 => "EEXISTS",
        7 => "ENOUSER",
        _ => null,
    };
}
