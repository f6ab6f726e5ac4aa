using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The filter that takes every packet (tc-matchall(8)): <c>TCA_MATCHALL_*</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class MatchallFilter
{
    private const ushort Class = 1, Action = 2, Flags = 3, Counters = 4;

    private const string Usage = """
        Usage: ... matchall [skip_sw | skip_hw]
                         [ action ACTION_SPEC ] [ classid CLASSID ]

        Where: SELECTOR := SAMPLE SAMPLE ...
               FILTERID := X:Y:Z
               ACTION_SPEC := ... look at individual actions

        NOTE: CLASSID is parsed as hexadecimal input.

        """;

    public static void Write(TcContext context, uint handle, NetlinkAttributes options)
    {
        var to = context.To;
        if (handle != 0) to.Field("handle", handle, $"handle 0x{handle:x} ");
        if (options.Find(Class) is { Exists: true } number) to.Field("flowid", context.Class(number.U32), $"flowid {context.Class(number.U32)} ");
        FilterKinds.WriteOffload(context, options.Find(Flags), ownLines: true);
        if (context.HasStatistics && options.Find(Counters) is { Exists: true } counters) to.Field("rule_hit", counters.U64, $" (rule hit {counters.U64})");
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }

    public static void Parse(TcContext context, IpWords words, NetlinkRequest request)
    {
        uint flags = 0;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (FilterKinds.TryCommon(context, words, request, Class, Action)) continue;
            if (FilterKinds.TryOffload(words, ref flags))
            {
                // The original wants a word behind it.
                words.Next();
                words.Retreat();
                continue;
            }
            if (words.Is("help")) throw KindOptions.Usage(Usage);
            throw KindOptions.Unknown(words.Current, Usage);
        }
        if (flags != 0) request.Attribute(Flags, flags);
        request.End(nest);
    }
}
