using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Which kind's options of classes are written and read where (tc-htb(8), tc-hfsc(8), tc-drr(8)).</summary>
internal static class ClassKinds
{
    // Qdiscs with classes that this tool does not make.
    private static readonly string[] s_unsupported = ["cbq", "dsmark", "atm"];

    public static void Write(TcContext context, string kind, NetlinkAttribute options)
    {
        var to = context.To;
        var attributes = options.Nested;
        switch (kind)
        {
            case "htb": HtbKind.Write(context, options); break;
            case "hfsc": WriteCurves(context, attributes); break;
            case "drr": to.Text($"quantum {TcText.Size(attributes.Find(1).U32)} "); break;
            case "qfq": to.Text($"weight {attributes.Find(1).U32} maxpkt {attributes.Find(2).U32} "); break;
            case "ets":
                // TCA_ETS_QUANTA_BAND
                if (attributes.Find(4) is { Exists: true } quantum) to.Text($"quantum {quantum.U32} ");
                break;
        }
    }

    public static void Parse(TcContext context, IpWords words, string kind, NetlinkRequest request, string? device)
    {
        if (kind == "htb") HtbKind.ParseClass(context, words, request, device);
        else if (kind == "hfsc") HfscChange.ParseClass(context, words, request, device);
        else if (kind is "drr" or "qfq" or "ets") ParseShares(words, kind, request);
        else if (Array.IndexOf(s_unsupported, kind) >= 0) throw new IpFailure($"tc: making classes of the kind \"{kind}\" is not supported\n", IpFailure.Missing);
        else throw new IpFailure($"Error: Qdisc \"{kind}\" is classless.\n", IpFailure.Missing);
    }

    private static void ParseShares(IpWords words, string kind, NetlinkRequest request)
    {
        // TCA_DRR_QUANTUM; TCA_QFQ_WEIGHT and TCA_QFQ_LMAX; TCA_ETS_QUANTA_BAND
        string usage = kind switch { "drr" => "Usage: ... drr quantum SIZE\n", "qfq" => "Usage: ... qfq weight NUMBER maxpkt BYTES\n", _ => "Usage: ... ets [quantum Q1]\n" };
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (words.Is("help")) throw KindOptions.Usage(usage);
            if (kind == "qfq" && words.Is("weight")) request.Attribute(1, KindOptions.Number(words, "weight"));
            else if (kind == "qfq" && words.Is("maxpkt")) request.Attribute(2, KindOptions.Number(words, "maxpkt"));
            else if (kind != "qfq" && words.Is("quantum")) request.Attribute((ushort)(kind == "drr" ? 1 : 4), KindOptions.Size(words, "quantum"));
            else throw KindOptions.Unknown(words.Current, usage);
        }
        request.End(nest);
    }

    public static void WriteDeficit(TcContext context, NetlinkAttribute statistics) => context.To.Text($" deficit {TcText.Size(statistics.U32)} ");

    public static void WriteCurveStatistics(TcContext context, NetlinkAttribute statistics)
    {
        var to = context.To;
        var reader = statistics.Reader;
        ulong work = reader.U64(), realTime = reader.U64();
        uint period = reader.U32(), level = reader.U32();
        if (reader.Truncated) return;
        to.Text($" period {period} ");
        if (work > 0) to.Text($"work {work} bytes ");
        if (realTime > 0) to.Text($"rtwork {realTime} bytes ");
        to.Text($"level {level} \n");
    }

    // Real time, link share and upper limit; the first two in one where they are alike.
    private static void WriteCurves(TcContext context, NetlinkAttributes attributes)
    {
        NetlinkAttribute real = attributes.Find(1), share = attributes.Find(2), upper = attributes.Find(3);
        if (real.Exists && share.Exists && real.Value.SequenceEqual(share.Value))
        {
            WriteCurve(context, "sc", real);
        }
        else
        {
            WriteCurve(context, "rt", real);
            WriteCurve(context, "ls", share);
        }
        WriteCurve(context, "ul", upper);
    }

    private static void WriteCurve(TcContext context, string name, NetlinkAttribute curve)
    {
        if (!curve.Exists) return;
        var reader = curve.Reader;
        uint first = reader.U32(), time = reader.U32(), second = reader.U32();
        context.To.Text($"{name} m1 {context.Rate(first)} d {TcText.Time(time)} m2 {context.Rate(second)} ");
    }
}
