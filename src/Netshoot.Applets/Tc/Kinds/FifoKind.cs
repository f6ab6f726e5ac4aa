using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Queues of packets or bytes in their order (tc-pfifo(8), tc-bfifo(8)): <c>struct tc_fifo_qopt</c>.</summary>
internal static class FifoKind
{
    private const string Usage = "Usage: ... <[p|b]fifo | pfifo_head_drop> [ limit NUMBER ]\n";

    public static void Write(TcContext context, string kind, NetlinkAttribute options)
    {
        uint limit = options.U32;
        if (kind == "bfifo") context.To.Field("limit", limit, $"limit {TcText.Size(limit)}");
        else context.To.Field("limit", limit, $"limit {limit}p");
    }

    public static void Parse(IpWords words, string kind, NetlinkRequest request)
    {
        uint? limit = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("limit")) limit = TcNumber.TrySize(words.Next(), out uint value) || IpWords.TryNumber(words.Current, out value) ? value : throw new IpFailure($"{kind}: Illegal value for \"limit\": \"{words.Current}\"\n", IpFailure.Missing);
            else if (words.Is("help")) throw KindOptions.Usage(Usage);
            else throw new IpFailure($"{kind}: unknown parameter \"{words.Current}\"\n{Usage}", IpFailure.Missing);
        }
        if (limit is { } bound) request.Attribute((ushort)TrafficAttribute.Options, bound);
    }
}
