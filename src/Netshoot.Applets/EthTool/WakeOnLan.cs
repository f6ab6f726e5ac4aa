namespace Netshoot.Applets.EthTool;

/// <summary>The letters of ethtool(8) for what wakes a device, in the order of <c>WAKE_*</c> (include/uapi/linux/ethtool.h).</summary>
internal static class WakeOnLan
{
    public const string Letters = "pumbagsf";

    /// <summary>Nothing wakes it.</summary>
    public const char Disabled = 'd';
}
