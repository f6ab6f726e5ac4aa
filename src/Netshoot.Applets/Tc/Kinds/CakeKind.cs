using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Common applications kept enhanced (tc-cake(8)) as it is shown: <c>TCA_CAKE_*</c> and <c>TCA_CAKE_STATS_*</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class CakeKind
{
    private static readonly string[] s_filters = ["no-ack-filter", "ack-filter", "ack-filter-aggressive"], s_filterStates = ["disabled", "enabled", "aggressive"];

    /// <summary><c>CAKE_DIFFSERV_*</c>.</summary>
    public static readonly string[] Services = ["diffserv3", "diffserv4", "diffserv8", "besteffort", "precedence"];

    /// <summary><c>CAKE_FLOW_*</c>.</summary>
    public static readonly string[] Flows = ["flowblind", "srchost", "dsthost", "hosts", "flows", "dual-srchost", "dual-dsthost", "triple-isolate"];

    /// <summary><c>CAKE_ATM_*</c>.</summary>
    public static readonly string[] Framings = ["noatm", "atm", "ptm"];

    /// <summary>A row of the table of what was counted: of each class of traffic a number.</summary>
    private readonly record struct TinRow(ushort Attribute, string Name, OptionForm Form = OptionForm.Number);

    private static readonly TinRow[] s_rows =
    [
        new(12, "thresh", OptionForm.Rate), new(13, "target", OptionForm.Time), new(14, "interval", OptionForm.Time), new(18, "pk_delay", OptionForm.Time), new(19, "av_delay", OptionForm.Time),
        new(20, "sp_delay", OptionForm.Time), new(11, "backlog", OptionForm.Size), new(2, "pkts"), new(3, "bytes"), new(15, "way_inds"), new(16, "way_miss"), new(17, "way_cols"), new(4, "drops"),
        new(8, "marks"), new(6, "ack_drop"), new(21, "sp_flows"), new(22, "bk_flows"), new(23, "un_flows"), new(24, "max_len"), new(25, "quantum"),
    ];

    // Programs get them in another order and by other names.
    private static readonly TinRow[] s_fields =
    [
        new(12, "threshold_rate"), new(3, "sent_bytes"), new(11, "backlog_bytes"), new(13, "target_us"), new(14, "interval_us"), new(18, "peak_delay_us"), new(19, "avg_delay_us"), new(20, "base_delay_us"),
        new(2, "sent_packets"), new(15, "way_indirect_hits"), new(16, "way_misses"), new(17, "way_collisions"), new(4, "drops"), new(8, "ecn_mark"), new(6, "ack_drops"), new(21, "sparse_flows"),
        new(22, "bulk_flows"), new(23, "unresponsive_flows"), new(24, "max_pkt_len"), new(25, "flow_quantum"),
    ];

    public static void Write(TcContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find((ushort)CakeAttribute.BaseRate) is { Exists: true } rate)
        {
            if (rate.U64 == 0) to.Field("bandwidth", "unlimited", $"bandwidth unlimited ");
            else to.Field("bandwidth", rate.U64, $"bandwidth {context.Rate(rate.U64)} ");
        }
        if (Number(attributes, CakeAttribute.Autorate) is > 0) to.Field("autorate", "autorate-ingress", $"autorate-ingress ");
        WriteName(context, attributes, CakeAttribute.Service, "diffserv", Services);
        WriteName(context, attributes, CakeAttribute.Flow, "flowmode", Flows);
        if (Number(attributes, CakeAttribute.Nat) is { } nat) to.Field("nat", nat != 0, $"{(nat != 0 ? "nat" : "nonat")} ");
        if (Number(attributes, CakeAttribute.Wash) is { } wash) to.Field("wash", wash != 0, $"{(wash != 0 ? "wash" : "nowash")} ");
        if (Number(attributes, CakeAttribute.Ingress) is { } ingress) to.Field("ingress", ingress != 0, $"{(ingress != 0 ? "ingress " : "")}");
        if (Number(attributes, CakeAttribute.AckFilter) is { } filter && filter < s_filters.Length) to.Field("ack-filter", s_filterStates[filter], $"{s_filters[filter]} ");
        if (Number(attributes, CakeAttribute.SplitGso) is { } split) to.Field("split_gso", split != 0, $"{(split != 0 ? "split-gso" : "no-split-gso")} ");
        if (Number(attributes, CakeAttribute.RoundTrip) is { } trip) to.Field("rtt", trip, $"rtt {TcText.Time(trip)} ");
        bool isRaw = attributes.Find((ushort)CakeAttribute.Raw).Exists;
        to.Field("raw", isRaw, $"{(isRaw ? "raw " : "")}");
        if (Number(attributes, CakeAttribute.Framing) is { } framing && framing < Framings.Length && !(isRaw && framing == 0)) to.Field("atm", Framings[framing], $"{Framings[framing]} ");
        if (Number(attributes, CakeAttribute.Overhead) is { } overhead) to.Field("overhead", (long)(int)overhead, $"overhead {(int)overhead} ");
        if (Number(attributes, CakeAttribute.SmallestUnit) is > 0 and var unit) to.Field("mpu", unit, $"mpu {unit} ");
        if (Number(attributes, CakeAttribute.Memory) is > 0 and var memory) to.Field("memlimit", memory, $"memlimit {TcText.Size(memory)} ");
        uint mark = Number(attributes, CakeAttribute.Mark) ?? 0;
        if (mark == 0) to.Field("fwmark", "0");
        else to.Field("fwmark", TcText.Invariant($"0x{mark:x}"), $"fwmark 0x{mark:x} ");
    }

    public static void WriteStatistics(TcContext context, NetlinkAttributes counted)
    {
        // TCA_CAKE_STATS_*
        const ushort Capacity = 2, MemoryLimit = 3, MemoryUsed = 4, Offset = 5, LeastLength = 6, MostLength = 7, LeastAdjusted = 8, MostAdjusted = 9, Tins = 10;
        var to = context.To;
        uint used = counted.Find(MemoryUsed).U32, limit = counted.Find(MemoryLimit).U32;
        ulong capacity = counted.Find(Capacity).U64;
        uint least = counted.Find(LeastLength).U32, most = counted.Find(MostLength).U32, leastAdjusted = counted.Find(LeastAdjusted).U32, mostAdjusted = counted.Find(MostAdjusted).U32;
        to.Field("memory_used", used, $" memory used: {TcText.Size(used)}");
        to.Field("memory_limit", limit, $" of {TcText.Size(limit)}{context.LineBreak}");
        to.Field("capacity_estimate", capacity, $" capacity estimate: {context.Rate(capacity)}{context.LineBreak}");
        to.Field("min_network_size", least, $" min/max network layer size: {least,12}");
        to.Field("max_network_size", most, $" / {most,7}{context.LineBreak}");
        to.Field("min_adj_size", leastAdjusted, $" min/max overhead-adjusted size: {leastAdjusted,8}");
        to.Field("max_adj_size", mostAdjusted, $" / {mostAdjusted,7}{context.LineBreak}");
        to.Field("avg_hdr_offset", counted.Find(Offset).U32, $" average network hdr offset: {counted.Find(Offset).U32,12}{context.LineBreak}{context.LineBreak}");
        var tins = counted.Find(Tins);
        if (!tins.Exists) return;
        int count = 0;
        to.OpenArray("tins");
        foreach (var tin in tins.Nested)
        {
            count++;
            to.OpenObject();
            foreach (var row in s_fields)
                if (tin.Nested.Find(row.Attribute) is { Exists: true } field) to.Field(row.Name, field.Number);
            to.CloseObject();
        }
        to.CloseArray();
        if (!to.IsText) return;
        to.Text($"          ");
        for (int i = 0; i < count; i++) to.Text($" {TinName(i, count),12}");
        to.Text($"{context.LineBreak}");
        foreach (var row in s_rows)
        {
            to.Text($"  {row.Name,-8}");
            foreach (var tin in tins.Nested)
            {
                ulong number = tin.Nested.Find(row.Attribute).Number;
                switch (row.Form)
                {
                    case OptionForm.Rate: to.Text($" {context.Rate(number),12}"); break;
                    case OptionForm.Time: to.Text($" {TcText.Time((uint)number),12}"); break;
                    case OptionForm.Size: to.Text($" {TcText.Size((uint)number),12}"); break;
                    default: to.Text($" {number,12}"); break;
                }
            }
            to.Text($"{context.LineBreak}");
        }
    }

    private static string TinName(int tin, int count) => count switch
    {
        3 => tin switch { 0 => "Bulk", 1 => "Best Effort", _ => "Voice" },
        4 => tin switch { 0 => "Bulk", 1 => "Best Effort", 2 => "Video", _ => "Voice" },
        _ => TcText.Invariant($"Tin {tin}"),
    };

    private static uint? Number(NetlinkAttributes attributes, CakeAttribute attribute) => attributes.Find((ushort)attribute) is { Exists: true } found ? found.U32 : null;

    private static void WriteName(TcContext context, NetlinkAttributes attributes, CakeAttribute attribute, string key, string[] names)
    {
        if (Number(attributes, attribute) is not { } number) return;
        string name = number < names.Length ? names[number] : "(?)";
        context.To.Field(key, name, $"{name} ");
    }
}

/// <summary><c>TCA_CAKE_*</c>.</summary>
internal enum CakeAttribute : ushort
{
    BaseRate = 2,
    Service = 3,
    Framing = 4,
    Flow = 5,
    Overhead = 6,
    RoundTrip = 7,
    Target = 8,
    Autorate = 9,
    Memory = 10,
    Nat = 11,
    Raw = 12,
    Wash = 13,
    SmallestUnit = 14,
    Ingress = 15,
    AckFilter = 16,
    SplitGso = 17,
    Mark = 18,
}
