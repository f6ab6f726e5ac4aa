using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Hierarchical token buckets (tc-htb(8)): <c>TCA_HTB_*</c>, <c>struct tc_htb_glob</c>, <c>tc_htb_opt</c> and <c>tc_htb_xstats</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class HtbKind
{
    private const ushort Parameters = 1, Initial = 2, CeilTable = 3, RateTable = 4, DirectQueueLength = 5, Rate64 = 6, Ceil64 = 7, Offload = 9;
    private const uint ProtocolVersion = 3;
    private const uint DefaultLargest = 1600;

    private const string Usage = """
        Usage: ... qdisc add ... htb [default N] [r2q N]
                              [direct_qlen P] [offload]
         default  minor id of class to which unclassified packets are sent {0}
         r2q      DRR quantums are computed as rate in Bps/r2q {10}
         debug    string of 16 numbers each 0-3 {0}

         direct_qlen  Limit of the direct queue {in packets}
         offload  enable hardware offload
        ... class add ... htb rate R1 [burst B1] [mpu B] [overhead O]
                              [prio P] [slot S] [pslot PS]
                              [ceil R2] [cburst B2] [mtu MTU] [quantum Q]
         rate     rate allocated to this class (class can still borrow)
         burst    max bytes burst which can be accumulated during idle period {computed}
         mpu      minimum packet size used in rate computations
         overhead per-packet size overhead used in rate computations
         linklay  adapting to a linklayer e.g. atm
         ceil     definite upper class rate (no borrows) {rate}
         cburst   burst but for ceil {computed}
         mtu      max packet size we create rate map for {1600}
         prio     priority of leaf; lower are served first {0}
         quantum  how much bytes to serve from leaf at once {use r2q}

        TC HTB version 3.3

        """;

    /// <summary>The qdisc's options, or those of a class.</summary>
    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var attributes = options.Nested;
        if (attributes.Find(Parameters) is { Exists: true } parameters) WriteClass(context, attributes, parameters.Reader);
        var to = context.To;
        if (attributes.Find(Initial) is { Exists: true } initial)
        {
            var reader = initial.Reader;
            uint version = reader.U32(), quantum = reader.U32(), minor = reader.U32();
            reader.Skip(4);
            uint direct = reader.U32();
            if (reader.Truncated) return;
            to.Field("r2q", quantum, $"r2q {quantum} ");
            string name = LinkRow.Hexadecimal(minor);
            to.Field("default", name, $"default {name} ");
            to.Field("direct_packets_stat", direct, $"direct_packets_stat {direct} ");
            if (context.HasDetails)
            {
                string text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{version >> 16}.{version & 0xffff}");
                to.Field("ver", text, $"ver {text} ");
            }
        }
        if (attributes.Find(DirectQueueLength) is { Exists: true } length) to.Field("direct_qlen", length.U32, $"direct_qlen {length.U32}");
        if (attributes.Find(Offload).Exists) to.Flag("offload", $" offload");
    }

    public static void WriteStatistics(TcContext context, NetlinkAttribute statistics)
    {
        var reader = statistics.Reader;
        uint lent = reader.U32(), borrowed = reader.U32(), giants = reader.U32();
        int tokens = reader.I32(), ceilTokens = reader.I32();
        if (reader.Truncated) return;
        context.To.Text($" lended: {lent} borrowed: {borrowed} giants: {giants}\n tokens: {tokens} ctokens: {ceilTokens}\n");
    }

    public static void Parse(IpWords words, NetlinkRequest request)
    {
        uint minor = 0, quantum = 10;
        uint? length = null;
        bool offload = false;
        for (; words.More; words.Advance())
        {
            if (words.Matches("default")) minor = TcNumber.TryHex(words.Next(), uint.MaxValue, out uint value) ? value : throw Illegal("default");
            else if (words.Matches("r2q")) quantum = IpWords.TryNumber(words.Next(), out uint value) ? value : throw Illegal("r2q");
            else if (words.Is("direct_qlen")) length = IpWords.TryNumber(words.Next(), out uint value) ? value : throw Illegal("direct_qlen");
            else if (words.Is("debug")) words.Next();
            else if (words.Is("offload")) offload = true;
            else throw KindOptions.Unknown(words.Current, Usage);
        }
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true), initial = request.Begin(Initial);
        request.U32(ProtocolVersion).U32(quantum).U32(minor).U32(0).U32(0).End(initial);
        if (length is { } packets) request.Attribute(DirectQueueLength, packets);
        if (offload) request.Flag(Offload);
        request.End(nest);
    }

    public static void ParseClass(TcContext context, IpWords words, NetlinkRequest request, string? device)
    {
        ulong rate = 0, ceil = 0;
        uint burst = 0, ceilBurst = 0, mtu = DefaultLargest, quantum = 0, priority = 0;
        ushort minimum = 0, overhead = 0;
        byte layer = RateSpecification.Ethernet;
        int cellLog = -1, ceilCellLog = -1;
        for (; words.More; words.Advance())
        {
            if (words.Matches("prio"))
            {
                priority = IpWords.TryNumber(words.Next(), out uint value) ? value : throw Illegal("prio");
            }
            else if (words.Matches("mtu"))
            {
                mtu = IpWords.TryNumber(words.Next(), out uint value) ? value : throw Illegal("mtu");
            }
            else if (words.Matches("mpu"))
            {
                minimum = IpWords.TryNumber(words.Next(), out uint value) && value <= ushort.MaxValue ? (ushort)value : throw Illegal("mpu");
            }
            else if (words.Matches("overhead"))
            {
                overhead = IpWords.TryNumber(words.Next(), out uint value) && value <= ushort.MaxValue ? (ushort)value : throw Illegal("overhead");
            }
            else if (words.Matches("linklayer"))
            {
                layer = KindOptions.LinkLayer(words.Next()) ?? throw Illegal("linklayer");
            }
            else if (words.Matches("quantum"))
            {
                quantum = IpWords.TryNumber(words.Next(), out uint value) ? value : throw Illegal("quantum");
            }
            else if (words.Matches("burst") || words.Is("buffer") || words.Is("maxburst"))
            {
                burst = TcNumber.TrySizeAndCell(words.Next(), out uint value, ref cellLog) ? value : throw Illegal("burst");
            }
            else if (words.Matches("cburst") || words.Is("cbuffer") || words.Is("cmaxburst"))
            {
                ceilBurst = TcNumber.TrySizeAndCell(words.Next(), out uint value, ref ceilCellLog) ? value : throw Illegal("cburst");
            }
            else if (words.Is("ceil"))
            {
                if (ceil > 0) throw Twice("ceil");
                ceil = context.TryRate(words.Next(), device, out ulong value) ? value : throw Illegal("ceil");
            }
            else if (words.Is("rate"))
            {
                if (rate > 0) throw Twice("rate");
                rate = context.TryRate(words.Next(), device, out ulong value) ? value : throw Illegal("rate");
            }
            else if (words.Is("help"))
            {
                throw KindOptions.Usage(Usage);
            }
            else
            {
                throw KindOptions.Unknown(words.Current, Usage);
            }
        }
        if (rate == 0) throw new IpFailure("\"rate\" is required.\n", IpFailure.Missing);
        if (ceil == 0) ceil = rate;
        // The clock of modern kernels ticks faster than a packet takes to pass, and the burst that is needed is a packet.
        if (burst == 0) burst = mtu;
        if (ceilBurst == 0) ceilBurst = mtu;
        byte[] rateTable = PacketClock.NewTable(), ceilTable = PacketClock.NewTable();
        var rateSpecification = context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(rate)), rate, cellLog, mtu, rateTable);
        var ceilSpecification = context.Clock.Fill(new(0, layer, overhead, 0, minimum, KindOptions.Narrow(ceil)), ceil, ceilCellLog, mtu, ceilTable);
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        if (rate > uint.MaxValue) request.Attribute(Rate64, rate);
        if (ceil > uint.MaxValue) request.Attribute(Ceil64, ceil);
        int parameters = request.Begin(Parameters);
        rateSpecification.Write(request);
        ceilSpecification.Write(request);
        request.U32(context.Clock.TicksOf(rate, burst)).U32(context.Clock.TicksOf(ceil, ceilBurst)).U32(quantum).U32(0).U32(priority).End(parameters);
        request.Attribute(RateTable, rateTable).Attribute(CeilTable, ceilTable).End(nest);
    }

    private static void WriteClass(TcContext context, NetlinkAttributes attributes, NetlinkReader reader)
    {
        var rate = RateSpecification.Read(ref reader);
        var ceil = RateSpecification.Read(ref reader);
        uint buffer = reader.U32(), ceilBuffer = reader.U32(), quantum = reader.U32(), level = reader.U32(), priority = reader.U32();
        if (reader.Truncated) return;
        var to = context.To;
        if (level == 0)
        {
            to.Text($"prio {priority} ");
            if (context.HasDetails) to.Text($"quantum {quantum} ");
        }
        ulong bytes = attributes.Find(Rate64) is { Exists: true } wide ? wide.U64 : rate.Rate, ceilBytes = attributes.Find(Ceil64) is { Exists: true } wideCeil ? wideCeil.U64 : ceil.Rate;
        to.Text($"rate {context.Rate(bytes)} ");
        if (rate.Overhead > 0) to.Text($"overhead {(short)rate.Overhead} ");
        to.Text($"ceil {context.Rate(ceilBytes)} ");
        if (rate.LinkLayer == RateSpecification.Atm || context.HasDetails) to.Text($"linklayer {TcText.LinkLayer(rate.LinkLayer)} ");
        WriteBucket(context, "burst", context.Clock.SizeOf(bytes, buffer), rate);
        WriteBucket(context, "cburst", context.Clock.SizeOf(ceilBytes, ceilBuffer), ceil);
        if (context.HasDetails) to.Text($"level {level} ");
        if (context.Options.Raw) to.Text($"buffer [{buffer:x8}] cbuffer [{ceilBuffer:x8}] ");
    }

    private static void WriteBucket(TcContext context, string name, uint size, RateSpecification rate)
    {
        if (context.HasDetails) context.To.Text($"{name} {TcText.Size(size)}/{1 << (rate.CellLog & 31)} mpu {TcText.Size(rate.MinimumUnit)} ");
        else context.To.Text($"{name} {TcText.Size(size)} ");
    }

    private static IpFailure Illegal(string option) => new($"Illegal \"{option}\"\n{Usage}", IpFailure.Missing);

    private static IpFailure Twice(string option) => new($"Double \"{option}\" spec\n", IpFailure.Missing);
}
