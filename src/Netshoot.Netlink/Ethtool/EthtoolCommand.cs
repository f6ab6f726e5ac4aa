namespace Netshoot.Netlink.Ethtool;

/// <summary>What the family <c>ethtool</c> of generic netlink can be asked, <c>ETHTOOL_MSG_*</c> (include/uapi/linux/ethtool_netlink.h).</summary>
public enum EthtoolCommand : byte
{
    None = 0,
    GetStrings = 1,
    GetLinkInformation = 2,
    SetLinkInformation = 3,
    GetLinkModes = 4,
    SetLinkModes = 5,
    GetLinkState = 6,
    GetDebug = 7,
    SetDebug = 8,
    GetWakeOnLan = 9,
    SetWakeOnLan = 10,
    GetFeatures = 11,
    SetFeatures = 12,
    GetPrivateFlags = 13,
    SetPrivateFlags = 14,
    GetRings = 15,
    SetRings = 16,
    GetChannels = 17,
    SetChannels = 18,
    GetCoalescing = 19,
    SetCoalescing = 20,
    GetPause = 21,
    SetPause = 22,
    GetEnergyEfficiency = 23,
    SetEnergyEfficiency = 24,
    GetTimestamping = 25,
    GetTunnels = 28,
    GetForwardErrorCorrection = 29,
    SetForwardErrorCorrection = 30,
    GetModuleMemory = 31,
    GetStatistics = 32,
    GetModule = 34,
    SetModule = 35,
}

/// <summary><c>ETHTOOL_FLAG_*</c>.</summary>
[Flags]
public enum EthtoolFlags : uint
{
    None = 0,

    /// <summary>Sets of bits as masks instead of lists with names.</summary>
    CompactBits = 1,

    WithoutReply = 2,

    /// <summary>Numbers that belong to what was asked for.</summary>
    Statistics = 4,
}
