using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Internet group management (RFC 1112, RFC 2236, RFC 3376), and DVMRP, PIMv1 and mtrace beside it.</summary>
[Dissects(Select.IpProtocol, 2)]
public readonly struct Igmp : IDissector
{
    public static string Name => "igmp";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Flow.IpVersion != 4) return IpProtocols.Requires(ref layer, "IGMP", 4);
        int length = layer.Length;
        if (layer.Quiet)
        {
            layer.Text("igmp"u8);
            return Next.Done;
        }
        byte type = layer.PeekU8(), code = layer.PeekU8(1);
        if (!layer.Has(1)) layer.EndEarly();
        layer.Field("type", type);
        switch (type)
        {
            case 0x11:
                layer.Text("igmp query"u8);
                if (length >= 12)
                {
                    Query3(ref layer, length);
                }
                else
                {
                    if (!layer.Has(2)) layer.EndEarly();
                    if (code != 0)
                    {
                        layer.Text(" v2"u8);
                        if (code != 100) layer.Text($" [max resp time {code}]");
                    }
                    else
                    {
                        layer.Text(" v1"u8);
                    }
                    layer.Skip(4);
                    var group = layer.Ip4();
                    if (!group.IsAny) layer.Text($" [gaddr {layer.Host(group)}]");
                    if (length != 8) layer.Text($" [len {length}]");
                }
                break;
            case 0x12 or 0x16 or 0x17:
                layer.Skip(4);
                var reported = layer.Ip4();
                layer.Text($"igmp {(type == 0x12 ? "v1 report" : type == 0x16 ? "v2 report" : "leave")} {layer.Host(reported)}");
                if (length != 8) layer.Text($" [len {length}]");
                break;
            case 0x22:
                layer.Text("igmp v3 report"u8);
                Report3(ref layer, length);
                break;
            case 0x13:
                layer.Text("igmp dvmrp"u8);
                if (length < 8) layer.Text($" [len {length}]");
                else Dvmrp.Print(ref layer);
                break;
            case 0x14:
                layer.Text("igmp pimv1"u8);
                layer.Inner(new Next(Select.IgmpType, 0x14), layer.Rest, length);
                break;
            case 0x1f or 0x1e:
                Trace(ref layer, type, length);
                break;
            default:
                layer.Text($"igmp-{type}");
                break;
        }
        if (layer.Truncated) return Next.Done;
        if (layer.Verbosity > 0 && layer.Bytes.Length >= length && !layer.Options.SkipChecksums && length >= 4)
        {
            ushort sum = InternetChecksum.Of(layer.Bytes[..length]);
            if (sum != 0) layer.Text($" bad igmp cksum {new WireReader(layer.Bytes[2..]).U16():x}!");
        }
        return Next.Done;
    }

    private static void Query3(ref Layer layer, int length)
    {
        layer.Text(" v3"u8);
        // "Minus 12" is what the sources have.
        if (length < 12 || length % 4 != 0)
        {
            layer.Text($" [invalid len {length}]");
            return;
        }
        layer.Skip(1);
        byte code = layer.U8();
        int tenths = code < 128 ? code : (code & 0x0f | 0x10) << ((code >> 4 & 7) + 3);
        if (code != 100)
        {
            layer.Text(" [max resp time "u8);
            if (tenths < 600) layer.Text($"{tenths / 10}.{tenths % 10}s");
            else if (layer.Line is { } line) RelativeTime.Append(line, (uint)(tenths / 10));
            layer.Text("]"u8);
        }
        layer.Skip(2);
        var group = layer.Ip4();
        byte flags = layer.U8();
        if ((flags & 0x08) != 0) layer.Text(" sflag"u8);
        layer.Skip(1);
        ushort sources = layer.U16();
        if (group.IsAny)
        {
            if (sources == 0) return;
            layer.Text($" [gaddr {layer.Host(group)}");
        }
        else
        {
            layer.Text($" [gaddr {layer.Host(group)}");
        }
        if (sources > 0)
        {
            if (12 + sources * 4 > length) layer.Text($" [invalid number of sources {sources}]");
            else if (layer.Verbosity > 1) Sources(ref layer, sources);
            else layer.Text($", {sources} source(s)");
        }
        layer.Text("]"u8);
    }

    private static void Report3(ref Layer layer, int length)
    {
        layer.Skip(6);
        if (length < 16 || length % 4 != 0)
        {
            layer.Text($" [invalid len {length}]");
            return;
        }
        ushort groups = layer.U16();
        layer.Text($", {groups} group record(s)");
        if (layer.Verbosity == 0) return;
        int at = 8;
        for (int i = 0; i < groups && !layer.Truncated; i++)
        {
            if (length < at + 8)
            {
                layer.Text(" [invalid number of groups]"u8);
                return;
            }
            byte kind = layer.U8();
            layer.Skip(1);
            ushort sources = layer.U16();
            var group = layer.Ip4();
            layer.Text($" [gaddr {layer.Host(group)}");
            if (KindName(kind) is { } name) layer.Text($" {name}");
            else layer.Text($" [v3-report-#{kind}]");
            if (length < at + 8 + sources * 4)
            {
                layer.Text($" [invalid number of sources {sources}]");
                return;
            }
            if (layer.Verbosity > 1) Sources(ref layer, sources);
            else
            {
                layer.Text($", {sources} source(s)");
                layer.Skip(sources * 4);
            }
            layer.Text("]"u8);
            at += 8 + sources * 4;
        }
    }

    private static void Sources(ref Layer layer, int count)
    {
        layer.Text(" {"u8);
        for (int i = 0; i < count && !layer.Truncated; i++)
        {
            var source = layer.Ip4();
            layer.Text($" {layer.Host(source)}");
        }
        layer.Text(" }"u8);
    }

    private static void Trace(ref Layer layer, byte type, int length)
    {
        if (length < 24)
        {
            layer.Text($" [invalid len {length}]");
            return;
        }
        layer.Skip(8);
        var source = layer.Ip4();
        var destination = layer.Ip4();
        var reply = layer.Ip4();
        // The time to live of the answer, then the query's number.
        layer.Skip(1);
        uint id = layer.U24();
        layer.Text($"{(type == 0x1e ? "mresp" : "mtrace")} {id}: {layer.Host(source)} to {layer.Host(destination)} reply-to {layer.Host(reply)}");
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
