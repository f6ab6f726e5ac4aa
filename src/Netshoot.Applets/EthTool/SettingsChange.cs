using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>The changes of ethtool(8) that are one request each, and <c>-s</c>, whose parameters belong to four.</summary>
internal static class SettingsChange
{
    private const string Command = "-s";
    private const byte Refused = 75, PauseRefused = 76, RingsRefused = 81, CorrectionRefused = 83;

    private static readonly EthToolParameter[] s_settings =
    [
        new("port", EthToolValues.Choice(LinkInformationAttribute.Port, ("tp", 0), ("aui", 1), ("mii", 2), ("fibre", 3), ("bnc", 4), ("da", 5)), EthtoolCommand.SetLinkInformation),
        new("mdix", EthToolValues.Choice(LinkInformationAttribute.MdixControl, ("off", 1), ("on", 2), ("auto", 3)), EthtoolCommand.SetLinkInformation),
        new("phyad", EthToolValues.Byte(LinkInformationAttribute.PhyAddress), EthtoolCommand.SetLinkInformation),
        new("autoneg", EthToolValues.Switch(LinkModeAttribute.Autonegotiation), EthtoolCommand.SetLinkModes),
        new("advertise", EthToolValues.Bits(LinkModeAttribute.Ours, isHexadecimal: true), EthtoolCommand.SetLinkModes),
        new("speed", EthToolValues.Number(LinkModeAttribute.Speed), EthtoolCommand.SetLinkModes),
        new("lanes", EthToolValues.Number(LinkModeAttribute.Lanes), EthtoolCommand.SetLinkModes),
        new("duplex", EthToolValues.Choice(LinkModeAttribute.Duplex, ("half", 0), ("full", 1)), EthtoolCommand.SetLinkModes),
        new("master-slave", EthToolValues.Choice(LinkModeAttribute.MasterSlaveSetting, ("preferred-master", 2), ("preferred-slave", 3), ("forced-master", 4), ("forced-slave", 5)), EthtoolCommand.SetLinkModes),
        new("wol", EthToolValues.Wake, EthtoolCommand.SetWakeOnLan),
        new("sopass", EthToolValues.Password, EthtoolCommand.SetWakeOnLan),
        new("msglvl", EthToolValues.Bits(DebugAttribute.Messages, isHexadecimal: false), EthtoolCommand.SetDebug),
    ];

    private static readonly EthToolParameter[] s_pause =
    [
        new("autoneg", EthToolValues.Switch(PauseAttribute.Autonegotiation)),
        new("rx", EthToolValues.Switch(PauseAttribute.Receive)),
        new("tx", EthToolValues.Switch(PauseAttribute.Transmit)),
    ];

    private static readonly EthToolParameter[] s_rings =
    [
        new("rx", EthToolValues.Number(RingAttribute.Receive)),
        new("rx-mini", EthToolValues.Number(RingAttribute.ReceiveMini)),
        new("rx-jumbo", EthToolValues.Number(RingAttribute.ReceiveJumbo)),
        new("tx", EthToolValues.Number(RingAttribute.Transmit)),
        new("rx-buf-len", EthToolValues.Number(RingAttribute.ReceiveBufferLength)),
        new("cqe-size", EthToolValues.Number(RingAttribute.CompletionSize)),
        new("tx-push", EthToolValues.Switch(RingAttribute.TransmitPush)),
    ];

    private static readonly EthToolParameter[] s_channels =
    [
        new("rx", EthToolValues.Number(ChannelAttribute.Receive)),
        new("tx", EthToolValues.Number(ChannelAttribute.Transmit)),
        new("other", EthToolValues.Number(ChannelAttribute.Other)),
        new("combined", EthToolValues.Number(ChannelAttribute.Combined)),
    ];

