namespace Netshoot.Packets.Internet;

/// <summary>Multicast listener discovery version 2 (RFC 3810 section 5).</summary>
internal static class MulticastListener
{
    public static void PrintQuery(ref Layer layer, int length)
    {
        ushort code = layer.U16();
        layer.Skip(2);
        if (layer.Verbosity > 0)
        {
            uint delay = code < 32768 ? code : (uint)((code & 0xfff) | 0x1000) << ((code >> 12 & 7) + 3);
            layer.Text($" [max resp delay={delay}]");
        }
        layer.Text(" [gaddr "u8);
        var group = layer.Ip6();
        layer.Text($"{layer.Host(group)}");
        if (layer.Verbosity > 0)
        {
            byte flags = layer.U8(), interval = layer.U8();
            if ((flags & 0x08) != 0) layer.Text(" sflag"u8);
            if ((flags & 0x07) != 0) layer.Text($" robustness={flags & 7}");
            int seconds = interval < 128 ? interval : ((interval & 0x0f) | 0x10) << ((interval >> 4 & 7) + 3);
            layer.Text($" qqi={seconds}");
        }
        else
        {
            layer.Skip(2);
        }
        ushort sources = layer.U16();
        if (layer.Truncated) return;
        if (sources > 0)
        {
            if (28 + sources * 16 > length) layer.Text($" [invalid number of sources {sources}]");
            else if (layer.Verbosity > 1) Sources(ref layer, sources);
            else layer.Text($", {sources} source(s)");
        }
        layer.Text("]"u8);
    }

    public static void PrintReport(ref Layer layer, int length)
    {
        layer.Skip(2);
        ushort groups = layer.U16();
        layer.Text($", {groups} group record(s)");
        if (layer.Verbosity == 0) return;
        int at = 8;
        for (int i = 0; i < groups && !layer.Truncated; i++)
        {
            if (length < at + 20)
            {
                layer.Text(" [invalid number of groups]"u8);
                return;
            }
            byte kind = layer.U8();
            layer.Skip(1);
            ushort sources = layer.U16();
            var group = layer.Ip6();
            layer.Text($" [gaddr {layer.Host(group)}");
            if (KindName(kind) is { } name) layer.Text($" {name}");
            else layer.Text($"  [v2-report-#{kind}]");
            at += 20;
            if (length < at + sources * 16)
            {
                layer.Text($" [invalid number of sources {sources}]");
                return;
            }
            if (layer.Verbosity == 1)
            {
                layer.Text($", {sources} source(s)");
                layer.Skip(sources * 16);
            }
            else
            {
                Sources(ref layer, sources);
            }
            at += sources * 16;
            layer.Text("]"u8);
        }
    }

    private static void Sources(ref Layer layer, int count)
    {
        layer.Text(" {"u8);
        for (int i = 0; i < count && !layer.Truncated; i++)
        {
            var source = layer.Ip6();
            layer.Text($" {layer.Host(source)}");
        }
        layer.Text(" }"u8);
    }

    private static string? KindName(byte kind) => kind switch
    {
        1 => "is_in",
        2 => "is_ex",
        3 => "to_in",
        4 => "to_ex",
        5 => "allow",
        6 => "block",
        _ => null,
    };
}
