using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>Bands by priority (tc-prio(8), tc-pfifo_fast(8)): <c>struct tc_prio_qopt</c>.</summary>
internal static class PrioKind
{
    private const int Priorities = 16;
    private const string Usage = "Usage: ... prio bands NUMBER priomap P1 P2...[multiqueue]\n";

    private static readonly byte[] s_usual = [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

    public static void Write(TcContext context, NetlinkAttribute options)
    {
        var to = context.To;
        var reader = options.Reader;
        int bands = reader.I32();
        var map = reader.Take(Priorities);
        if (reader.Truncated) return;
        to.Field("bands", (long)bands, $"bands {bands} ");
        to.OpenArray("priomap");
        to.Text($"priomap");
        foreach (byte band in map) to.Field(null, band, $" {band}");
        to.CloseArray();
        to.Field("multiqueue", false);
    }

    public static void Parse(IpWords words, NetlinkRequest request)
    {
        byte[] map = [.. s_usual];
        uint bands = 3;
        int given = 0;
        bool inMap = false;
        for (; words.More; words.Advance())
        {
            if (words.Is("bands"))
            {
                bands = KindOptions.Number(words, "bands");
            }
            else if (words.Is("priomap"))
            {
                if (inMap) throw new IpFailure("Error: duplicate priomap\n", IpFailure.Missing);
                inMap = true;
            }
            else if (words.Is("multiqueue"))
            {
                // What it once was has become a kind of its own.
                inMap = false;
            }
            else if (words.Is("help"))
            {
                throw KindOptions.Usage(Usage);
            }
            else if (!inMap)
            {
                throw KindOptions.Unknown(words.Current, Usage);
            }
            else
            {
                if (!IpWords.TryNumber(words.Current, out uint band)) throw new IpFailure("Illegal \"priomap\" element\n", IpFailure.Missing);
                if (band > bands) throw new IpFailure("\"priomap\" element is out of bands\n", IpFailure.Missing);
                if (given == Priorities) throw new IpFailure("\"priomap\" index > TC_PRIO_MAX=15\n", IpFailure.Missing);
                map[given++] = (byte)band;
            }
        }
        int nest = request.Begin((ushort)TrafficAttribute.Options);
        request.U32(bands).Put(map).End(nest);
    }
}
