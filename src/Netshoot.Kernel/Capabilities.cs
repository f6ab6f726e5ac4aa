using System.Globalization;

namespace Netshoot.Kernel;

/// <summary>The capabilities that network tools need (include/uapi/linux/capability.h); the value is the bit's number.</summary>
public enum Capability
{
    SetGid = 6,
    SetUid = 7,
    NetBindService = 10,
    NetAdmin = 12,
    NetRaw = 13,
    SysPtrace = 19,
    SysAdmin = 21,
    SysResource = 24,
}

/// <summary>What this process may do (capabilities(7)).</summary>
public static class Capabilities
{
    /// <summary>Whether the capability is in the effective set.</summary>
    public static bool Has(Capability capability) => (Effective() >> (int)capability & 1) != 0;

    /// <summary>The effective set as bits, read from <c>/proc/self/status</c>; none when that cannot be read.</summary>
    public static ulong Effective()
    {
        const string Key = "CapEff:";
        if (Files.TryReadText("/proc/self/status") is not { } status) return 0;
        int at = status.IndexOf(Key, StringComparison.Ordinal);
        if (at < 0) return 0;
        var line = status.AsSpan(at + Key.Length);
        int end = line.IndexOf('\n');
        return ulong.TryParse(line[..(end < 0 ? line.Length : end)].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : 0;
    }
}
