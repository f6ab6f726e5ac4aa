using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>Rings of descriptors as <c>ethtool -g</c> shows them.</summary>
internal sealed record RingReport(EthtoolReply Rings) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Rings.Device);
        to.Text($"Ring parameters for {Rings.Device}:\nPre-set maximums:\n");
        to.Number("rx-max", Rings.Number(RingAttribute.MostReceive), "RX:\t\t");
        to.Number("rx-mini-max", Rings.Number(RingAttribute.MostReceiveMini), "RX Mini:\t");
        to.Number("rx-jumbo-max", Rings.Number(RingAttribute.MostReceiveJumbo), "RX Jumbo:\t");
        to.Number("tx-max", Rings.Number(RingAttribute.MostTransmit), "TX:\t\t");
        to.Text($"Current hardware settings:\n");
        to.Number("rx", Rings.Number(RingAttribute.Receive), "RX:\t\t");
        to.Number("rx-mini", Rings.Number(RingAttribute.ReceiveMini), "RX Mini:\t");
        to.Number("rx-jumbo", Rings.Number(RingAttribute.ReceiveJumbo), "RX Jumbo:\t");
        to.Number("tx", Rings.Number(RingAttribute.Transmit), "TX:\t\t");
        to.Number("rx-buf-len", Rings.Number(RingAttribute.ReceiveBufferLength), "RX Buf Len:\t\t");
        to.Number("cqe-size", Rings.Number(RingAttribute.CompletionSize), "CQE Size:\t\t");
        to.Switch("tx-push", Rings.Switch(RingAttribute.TransmitPush), "TX Push:\t");
        string split = Rings.Number(RingAttribute.TcpDataSplit) switch { null or 0 => "n/a", 1 => "off", 2 => "on", var other => $"unknown({other})" };
        to.Word("tcp-data-split", split, "TCP data split:\t");
    }
}

/// <summary>Channels as <c>ethtool -l</c> shows them.</summary>
internal sealed record ChannelReport(EthtoolReply Channels) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Channels.Device);
        to.Text($"Channel parameters for {Channels.Device}:\nPre-set maximums:\n");
        to.Number("rx-max", Channels.Number(ChannelAttribute.MostReceive), "RX:\t\t");
        to.Number("tx-max", Channels.Number(ChannelAttribute.MostTransmit), "TX:\t\t");
        to.Number("other-max", Channels.Number(ChannelAttribute.MostOther), "Other:\t\t");
        to.Number("combined-max", Channels.Number(ChannelAttribute.MostCombined), "Combined:\t");
        to.Text($"Current hardware settings:\n");
        to.Number("rx", Channels.Number(ChannelAttribute.Receive), "RX:\t\t");
        to.Number("tx", Channels.Number(ChannelAttribute.Transmit), "TX:\t\t");
        to.Number("other", Channels.Number(ChannelAttribute.Other), "Other:\t\t");
        to.Number("combined", Channels.Number(ChannelAttribute.Combined), "Combined:\t");
    }
}

/// <summary>How long interrupts wait for more, as <c>ethtool -c</c> shows it.</summary>
internal sealed record CoalescingReport(EthtoolReply Settings) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Settings.Device);
        to.Text($"Coalesce parameters for {Settings.Device}:\n");
        to.Switch("adaptive-rx", Settings.Switch(CoalescingAttribute.AdaptiveReceive), "Adaptive RX: ", "  ");
        to.Switch("adaptive-tx", Settings.Switch(CoalescingAttribute.AdaptiveTransmit), "TX: ");
        Number(to, "stats-block-usecs", CoalescingAttribute.StatisticsTime);
        Number(to, "sample-interval", CoalescingAttribute.SampleInterval);
        Number(to, "pkt-rate-low", CoalescingAttribute.LowRate);
        Number(to, "pkt-rate-high", CoalescingAttribute.HighRate);
        to.Text($"\n");
        Number(to, "rx-usecs", CoalescingAttribute.ReceiveTime);
        Number(to, "rx-frames", CoalescingAttribute.ReceiveFrames);
        Number(to, "rx-usecs-irq", CoalescingAttribute.ReceiveTimeInterrupt);
        Number(to, "rx-frames-irq", CoalescingAttribute.ReceiveFramesInterrupt);
        to.Text($"\n");
        Number(to, "tx-usecs", CoalescingAttribute.TransmitTime);
        Number(to, "tx-frames", CoalescingAttribute.TransmitFrames);
        Number(to, "tx-usecs-irq", CoalescingAttribute.TransmitTimeInterrupt);
        Number(to, "tx-frames-irq", CoalescingAttribute.TransmitFramesInterrupt);
        to.Text($"\n");
        Number(to, "rx-usecs-low", CoalescingAttribute.ReceiveTimeLow);
        Number(to, "rx-frame-low", CoalescingAttribute.ReceiveFramesLow);
        Number(to, "tx-usecs-low", CoalescingAttribute.TransmitTimeLow);
        Number(to, "tx-frame-low", CoalescingAttribute.TransmitFramesLow);
        to.Text($"\n");
        Number(to, "rx-usecs-high", CoalescingAttribute.ReceiveTimeHigh);
        Number(to, "rx-frame-high", CoalescingAttribute.ReceiveFramesHigh);
        Number(to, "tx-usecs-high", CoalescingAttribute.TransmitTimeHigh);
        Number(to, "tx-frame-high", CoalescingAttribute.TransmitFramesHigh);
        to.Text($"\n");
        to.Switch("cqe-mode-rx", Settings.Switch(CoalescingAttribute.CompletionModeReceive), "CQE mode RX: ", "  ");
        to.Switch("cqe-mode-tx", Settings.Switch(CoalescingAttribute.CompletionModeTransmit), "TX: ", "\n\n");
    }

    private void Number(ReportWriter to, string name, CoalescingAttribute attribute) => to.Number(name, Settings.Number(attribute), $"{name}: ");
}

