using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Pim;

/// <summary>Protocol independent multicast, version 1, in IGMP messages of type 0x14 (draft-ietf-idmr-pim-spec).</summary>
[Dissects(Select.IgmpType, 0x14)]
public readonly struct PimVersion1 : IDissector
{
    public static string Name => "pimv1";

    public static Next Dissect(ref Layer layer)
    {
        layer.Back(layer.Position);
        layer.Skip(1);
        byte type = layer.U8();
        bool verbose = layer.Verbosity > 0;
        layer.Text($" {TypeName(type)}");
        if (TypeName(type) is null) layer.Text($"[type {type}]");
        if (!layer.Has(3) && TypeName(type) is null) layer.EndEarly();
        byte version = (byte)(layer.PeekU8(2) >> 4);
        switch (type)
        {
            case 0:
                layer.Skip(6);
                byte mode = (byte)(layer.U8() >> 4);
                layer.Text($" {mode switch { 0 => "Dense-mode", 1 => "Sparse-mode", 2 => "Sparse-Dense-mode", _ => "mode-" }}");
                if (mode > 2) layer.Text($"{mode}");
                if (!verbose) break;
                layer.Text(" (Hold-time "u8);
                layer.Skip(1);
                Hold(ref layer);
                layer.Text(")"u8);
                break;
            case 1:
                layer.Skip(18);
                var from = layer.Ip4();
                var to = layer.Ip4();
                layer.Text($" for {layer.Host(from)} > {layer.Host(to)}");
                break;
            case 2:
                layer.Skip(6);
                var group = layer.Ip4();
                var source = layer.Ip4();
                layer.Text($" for {layer.Host(group)} > {layer.Host(source)}");
                break;
            case 4:
                if (!verbose) break;
                layer.Skip(6);
                group = layer.Ip4();
                layer.Text($" group {layer.Host(group)}");
                Mask(ref layer);
                var point = layer.Ip4();
                layer.Text($" RP {layer.Host(point)} hold ");
                layer.Skip(2);
                Hold(ref layer);
                break;
            case 5:
                layer.Skip(6);
                var address = layer.Ip4();
                var mask = layer.Ip4();
                var asserted = layer.Ip4();
                layer.Text($" for {layer.Host(asserted)} > {layer.Host(address)}");
                if (mask.Value4 != uint.MaxValue) layer.Text($"/{layer.Host(mask)}");
                uint preference = layer.U32(), metric = layer.U32();
                layer.Text($" {((preference & 0x8000_0000) != 0 ? "RP-tree" : "SPT")} pref {preference & 0x7fff_ffff} metric {metric}");
                break;
            case 3 or 6 or 7:
                if (!verbose) break;
                layer.Skip(6);
                JoinPrune(ref layer);
                break;
        }
        if (version != 1) layer.Text($" [v{version}]");
        return Next.Done;
    }

    private static void Hold(ref Layer layer)
    {
        ushort seconds = layer.U16();
        if (layer.Line is { } line) RelativeTime.Append(line, (uint)seconds);
    }

    private static void Mask(ref Layer layer)
    {
        var mask = layer.Ip4();
        if (mask.Value4 != uint.MaxValue) layer.Text($"/{layer.Host(mask)}");
    }

    private static void JoinPrune(ref Layer layer)
    {
        // One group with one source is said in a line.
        bool single = layer.PeekU8(11) == 1 && layer.PeekU16(20) + layer.PeekU16(22) == 1;
        bool many = layer.Verbosity > 1 && !single;
        var upstream = layer.Ip4();
        if (single) layer.Text($" RPF {layer.Host(upstream)}");
        else layer.Text($"{(many ? "\n" : "")} Upstream Nbr: {layer.Host(upstream)}");
        layer.Skip(2);
        layer.Text(single ? " Hold "u8 : many ? "\n Hold time: "u8 : " Hold time: "u8);
        Hold(ref layer);
        if (!single && !many) return;
        layer.Skip(3);
        byte groups = layer.U8();
        for (; groups > 0 && !layer.Truncated; groups--)
        {
            var group = layer.Ip4();
            var mask = layer.Ip4();
            ushort joined = layer.U16(), pruned = layer.U16();
            if (single)
            {
                var (flags, source) = Source(ref layer, out byte bits);
                layer.Text($"{(joined == 1 ? "Join" : "Prune")} ({layer.Host(source)}/{bits}, {layer.Host(group)}");
                if (mask.Value4 != uint.MaxValue) layer.Text($"/{layer.Host(mask)}");
                layer.Text($") {Sparse(flags)} {Tree(flags)}");
                return;
            }
            layer.Text($"\n\tGroup: {layer.Host(group)}");
            if (mask.Value4 != uint.MaxValue) layer.Text($"/{layer.Host(mask)}");
            layer.Text($" joined: {joined} pruned: {pruned}");
            for (int i = 0; i < joined + pruned && !layer.Truncated; i++)
            {
                var (flags, source) = Source(ref layer, out byte bits);
                layer.Text($"\n\t{(i < joined ? "Join " : "Prune")}{((flags & 1) != 0 ? " Sparse" : " Dense")} {Tree(flags)} {layer.Host(source)}/{bits}");
            }
        }
    }

    private static (byte Flags, InternetAddress Source) Source(ref Layer layer, out byte bits)
    {
        byte flags = layer.U8();
        bits = (byte)(layer.U8() & 0x3f);
        return (flags, layer.Ip4());
    }

    private static string Sparse(byte flags) => (flags & 1) != 0 ? "Sparse" : "Dense";

    private static string Tree(byte flags) => (flags & 4) != 0 ? "WC" : (flags & 2) != 0 ? "RP" : "SPT";

    private static string? TypeName(byte type) => type switch
    {
        0 => "Query",
        1 => "Register",
        2 => "Register-Stop",
        3 => "Join/Prune",
        4 => "RP-reachable",
        5 => "Assert",
        6 => "Graft",
        7 => "Graft-ACK",
        _ => null,
    };
}
