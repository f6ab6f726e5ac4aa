using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>The words of tc-hfsc(7), (8): <c>struct tc_hfsc_qopt</c>, and <c>TCA_HFSC_*</c> with <c>struct tc_service_curve</c> (include/uapi/linux/pkt_sched.h).</summary>
internal static class HfscChange
{
    private const ushort RealTime = 1, LinkShare = 2, UpperLimit = 3;
    private const double MicrosecondsPerSecond = 1e6;

    private const string Usage = """
        Usage: ... hfsc [ default CLASSID ]

         default: default class for unclassified packets

        """;

    private const string ClassUsage = """
        Usage: ... hfsc [ [ rt SC ] [ ls SC ] | [ sc SC ] ] [ ul SC ]

        SC := [ [ m1 BPS ] d SEC ] m2 BPS

         m1 : slope of first segment
         d  : x-coordinate of intersection
         m2 : slope of second segment

        Alternative format:

        SC := [ [ umax BYTE ] dmax SEC ] rate BPS

         umax : maximum unit of work
         dmax : maximum delay
         rate : rate

        Remarks:
         - at least one of 'rt', 'ls' or 'sc' must be specified
         - 'ul' can only be specified with 'ls' or 'sc'


        """;

    public static void Parse(IpWords words, NetlinkRequest request)
    {
        ushort chosen = 0;
        for (; words.More; words.Advance())
        {
            if (words.Matches("default"))
            {
                if (chosen != 0) throw new IpFailure("HFSC: Double \"default\"\n", IpFailure.Missing);
                if (!TcNumber.TryHex(words.Next(), ushort.MaxValue, out uint number)) throw new IpFailure("HFSC: Illegal \"default\"\n", IpFailure.Missing);
                chosen = (ushort)number;
            }
            else if (words.Is("help"))
            {
                throw KindOptions.Usage(Usage);
            }
            else
            {
                throw Unknown(words.Current, Usage);
            }
        }
        // The structure itself, not a nest.
        request.Attribute((ushort)TrafficAttribute.Options, BitConverter.GetBytes(chosen));
    }

    public static void ParseClass(TcContext context, IpWords words, NetlinkRequest request, string? device)
    {
        Curve? real = null, share = null, upper = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("rt"))
            {
                real = Read("rt");
            }
            else if (words.Is("ls"))
            {
                share = Read("ls");
            }
            else if (words.Is("sc"))
            {
                real = share = Read("sc");
            }
            else if (words.Is("ul"))
            {
                upper = Read("ul");
            }
            else if (words.Is("help"))
            {
                throw KindOptions.Usage(ClassUsage);
            }
            else
            {
                throw Unknown(words.Current, ClassUsage);
            }
        }
        if (real is null && share is null && upper is null) throw new IpFailure($"HFSC: no parameters given\n{ClassUsage}", IpFailure.Missing);
        if (upper is not null && share is null) throw new IpFailure($"HFSC: Upper-limit Service Curve without Link-Share Service Curve\n{ClassUsage}", IpFailure.Missing);
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        Write(RealTime, real);
        Write(LinkShare, share);
        Write(UpperLimit, upper);
        request.End(nest);

        Curve Read(string name) => ReadCurve(context, words, device) ?? throw new IpFailure($"HFSC: Illegal \"{name}\"\n", IpFailure.Missing);

        void Write(ushort attribute, Curve? curve)
        {
            if (curve is not { } one) return;
            int inner = request.Begin(attribute);
            request.U32(one.First).U32(one.Time).U32(one.Second).End(inner);
        }
    }

    /// <summary>Bytes a second until a time in microseconds, and from then on.</summary>
    private readonly record struct Curve(uint First, uint Time, uint Second);

    private static Curve? ReadCurve(TcContext context, IpWords words, string? device)
    {
        words.Advance();
        int rest = words.Rest.Count;
        if (ReadSlopes(context, words, device) is { } slopes) return slopes;
        // What is none of slopes is read once more, as of delays.
        while (words.Rest.Count < rest) words.Retreat();
        return ReadDelay(context, words, device);
    }

    private static Curve? ReadSlopes(TcContext context, IpWords words, string? device)
    {
        uint first = 0, time = 0;
        if (words.Matches("m1"))
        {
            if (!context.TryRate(words.Next(), device, out ulong rate)) return Illegal(context, "m1");
            first = KindOptions.Narrow(rate);
            words.Advance();
        }
        if (words.Matches("d"))
        {
            if (!TcNumber.TryTime(words.Next(), out time)) return Illegal(context, "d");
            words.Advance();
        }
        if (!words.Matches("m2")) return null;
        return context.TryRate(words.Next(), device, out ulong second) ? new(first, time, KindOptions.Narrow(second)) : Illegal(context, "m2");
    }

    private static Curve? ReadDelay(TcContext context, IpWords words, string? device)
    {
        uint most = 0, delay = 0;
        if (words.Matches("umax"))
        {
            if (!TcNumber.TrySize(words.Next(), out most)) return Illegal(context, "umax");
            words.Advance();
        }
        if (words.Matches("dmax"))
        {
            if (!TcNumber.TryTime(words.Next(), out delay)) return Illegal(context, "dmax");
            words.Advance();
        }
        if (!words.Matches("rate")) return null;
        if (!context.TryRate(words.Next(), device, out ulong wide)) return Illegal(context, "rate");
        uint rate = KindOptions.Narrow(wide);
        if (most == 0) return new(0, delay, rate);
        if (delay == 0)
        {
            context.Ip.Shell.Error.Line($"HFSC: umax given but dmax is zero.");
            return null;
        }
        // Faster at first where the most that must pass in time does not at the rate; else later at the rate.
        double needed = Math.Ceiling(most * MicrosecondsPerSecond / delay);
        return needed > rate ? new((uint)needed, delay, rate) : new(0, (uint)Math.Ceiling(delay - most * MicrosecondsPerSecond / rate), rate);
    }

    // What is wrong is said first, and then of which curve.
    private static Curve? Illegal(TcContext context, string option)
    {
        context.Ip.Shell.Error.Line($"HFSC: Illegal \"{option}\"");
        return null;
    }

    private static IpFailure Unknown(string word, string usage) => new($"HFSC: What is \"{word}\" ?\n{usage}", IpFailure.Missing);
}
