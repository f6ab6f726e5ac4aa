using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Forward error correction as <c>ethtool --show-fec</c> shows it.</summary>
internal sealed record ErrorCorrectionReport(EthtoolReply Correction) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Correction.Device);
        to.Text($"FEC parameters for {Correction.Device}:\nSupported/Configured FEC encodings: ");
        var encodings = new List<string>();
        if (Correction.Switch(ForwardErrorCorrectionAttribute.Automatic) == true) encodings.Add("Auto");
        foreach (var (index, bit) in Correction.Bits(ForwardErrorCorrectionAttribute.Modes)?.All ?? [])
            if (bit.IsSet) encodings.Add(NameOf(index, bit.Name));
        if (encodings.Count == 0) encodings.Add("None");
        to.Words("config", encodings, " ");
        to.Text($"\nActive FEC encoding: ");
        ulong active = Correction.Number(ForwardErrorCorrectionAttribute.Active) ?? 0;
        to.Words("active", [active == 0 ? "None" : NameOf((int)Math.Min(active, int.MaxValue), null)], " ");
        to.Text($"\n");
        var statistics = Correction.Attributes.Find((ushort)ForwardErrorCorrectionAttribute.Statistics);
        if (!statistics.Exists) return;
        to.OpenObject("statistics");
        if (!statistics.Value.IsEmpty) to.Text($"Statistics:\n");
        WriteStatistic(to, "corrected_blocks", statistics.Nested.Find((ushort)ForwardErrorCorrectionStatistic.CorrectedBlocks));
        WriteStatistic(to, "uncorrectable_blocks", statistics.Nested.Find((ushort)ForwardErrorCorrectionStatistic.UncorrectableBlocks));
        WriteStatistic(to, "corrected_bits", statistics.Nested.Find((ushort)ForwardErrorCorrectionStatistic.CorrectedBits));
        to.CloseObject();
    }

    private static void WriteStatistic(ReportWriter to, string name, Netlink.NetlinkAttribute value)
    {
        var numbers = value.Reader;
        if (numbers.Remaining < sizeof(ulong)) return;
        to.OpenObject(name);
        ulong total = numbers.U64();
        to.Field("total", total, $"  {name}: {total}\n");
        if (numbers.Remaining >= sizeof(ulong))
        {
            to.OpenArray("lanes");
            for (int lane = 0; numbers.Remaining >= sizeof(ulong); lane++)
            {
                ulong number = numbers.U64();
                to.Field(null, number, $"    Lane {lane}: {number}\n");
            }
            to.CloseArray();
        }
        to.CloseObject();
    }

    private static string NameOf(int bit, string? name) => bit switch
    {
        LinkModeBit.WithoutCorrection => "Off",
        LinkModeBit.ReedSolomon => "RS",
        LinkModeBit.BaseR => "BaseR",
        LinkModeBit.LowLatencyReedSolomon => "LLRS",
        _ => name ?? $"bit{bit}",
    };
}
