namespace Netshoot.Netlink.Ethtool;

/// <summary><c>ETHTOOL_A_LINKINFO_*</c> (include/uapi/linux/ethtool_netlink.h).</summary>
public enum LinkInformationAttribute : ushort
{
    None = 0,
    Port = 2,
    PhyAddress = 3,
    Mdix = 4,
    MdixControl = 5,
    Transceiver = 6,
}

/// <summary><c>ETHTOOL_A_LINKMODES_*</c>: speed in Mb/s.</summary>
public enum LinkModeAttribute : ushort
{
    None = 0,
    Autonegotiation = 2,
    Ours = 3,
    Peer = 4,
    Speed = 5,
    Duplex = 6,
    MasterSlaveSetting = 7,
    MasterSlaveState = 8,
    Lanes = 9,
}

/// <summary><c>ETHTOOL_A_LINKSTATE_*</c>.</summary>
public enum LinkStateAttribute : ushort
{
    None = 0,
    Link = 2,
    SignalQuality = 3,
    BestSignalQuality = 4,
    Reason = 5,
    Detail = 6,
}

/// <summary><c>ETHTOOL_A_DEBUG_*</c>.</summary>
public enum DebugAttribute : ushort
{
    None = 0,
    Messages = 2,
}

/// <summary><c>ETHTOOL_A_WOL_*</c>.</summary>
public enum WakeOnLanAttribute : ushort
{
    None = 0,
    Modes = 2,
    Password = 3,
}

/// <summary><c>ETHTOOL_A_FEATURES_*</c>.</summary>
public enum FeatureAttribute : ushort
{
    None = 0,
    Changeable = 2,
    Wanted = 3,
    Active = 4,
    Unchangeable = 5,
}

/// <summary><c>ETHTOOL_A_PRIVFLAGS_*</c>.</summary>
public enum PrivateFlagAttribute : ushort
{
    None = 0,
    Flags = 2,
}

/// <summary><c>ETHTOOL_A_RINGS_*</c>: numbers of descriptors, sizes in bytes.</summary>
public enum RingAttribute : ushort
{
    None = 0,
    MostReceive = 2,
    MostReceiveMini = 3,
    MostReceiveJumbo = 4,
    MostTransmit = 5,
    Receive = 6,
    ReceiveMini = 7,
    ReceiveJumbo = 8,
    Transmit = 9,
    ReceiveBufferLength = 10,
    TcpDataSplit = 11,
    CompletionSize = 12,
    TransmitPush = 13,
}

/// <summary><c>ETHTOOL_A_CHANNELS_*</c>.</summary>
public enum ChannelAttribute : ushort
{
    None = 0,
    MostReceive = 2,
    MostTransmit = 3,
    MostOther = 4,
    MostCombined = 5,
    Receive = 6,
    Transmit = 7,
    Other = 8,
    Combined = 9,
}

/// <summary><c>ETHTOOL_A_COALESCE_*</c>: times in microseconds, rates in packets per second.</summary>
public enum CoalescingAttribute : ushort
{
    None = 0,
    ReceiveTime = 2,
    ReceiveFrames = 3,
    ReceiveTimeInterrupt = 4,
    ReceiveFramesInterrupt = 5,
    TransmitTime = 6,
    TransmitFrames = 7,
    TransmitTimeInterrupt = 8,
    TransmitFramesInterrupt = 9,
    StatisticsTime = 10,
    AdaptiveReceive = 11,
    AdaptiveTransmit = 12,
    LowRate = 13,
    ReceiveTimeLow = 14,
    ReceiveFramesLow = 15,
    TransmitTimeLow = 16,
    TransmitFramesLow = 17,
    HighRate = 18,
    ReceiveTimeHigh = 19,
    ReceiveFramesHigh = 20,
    TransmitTimeHigh = 21,
    TransmitFramesHigh = 22,
    SampleInterval = 23,
    CompletionModeTransmit = 24,
    CompletionModeReceive = 25,
}

