using System.Numerics;
using Netshoot.Wire;

namespace Netshoot.Packets.Osi;

/// <summary>Who and what an intermediate system reaches (ISO 10589, RFC 1195, RFC 5305, RFC 5308).</summary>
internal static class IsIsReachability
{
    private const int MetricsSize = 4;

    public static void Old(ref Layer layer)
    {
        byte virtualFlag = layer.U8();
        if (virtualFlag <= 1) layer.Text(virtualFlag == 0 ? "\n\t      IsNotVirtual"u8 : "\n\t      IsVirtual"u8);
        else layer.Text($"\n\t      bogus virtual flag 0x{virtualFlag:x2}");
        while (layer.Left >= MetricsSize + Nsap.SystemIdSize + 1 && !layer.Truncated)
        {
            var metrics = layer.Take(MetricsSize);
            var neighbor = layer.Take(Nsap.SystemIdSize + 1);
            layer.Text("\n\t      IS Neighbor: "u8);
            layer.SystemId(neighbor);
            Metrics(ref layer, metrics);
        }
    }

    public static void EndSystems(ref Layer layer)
    {
        while (layer.Left >= MetricsSize + Nsap.SystemIdSize && !layer.Truncated)
        {
            var metrics = layer.Take(MetricsSize);
            var neighbor = layer.Take(Nsap.SystemIdSize);
            layer.Text("\n\t      ES Neighbor: "u8);
            layer.SystemId(neighbor);
            Metrics(ref layer, metrics);
        }
    }

    public static void Prefixes(ref Layer layer)
    {
        if (layer.Left < MetricsSize) return;
        var metrics = layer.Take(MetricsSize);
        layer.Text("\n\t      Metric Block"u8);
        Metrics(ref layer, metrics);
        while (layer.Left > 0 && !layer.Truncated)
        {
            byte digits = layer.U8();
            if (digits < 2) return;
            if (layer.Left < digits / 2) return;
            var prefix = layer.Take(digits / 2);
            layer.Text("\n\t\tAddress: "u8);
            layer.Address(prefix);
            layer.Text($"/{digits * 4}");
        }
    }

    private static void Metrics(ref Layer layer, ReadOnlySpan<byte> metrics)
    {
        if (metrics.IsEmpty) return;
        layer.Text($", Default Metric: {metrics[0] & 0x3f}, {Scope(metrics[0])}");
        if ((metrics[1] & 0x80) == 0) layer.Text($"\n\t\t  Delay Metric: {metrics[1] & 0x3f}, {Scope(metrics[1])}");
        if ((metrics[2] & 0x80) == 0) layer.Text($"\n\t\t  Expense Metric: {metrics[2] & 0x3f}, {Scope(metrics[2])}");
        if ((metrics[3] & 0x80) == 0) layer.Text($"\n\t\t  Error Metric: {metrics[3] & 0x3f}, {Scope(metrics[3])}");
    }

    private static string Scope(byte metric) => (metric & 0x40) != 0 ? "External" : "Internal";

    public static bool Networks(ref Layer layer)
    {
        while (layer.Left > 0)
        {
            if (layer.Left < 12)
            {
                layer.Text($"short IPv4 Reachability ({layer.Left} vs 12)");
                return false;
            }
            if (!layer.Has(12)) return false;
            var metrics = layer.Take(MetricsSize);
            var address = layer.Ip4();
            uint mask = layer.U32();
            int bits = BitOperations.PopCount(mask);
            if (bits == 0 ? mask == 0 : mask == uint.MaxValue << 32 - bits) layer.Text($"\n\t      IPv4 prefix: {layer.Host(address),15}/{bits}");
            else layer.Text($"\n\t      IPv4 prefix: {layer.Host(address)} mask {layer.Host(InternetAddress.From4(mask))}");
            layer.Text($", Distribution: {((metrics[0] & 0x80) != 0 ? "down" : "up")}, Metric: {metrics[0] & 0x3f}, {Scope(metrics[0])}");
            if ((metrics[1] & 0x80) == 0) layer.Text($"\n\t        Delay Metric: {metrics[1] & 0x3f}, {Scope(metrics[1])}");
            if ((metrics[2] & 0x80) == 0) layer.Text($"\n\t        Expense Metric: {metrics[2] & 0x3f}, {Scope(metrics[2])}");
            if ((metrics[3] & 0x80) == 0) layer.Text($"\n\t        Error Metric: {metrics[3] & 0x3f}, {Scope(metrics[3])}");
        }
        return true;
    }