    private static readonly EthToolParameter[] s_coalescing =
    [
        new("adaptive-rx", EthToolValues.Switch(CoalescingAttribute.AdaptiveReceive)),
        new("adaptive-tx", EthToolValues.Switch(CoalescingAttribute.AdaptiveTransmit)),
        new("sample-interval", EthToolValues.Number(CoalescingAttribute.SampleInterval)),
        new("stats-block-usecs", EthToolValues.Number(CoalescingAttribute.StatisticsTime)),
        new("pkt-rate-low", EthToolValues.Number(CoalescingAttribute.LowRate)),
        new("pkt-rate-high", EthToolValues.Number(CoalescingAttribute.HighRate)),
        new("rx-usecs", EthToolValues.Number(CoalescingAttribute.ReceiveTime)),
        new("rx-frames", EthToolValues.Number(CoalescingAttribute.ReceiveFrames)),
        new("rx-usecs-irq", EthToolValues.Number(CoalescingAttribute.ReceiveTimeInterrupt)),
        new("rx-frames-irq", EthToolValues.Number(CoalescingAttribute.ReceiveFramesInterrupt)),
        new("tx-usecs", EthToolValues.Number(CoalescingAttribute.TransmitTime)),
        new("tx-frames", EthToolValues.Number(CoalescingAttribute.TransmitFrames)),
        new("tx-usecs-irq", EthToolValues.Number(CoalescingAttribute.TransmitTimeInterrupt)),
        new("tx-frames-irq", EthToolValues.Number(CoalescingAttribute.TransmitFramesInterrupt)),
        new("rx-usecs-low", EthToolValues.Number(CoalescingAttribute.ReceiveTimeLow)),
        new("rx-frames-low", EthToolValues.Number(CoalescingAttribute.ReceiveFramesLow)),
        new("tx-usecs-low", EthToolValues.Number(CoalescingAttribute.TransmitTimeLow)),
        new("tx-frames-low", EthToolValues.Number(CoalescingAttribute.TransmitFramesLow)),
        new("rx-usecs-high", EthToolValues.Number(CoalescingAttribute.ReceiveTimeHigh)),
        new("rx-frames-high", EthToolValues.Number(CoalescingAttribute.ReceiveFramesHigh)),
        new("tx-usecs-high", EthToolValues.Number(CoalescingAttribute.TransmitTimeHigh)),
        new("tx-frames-high", EthToolValues.Number(CoalescingAttribute.TransmitFramesHigh)),
        new("cqe-mode-rx", EthToolValues.Switch(CoalescingAttribute.CompletionModeReceive)),
        new("cqe-mode-tx", EthToolValues.Switch(CoalescingAttribute.CompletionModeTransmit)),
    ];

    private static readonly EthToolParameter[] s_efficiency =
    [
        new("advertise", EthToolValues.Bits(EnergyEfficiencyAttribute.Ours, isHexadecimal: true)),
        new("tx-lpi", EthToolValues.Switch(EnergyEfficiencyAttribute.TransmitIdle)),
        new("tx-timer", EthToolValues.Number(EnergyEfficiencyAttribute.TransmitIdleTime)),
        new("eee", EthToolValues.Switch(EnergyEfficiencyAttribute.Enabled)),
    ];

    private static readonly EthToolParameter[] s_correction = [new("encoding", EthToolValues.Encodings)];

    private static readonly EthToolParameter[] s_module = [new("power-mode-policy", EthToolValues.Choice(ModuleAttribute.PowerModePolicy, ("high", 1), ("auto", 2)))];

    public static ExitCode Pause(EthToolContext context) => Change(context, "-A", EthtoolCommand.SetPause, s_pause, PauseRefused);

    public static ExitCode Rings(EthToolContext context) => Change(context, "-G", EthtoolCommand.SetRings, s_rings, RingsRefused);

    public static ExitCode Channels(EthToolContext context) => Change(context, "-L", EthtoolCommand.SetChannels, s_channels);

    public static ExitCode Coalescing(EthToolContext context) => Change(context, "-C", EthtoolCommand.SetCoalescing, s_coalescing);

    public static ExitCode Efficiency(EthToolContext context) => Change(context, "--set-eee", EthtoolCommand.SetEnergyEfficiency, s_efficiency, PauseRefused, needsOne: true);

