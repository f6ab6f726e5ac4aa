using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Pause frames as <c>ethtool -a</c> shows them.</summary>
/// <param name="Pause">How they are set.</param>
/// <param name="Modes">What both ends advertise; null when it is not known.</param>
internal sealed record PauseReport(EthtoolReply Pause, EthtoolReply? Modes) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Pause.Device);
        to.Text($"Pause parameters for {Pause.Device}:\n");
        var negotiates = Pause.Switch(PauseAttribute.Autonegotiation);
        to.Switch("autonegotiate", negotiates, "Autonegotiate:\t");
        // The original tells programs "true" for either whenever it tells about them: here they are told what people are.
        to.Switch("rx", Pause.Switch(PauseAttribute.Receive), "RX:\t\t");
        to.Switch("tx", Pause.Switch(PauseAttribute.Transmit), "TX:\t\t");
        if (negotiates == true && Modes?.Bits(LinkModeAttribute.Ours) is { } ours && Modes.Bits(LinkModeAttribute.Peer) is { } peer) WriteNegotiated(to, ours, peer);
        var statistics = Pause.Attributes.Find((ushort)PauseAttribute.Statistics);
        if (statistics.Exists) WriteStatistics(to, statistics);
        to.Text($"\n");
    }

    // IEEE 802.3 table 28B-3: what comes of both ends' wishes.
    private static void WriteNegotiated(ReportWriter to, BitSet ours, BitSet peer)
    {
        bool pause = ours.Has(LinkModeBit.Pause), asymmetric = ours.Has(LinkModeBit.AsymmetricPause);
        bool peerPause = peer.Has(LinkModeBit.Pause), peerAsymmetric = peer.Has(LinkModeBit.AsymmetricPause);
        bool isSymmetric = pause && peerPause, canBeAsymmetric = asymmetric && peerAsymmetric;
        bool receives = isSymmetric || canBeAsymmetric && pause, transmits = isSymmetric || canBeAsymmetric && peerPause;
        to.OpenObject("negotiated");
        to.Switch("rx", receives, "RX negotiated: ");
        to.Switch("tx", transmits, "TX negotiated: ");
        to.CloseObject();
    }

    private static void WriteStatistics(ReportWriter to, Netlink.NetlinkAttribute statistics)
    {
        var inside = statistics.Nested;
        bool hasAny = inside.Find((ushort)PauseStatistic.TransmittedFrames).Exists || inside.Find((ushort)PauseStatistic.ReceivedFrames).Exists;
        to.OpenObject("statistics");
        if (hasAny) to.Text($"Statistics:\n");
        WriteStatistic(to, "tx_pause_frames", inside.Find((ushort)PauseStatistic.TransmittedFrames));
        WriteStatistic(to, "rx_pause_frames", inside.Find((ushort)PauseStatistic.ReceivedFrames));
        to.CloseObject();
    }

    private static void WriteStatistic(ReportWriter to, string name, Netlink.NetlinkAttribute value)
    {
        if (value.Exists) to.Field(name, value.U64, $"  {name}: {value.U64}\n");
    }
}
