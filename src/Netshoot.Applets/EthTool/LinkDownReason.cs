using System.Globalization;

namespace Netshoot.Applets.EthTool;

/// <summary>Why a link is down: <c>ETHTOOL_LINK_EXT_STATE_*</c> and <c>ETHTOOL_LINK_EXT_SUBSTATE_*</c> (include/uapi/linux/ethtool.h).</summary>
internal static class LinkDownReason
{
    private static readonly string[] s_reasons =
    [
        "Autoneg", "Link training failure", "Logical mismatch", "Bad signal integrity", "No cable", "Cable issue", "EEPROM issue", "Calibration failure",
        "Power budget exceeded", "Overheat", "Module",
    ];

    // The details are counted from 1.
    private static readonly string[][] s_details =
    [
        ["No partner detected", "Ack not received", "Next page exchange failed", "No partner detected during force mode", "FEC mismatch during override", "No HCD"],
        ["KR frame lock not acquired", "KR link inhibit timeout", "KR Link partner did not set receiver ready", "Remote side is not ready yet"],
        ["PCS did not acquire block lock", "PCS did not acquire AM lock", "PCS did not get align_status", "FC FEC is not locked", "RS FEC is not locked"],
        ["Large number of physical errors", "Unsupported rate", "Serdes reference clock lost", "Serdes ALOS"],
        [],
        ["Unsupported cable", "Cable test failure"],
        [], [], [], [],
        ["CMIS module is not in ModuleReady state"],
    ];

    public static string NameOf(ulong reason) => reason < (ulong)s_reasons.Length ? s_reasons[reason] : reason.ToString(CultureInfo.InvariantCulture);

    public static string NameOf(ulong reason, ulong detail)
        => reason < (ulong)s_details.Length && detail > 0 && detail <= (ulong)s_details[reason].Length ? s_details[reason][detail - 1] : detail.ToString(CultureInfo.InvariantCulture);
}