    /// <summary>Neighbors with wide metrics and their parts; an alias has no metric.</summary>
    public static void Systems(ref Layer layer, bool alias)
    {
        int header = Nsap.SystemIdSize + 1 + (alias ? 0 : 3) + 1;
        while (layer.Left >= header && !layer.Truncated)
        {
            int before = layer.Left;
            var neighbor = layer.Take(Nsap.SystemIdSize + 1);
            layer.Text("\n\t      IS Neighbor: "u8);
            layer.SystemId(neighbor);
            if (!alias) layer.Text($", Metric: {layer.U24()}");
            int parts = layer.U8();
            layer.Text($", {(parts == 0 ? "no " : "")}sub-TLVs present");
            if (parts > 0)
            {
                layer.Text($" ({parts})");
                if (!Parts(ref layer, parts, link: true)) return;
            }
            if (layer.Truncated) return;
            if (header + parts <= before) continue;
            layer.Text($" [remaining tlv length {before} < {header + parts}]");
            layer.Invalid();
            return;
        }
    }

    public static void Extended(ref Layer layer, bool six)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            int before = layer.Left;
            uint metric = layer.U32();
            byte status = layer.U8();
            int header = 5, bits = status & 0x3f;
            if (six)
            {
                bits = layer.U8();
                header = 6;
            }
            if (layer.Truncated) return;
            if (bits > (six ? 128 : 32))
            {
                layer.Text($"\n\t      IPv{(six ? "6" : "4")} prefix: bad bit length {bits}");
                layer.Trunc();
                return;
            }
            int bytes = (bits + 7) / 8;
            header += bytes;
            var prefix = layer.Take(bytes);
            if (layer.Truncated) return;
            Span<byte> full = stackalloc byte[16];
            full.Clear();
            prefix.CopyTo(full);
            var address = InternetAddress.FromBytes(full[..(six ? 16 : 4)]);
            if (six) layer.Text($"\n\t      IPv6 prefix: {layer.Host(address)}/{bits}");
            else layer.Text($"\n\t      IPv4 prefix: {layer.Host(address),15}/{bits}");
            layer.Text($", Distribution: {((status & 0x80) != 0 ? "down" : "up")}, Metric: {metric}");
            if (six && (status & 0x40) != 0) layer.Text(", External"u8);
            else if (six) layer.Text(", Internal"u8);
            if ((six ? status & 0x20 : status & 0x40) != 0)
            {
                int parts = layer.U8();
                header += 1 + parts;
                if (parts == 0) layer.Text(" (invalid)"u8);
                layer.Text($", sub-TLVs present ({parts})");
                if (!Parts(ref layer, parts, link: false)) return;
            }
            if (layer.Truncated) return;
            if (header <= before) continue;
            layer.Text($" [remaining tlv length {before} < {header}]");
            layer.Invalid();
            return;
        }
    }

    /// <returns>False when what follows the parts cannot be found.</returns>
    private static bool Parts(ref Layer layer, int size, bool link)
    {
        int end = layer.Position + size;
        while (layer.Position < end && !layer.Truncated)
        {
            if (layer.Left < 2)
            {
                layer.Text("\n\t        Remaining data in TLV shorter than a subTLV header"u8);
                return false;
            }
            byte kind = layer.U8(), length = layer.U8();
            if (layer.Truncated) return false;
            layer.Text($"\n\t        {(link ? IsIsElements.LinkPartName(kind) : IsIsElements.PrefixPartName(kind))} subTLV #{kind}, length: {length}");
            int left = end - layer.Position;
            if (length > left)
            {
                layer.Text(" (remaining data in subTLVs shorter than the current subTLV)"u8);
                layer.Skip(Math.Max(0, left));
                return true;
            }
            if (length > layer.Left)
            {
                layer.Text(" (remaining data in TLV shorter than the current subTLV)"u8);
                layer.Skip(left);
                return true;
            }
            int start = layer.Position;
            if (link) IsIsLinkPart.Print(ref layer, kind, length);
            else Prefix(ref layer, kind, length);
            if (layer.Truncated) return false;
            if (layer.Position < start + length) layer.Skip(start + length - layer.Position);
        }
        return !layer.Truncated;
    }

    private static void Prefix(ref Layer layer, byte kind, int size)
    {
        switch (kind)
        {
            case 1 or 117:
                for (; size >= 4 && !layer.Truncated; size -= 4)
                {
                    uint tag = layer.U32();
                    layer.Text($", 0x{tag:x8} (={tag})");
                }
                break;
            case 2:
                for (; size >= 8 && !layer.Truncated; size -= 8)
                {
                    ulong tag = layer.U64();
                    layer.Text($", 0x{tag:x16}");
                }
                break;
            case 3 when size >= 5:
                byte flags = layer.U8(), algorithm = layer.U8();
                layer.Text(", Flags ["u8);
                layer.Bits(flags, SegmentFlag, "None");
                layer.Text($"], Algo {algorithm switch { 0 => "SPF", 1 => "strict-SPF", _ => "Unknown" }} ({algorithm}), ");
                if ((flags & 0x08) != 0) layer.Text($"label {layer.U24()}");
                else layer.Text($"index {layer.U32()}");
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t    "u8);
                break;
        }
    }

    private static string? SegmentFlag(uint bit) => bit switch
    {
        0x80 => "Readvertisement",
        0x40 => "Node",
        0x20 => "no-PHP",
        0x10 => "Explicit NULL",
        0x08 => "Value",
        0x04 => "Local",
        _ => null,
    };
}