/// <summary><c>ETHTOOL_A_PAUSE_*</c>.</summary>
public enum PauseAttribute : ushort
{
    None = 0,
    Autonegotiation = 2,
    Receive = 3,
    Transmit = 4,
    Statistics = 5,
}

/// <summary><c>ETHTOOL_A_PAUSE_STAT_*</c>.</summary>
public enum PauseStatistic : ushort
{
    None = 0,
    TransmittedFrames = 2,
    ReceivedFrames = 3,
}

/// <summary><c>ETHTOOL_A_EEE_*</c>: Energy-Efficient Ethernet, the time in microseconds.</summary>
public enum EnergyEfficiencyAttribute : ushort
{
    None = 0,
    Ours = 2,
    Peer = 3,
    Active = 4,
    Enabled = 5,
    TransmitIdle = 6,
    TransmitIdleTime = 7,
}

/// <summary><c>ETHTOOL_A_TSINFO_*</c>.</summary>
public enum TimestampingAttribute : ushort
{
    None = 0,
    Capabilities = 2,
    TransmitModes = 3,
    ReceiveFilters = 4,
    HardwareClock = 5,
}

/// <summary><c>ETHTOOL_A_FEC_*</c>.</summary>
public enum ForwardErrorCorrectionAttribute : ushort
{
    None = 0,
    Modes = 2,
    Automatic = 3,
    Active = 4,
    Statistics = 5,
}

/// <summary><c>ETHTOOL_A_FEC_STAT_*</c>: the first number is the sum, those behind it belong to the lanes.</summary>
public enum ForwardErrorCorrectionStatistic : ushort
{
    None = 0,
    CorrectedBlocks = 2,
    UncorrectableBlocks = 3,
    CorrectedBits = 4,
}

/// <summary><c>ETHTOOL_A_MODULE_EEPROM_*</c>.</summary>
public enum ModuleMemoryAttribute : ushort
{
    None = 0,
    Offset = 2,
    Length = 3,
    Page = 4,
    Bank = 5,
    BusAddress = 6,
    Data = 7,
}

/// <summary><c>ETHTOOL_A_STATS_*</c> and <c>ETHTOOL_A_STATS_GRP_*</c>.</summary>
public enum StatisticsAttribute : ushort
{
    None = 0,
    Groups = 3,
    Group = 4,
}

/// <inheritdoc cref="StatisticsAttribute"/>
public enum StatisticsGroupAttribute : ushort
{
    None = 0,
    Id = 2,
    Names = 3,
    Statistic = 4,
    ReceiveHistogram = 5,
    TransmitHistogram = 6,
    Low = 7,
    High = 8,
    Value = 9,
}

/// <summary><c>ETHTOOL_A_MODULE_*</c>.</summary>
public enum ModuleAttribute : ushort
{
    None = 0,
    PowerModePolicy = 2,
    PowerMode = 3,
}

/// <summary>Bits of link modes that are no speeds, <c>ETHTOOL_LINK_MODE_*_BIT</c> (include/uapi/linux/ethtool.h).</summary>
public static class LinkModeBit
{
    public const int Autonegotiation = 6, TwistedPair = 7, Bnc = 11, Pause = 13, AsymmetricPause = 14, Backplane = 16,
        WithoutCorrection = 49, ReedSolomon = 50, BaseR = 51, LowLatencyReedSolomon = 74;

    /// <summary>Whether it is a connector.</summary>
    public static bool IsPort(int bit) => bit is >= TwistedPair and <= Bnc or Backplane;

    /// <summary>Whether it is an encoding of forward error correction.</summary>
    public static bool IsCorrection(int bit) => bit is >= WithoutCorrection and <= BaseR or LowLatencyReedSolomon;

    /// <summary>Whether it is a mode of a link, with a speed.</summary>
    public static bool IsMode(int bit) => !IsPort(bit) && !IsCorrection(bit) && bit is not (Autonegotiation or Pause or AsymmetricPause);
}