/// <summary>Private flags as <c>ethtool --show-priv-flags</c> shows them.</summary>
internal sealed record PrivateFlagReport(EthtoolReply Flags) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Flags.Device);
        to.Text($"Private flags for {Flags.Device}:\n");
        if (Flags.Bits(PrivateFlagAttribute.Flags) is not { } bits) return;
        int width = bits.All.Select(static pair => pair.Value.Name?.Length ?? 0).DefaultIfEmpty().Max();
        to.OpenObject("flags");
        foreach (var (index, bit) in bits.All)
        {
            string name = bit.Name ?? $"bit{index}";
            to.Field(name, bit.IsSet, $"{name.PadRight(width)}: {(bit.IsSet ? "on" : "off")}\n");
        }
        to.CloseObject();
    }
}

/// <summary>What a device stamps with times, as <c>ethtool -T</c> shows it.</summary>
internal sealed record TimestampingReport(EthtoolReply Stamps) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Stamps.Device);
        to.Text($"Time stamping parameters for {Stamps.Device}:\n");
        Write(to, "capabilities", "Capabilities:", "", TimestampingAttribute.Capabilities);
        to.Buffer?.Append("PTP Hardware Clock: "u8);
        if (Stamps.Number(TimestampingAttribute.HardwareClock) is { } clock) to.Field("ptp-hardware-clock", clock, $"{clock}\n");
        else to.Text($"none\n");
        Write(to, "hardware-transmit-timestamp-modes", "Hardware Transmit Timestamp Modes:", " none", TimestampingAttribute.TransmitModes);
        Write(to, "hardware-receive-filter-modes", "Hardware Receive Filter Modes:", " none", TimestampingAttribute.ReceiveFilters);
    }

    private void Write(ReportWriter to, string key, string heading, string nothing, TimestampingAttribute attribute)
    {
        to.Buffer?.Append(heading);
        var bits = Stamps.Bits(attribute);
        if (bits is null || !bits.All.Any()) to.Buffer?.Append(nothing);
        to.Text($"\n");
        to.OpenArray(key);
        foreach (var (index, bit) in bits?.All ?? [])
        {
            string name = bit.Name ?? $"bit{index}";
            to.Buffer?.Append((byte)'\t');
            to.Field(null, name, $"{name}\n");
        }
        to.CloseArray();
    }
}

/// <summary>The power of a transceiver module as <c>ethtool --show-module</c> shows it.</summary>
internal sealed record ModuleReport(EthtoolReply Module) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Module.Device);
        to.Text($"Module parameters for {Module.Device}:\n");
        if (Module.Number(ModuleAttribute.PowerModePolicy) is { } policy)
            to.Word("power-mode-policy", policy switch { 1 => "high", 2 => "auto", _ => "unknown" }, "power-mode-policy: ");
        if (Module.Number(ModuleAttribute.PowerMode) is { } mode)
            to.Word("power-mode", mode switch { 1 => "low", 2 => "high", _ => "unknown" }, "power-mode: ");
    }
}
