using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Energy-Efficient Ethernet (IEEE 802.3az) as <c>ethtool --show-eee</c> shows it.</summary>
internal sealed record EnergyEfficiencyReport(EthtoolReply Efficiency) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Efficiency.Device);
        to.Text($"EEE settings for {Efficiency.Device}:\n");
        var ours = Efficiency.Bits(EnergyEfficiencyAttribute.Ours);
        bool isEnabled = Efficiency.Switch(EnergyEfficiencyAttribute.Enabled) == true, isActive = Efficiency.Switch(EnergyEfficiencyAttribute.Active) == true;
        bool isSupported = ours?.All.Any() == true;
        string status = !isSupported ? "not supported" : !isEnabled ? "disabled" : isActive ? "enabled - active" : "enabled - inactive";
        to.Word("eee-status", status, "\tEEE status: ");
        if (!isSupported) return;
        if (Efficiency.Switch(EnergyEfficiencyAttribute.TransmitIdle) == true)
        {
            ulong time = Efficiency.Number(EnergyEfficiencyAttribute.TransmitIdleTime) ?? 0;
            to.Number("tx-lpi", time, "\tTx LPI: ", " (us)\n");
        }
        else
        {
            to.Buffer?.Append("\tTx LPI: disabled\n"u8);
        }
        LinkModeList.WriteModes(to, "supported-eee-link-modes", ours!, all: true, "\tSupported EEE link modes:  ", 27);
        LinkModeList.WriteModes(to, "advertised-eee-link-modes", ours!, all: false, "\tAdvertised EEE link modes:  ", 28);
        if (Efficiency.Bits(EnergyEfficiencyAttribute.Peer) is { } peer)
            LinkModeList.WriteModes(to, "partner-eee-link-modes", peer, all: false, "\tLink partner advertised EEE link modes:  ", 41);
    }
}
