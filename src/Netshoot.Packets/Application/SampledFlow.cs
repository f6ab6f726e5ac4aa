namespace Netshoot.Packets.Application;

/// <summary>Samples of flows and counters of switches (sFlow version 5).</summary>
[Dissects(Select.UdpPort, 6343)]
public readonly struct SampledFlow : IDissector
{
    public static string Name => "sflow";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        uint version = layer.U32();
        if (layer.Truncated) return Next.Done;
        if (version != 5)
        {
            layer.Text($"sFlow version {version} packet not supported");
            return Next.Done;
        }
        layer.Text($"sFlowv{version}");
        if (length < 28)
        {
            layer.Text($" [length {length} < 28]");
            return layer.Invalid();
        }
        uint family = layer.U32();
        if (family == 2 && length < 40)
        {
            layer.Text($" [length {length} < 40]");
            return layer.Invalid();
        }
        if (family is not (1 or 2))
        {
            layer.Text($", unknown address type {family}");
            return layer.Invalid();
        }
        var agent = family == 1 ? layer.Ip4() : layer.Ip6();
        uint id = layer.U32(), sequence = layer.U32(), uptime = layer.U32(), samples = layer.U32();
        layer.Text($", IPv{(family == 1 ? 4 : 6)} agent {layer.Host(agent)}, agent-id {id}");
        if (layer.Verbosity > 0) layer.Text($", seqnum {sequence}, uptime {uptime}, samples {samples}");
        layer.Text($", length {length}");
        if (layer.Verbosity == 0) return Next.Done;
        for (; samples > 0 && layer.Left > 0 && !layer.Truncated; samples--)
        {
            uint kind = layer.U32(), size = layer.U32();
            uint format = kind & 0xfff;
            layer.Text($"\n\t{SampleName(format)} ({format}), length {size},");
            if (size == 0 || layer.Left < size) return layer.Truncated ? Next.Done : layer.Trunc();
            int end = layer.Position + (int)size;
            bool good = format switch
            {
                1 => Flow(ref layer, end, expanded: false),
                2 => Counter(ref layer, end, expanded: false),
                3 => Flow(ref layer, end, expanded: true),
                4 => Counter(ref layer, end, expanded: true),
                _ => Unknown(ref layer, (int)size),
            };
            if (!good) return layer.Truncated ? Next.Done : layer.Trunc();
            if (layer.Truncated) return Next.Done;
            layer.Back(Math.Max(0, layer.Position - end));
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
        return Next.Done;
    }

    private static bool Unknown(ref Layer layer, int size)
    {
        if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t    "u8);
        return true;
    }

    private static bool Counter(ref Layer layer, int end, bool expanded)
    {
        if (end - layer.Position < (expanded ? 16 : 12)) return false;
        uint sequence = layer.U32(), source = layer.U32(), index = expanded ? layer.U32() : source & 0xff_ffff, records = layer.U32();
        layer.Text($" seqnum {sequence}, type {(expanded ? source : source >> 24)}, idx {index}, records {records}");
        for (; records > 0 && layer.Position < end && !layer.Truncated; records--)
        {
            if (!Record(ref layer, end, CounterName, out uint enterprise, out uint format, out int size)) return false;
            int after = layer.Position + size;
            if (enterprise == 0 && format == 1) SampledCounters.Generic(ref layer);
            else if (enterprise == 0 && format == 2) SampledCounters.Ethernet(ref layer);
            else if (enterprise == 0 && format == 5) SampledCounters.Vlan(ref layer);
            else if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t"u8);
            layer.Back(Math.Max(0, layer.Position - after));
            if (layer.Position < after) layer.Skip(after - layer.Position);
        }
        return true;
    }

    private static bool Flow(ref Layer layer, int end, bool expanded)
    {
        if (end - layer.Position < (expanded ? 44 : 32)) return false;
        uint sequence = layer.U32(), source = layer.U32(), index = expanded ? layer.U32() : source & 0xff_ffff;
        uint rate = layer.U32(), pool = layer.U32(), drops = layer.U32();
        if (expanded) layer.Skip(4);
        uint input = layer.U32();
        if (expanded) layer.Skip(4);
        uint output = layer.U32(), records = layer.U32();
        layer.Text($" seqnum {sequence}, type {(expanded ? source : source >> 24)}, idx {index}, rate {rate}, pool {pool}, drops {drops}, input {input} output {output} records {records}");
        for (; records > 0 && layer.Position < end && !layer.Truncated; records--)
        {
            if (!Record(ref layer, end, FlowName, out uint enterprise, out uint format, out int size)) return false;
            int after = layer.Position + size;
            if (enterprise == 0 && format == 1)
            {
                if (size < 16) return false;
                uint protocol = layer.U32(), whole = layer.U32(), stripped = layer.U32(), header = layer.U32();
                layer.Text($"\n\t      protocol {(protocol == 1 ? "Ethernet" : "Unknown")} ({protocol}), length {whole}, stripped bytes {stripped}, header_size {header}");
                if (header > size - 16) return false;
                layer.Text("\n\t      "u8);
                if (protocol == 1) layer.Inner(Next.LinkType(1), layer.Rest[..(int)Math.Min(header, (uint)layer.Captured)], (int)header);
            }
            else if (layer.Verbosity <= 1)
            {
                layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n\t\t"u8);
            }
            layer.Back(Math.Max(0, layer.Position - after));
            if (layer.Position < after) layer.Skip(after - layer.Position);
        }
        return true;
    }

    private static bool Record(ref Layer layer, int end, Func<uint, string> name, out uint enterprise, out uint format, out int size)
    {
        enterprise = format = 0;
        size = 0;
        if (end - layer.Position < 8) return false;
        uint word = layer.U32(), length = layer.U32();
        enterprise = word >> 12;
        format = word & 0xfff;
        layer.Text($"\n\t    enterprise {enterprise}, {(enterprise == 0 ? name(format) : "Unknown")} ({format}) length {length}");
        if (length > end - layer.Position) return false;
        size = (int)length;
        return !layer.Truncated;
    }

    private static string SampleName(uint format) => format switch
    {
        1 => "flow sample",
        2 => "counter sample",
        3 => "expanded flow sample",
        4 => "expanded counter sample",
        _ => "Unknown",
    };

    private static string CounterName(uint format) => format switch
    {
        1 => "Generic counter",
        2 => "Ethernet counter",
        3 => "Token ring counter",
        4 => "100 BASE-VG counter",
        5 => "Vlan counter",
        1001 => "Processor counter",
        _ => "Unknown",
    };

    private static string FlowName(uint format) => format switch
    {
        1 => "Raw packet",
        2 => "Ethernet frame",
        3 => "IPv4 Data",
        4 => "IPv6 data",
        1001 => "Extended switch data",
        1002 => "Extended router data",
        1003 => "Extended gateway data",
        1004 => "Extended user data",
        1005 => "Extended URL data",
        1006 => "Extended MPLS data",
        1007 => "Extended NAT data",
        1008 => "Extended MPLS tunnel",
        1009 => "Extended MPLS VC",
        1010 => "Extended MPLS FEC",
        1011 => "Extended MPLS LVP FEC",
        1012 => "Extended VLAN tunnel",
        _ => "Unknown",
    };
}
