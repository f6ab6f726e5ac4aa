namespace Netshoot.Netlink.TrafficControl;

/// <summary>What every action begins with: <c>tc_gen</c> (include/uapi/linux/pkt_cls.h).</summary>
/// <param name="Index">Its number among those of its kind.</param>
/// <param name="Capabilities">Nothing uses it.</param>
/// <param name="Verdict"><c>TC_ACT_*</c>.</param>
/// <param name="References">How many know it.</param>
/// <param name="Bindings">How many filters do.</param>
public readonly record struct TrafficActionState(uint Index, uint Capabilities, int Verdict, int References, int Bindings)
{
    public const int Size = 20;

    public static TrafficActionState Read(ref NetlinkReader reader) => new(reader.U32(), reader.U32(), reader.I32(), reader.I32(), reader.I32());
}

/// <summary>How long ago an action was made and used, in ticks of <c>USER_HZ</c>: <c>struct tcf_t</c>.</summary>
public readonly record struct TrafficActionTimes(ulong Installed, ulong Used, ulong Expires, ulong FirstUsed)
{
    public static TrafficActionTimes Read(NetlinkReader reader) => new(reader.U64(), reader.U64(), reader.U64(), reader.U64());
}
