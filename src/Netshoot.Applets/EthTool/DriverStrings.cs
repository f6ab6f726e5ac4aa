using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>Names that a driver gives its numbers: <c>struct ethtool_sset_info</c> and <c>ethtool_gstrings</c> (include/uapi/linux/ethtool.h).</summary>
internal static class DriverStrings
{
    /// <summary>Room for as many entries more than were announced: the kernel fills in what there is when it is asked again.</summary>
    public const int Spare = 4096;

    private const int HeaderSize = 12, Most = 1 << 16;

    /// <returns>None and no names when the driver has none of the kind.</returns>
    public static Errno TryRead(EthToolContext context, uint set, out IReadOnlyList<string> names)
    {
        const int MaskOffset = 8, CountOffset = 16;
        names = [];
        var counts = new DriverCommand(DriverCommand.StringCounts, CountOffset + sizeof(uint)).Put(MaskOffset, 1ul << (int)set);
        var errno = context.Control(counts);
        if (errno != Errno.None || counts.U64(MaskOffset) == 0) return errno;
        int count = (int)Math.Min(counts.U32(CountOffset), Most);
        if (count == 0) return Errno.None;
        var strings = new DriverCommand(DriverCommand.Strings, HeaderSize + (count + Spare) * DriverCommand.NameSize).Put(4, set).Put(8, (uint)count);
        errno = context.Control(strings);
        if (errno == Errno.None) names = [.. Enumerable.Range(0, count).Select(i => strings.Text(HeaderSize + i * DriverCommand.NameSize))];
        return errno;
    }
}