    public static ExitCode Correction(EthToolContext context) => Change(context, "--set-fec", EthtoolCommand.SetForwardErrorCorrection, s_correction, CorrectionRefused, needsOne: true);

    public static ExitCode Module(EthToolContext context) => Change(context, "--set-module", EthtoolCommand.SetModule, s_module, CorrectionRefused, needsOne: true);

    public static ExitCode PrivateFlags(EthToolContext context)
    {
        var flags = new List<(string Name, bool IsOn)>();
        if (!new EthToolParameterReader(context, "--set-priv-flags").Flags(flags, "(null)")) return ExitCode.Failed;
        var request = context.Request(EthtoolCommand.SetPrivateFlags);
        EthToolValues.Write(request, (ushort)PrivateFlagAttribute.Flags, flags, withoutMask: false);
        return context.Change(request);
    }

    public static ExitCode Settings(EthToolContext context)
    {
        // The kernel lets nobody choose the transceiver any more.
        if (context.Words.Contains("xcvr"))
        {
            var words = context.Words.SkipWhile(static word => word != "xcvr").ToList();
            context.Shell.Error.Literal(words.Count < 2 ? $"ethtool ({Command}): no value for parameter 'xcvr'\n" : $"ethtool ({Command}): deprecated parameter 'xcvr' not supported by kernel\n");
            return ExitCode.Failed;
        }
        var requests = new SortedDictionary<EthtoolCommand, NetlinkRequest>();
        NetlinkRequest Of(EthtoolCommand command) => requests.TryGetValue(command, out var request) ? request : requests[command] = context.Request(command);
        if (!new EthToolParameterReader(context, Command).Read(s_settings, Of)) return ExitCode.Failed;
        if (requests.TryGetValue(EthtoolCommand.SetLinkModes, out var modes) && OnlyTurnsNegotiationOn(modes) && AdvertiseAll(context, modes) is { Failed: true } error) return context.Fail(error, Refused);
        foreach (var request in requests.Values)
            if (context.Change(request, Refused) is { Value: not 0 } refused) return refused;
        return ExitCode.Ok;
    }

    private static bool OnlyTurnsNegotiationOn(NetlinkRequest modes)
    {
        var attributes = new NetlinkAttributes(modes.Seal(0)[(NetlinkHeader.Size + Netlink.Generic.GenericMessage.HeaderSize)..]);
        return attributes.Find((ushort)LinkModeAttribute.Autonegotiation).U8 != 0 && !attributes.Find((ushort)LinkModeAttribute.Ours).Exists
            && !attributes.Find((ushort)LinkModeAttribute.Speed).Exists && !attributes.Find((ushort)LinkModeAttribute.Duplex).Exists && !attributes.Find((ushort)LinkModeAttribute.Lanes).Exists;
    }

    // Whoever lets the ends negotiate and does not say about what means all that the device can.
    private static NetlinkError AdvertiseAll(EthToolContext context, NetlinkRequest modes)
    {
        var error = context.Channel.TryGet<EthtoolReply>(context.Request(EthtoolCommand.GetLinkModes, EthtoolFlags.CompactBits), out var reply);
        if (error.Failed || reply?.Bits(LinkModeAttribute.Ours) is not { } ours) return error;
        var supported = new uint[(ours.Size + 31) / 32];
        foreach (var (bit, _) in ours.All)
            if (LinkModeBit.IsMode(bit) && bit < ours.Size) supported[bit / 32] |= 1u << bit % 32;
        BitSet.Write(modes, (ushort)LinkModeAttribute.Ours, ours.Size, supported, supported);
        return error;
    }

    private static ExitCode Change(EthToolContext context, string name, EthtoolCommand command, EthToolParameter[] parameters, byte refused = 1, bool needsOne = false)
    {
        var request = context.Request(command);
        return new EthToolParameterReader(context, name).Read(parameters, _ => request, needsOne) ? context.Change(request, refused) : ExitCode.Failed;
    }
}
