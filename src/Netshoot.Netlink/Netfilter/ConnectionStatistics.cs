namespace Netshoot.Netlink.Netfilter;

/// <summary>What connection tracking has counted: on one CPU (<c>CTA_STATS_*</c>), or how many connections there are (<c>CTA_STATS_GLOBAL_ENTRIES</c>).</summary>
public sealed class ConnectionStatistics : INetlinkTable
{
    // IPCTNL_MSG_CT_GET_STATS*
    private const byte OneCpu = 4, All = 5;

    private readonly uint?[] _numbers = new uint?[(int)Counter.ChainTooLong + 1];

    public ushort Cpu { get; private set; }

    /// <summary>How many connections there are, when that was asked.</summary>
    public uint? Entries { get; private set; }

    /// <summary>A number; null when the kernel has none of the kind.</summary>
    public uint? this[Counter counter] => _numbers[(int)counter];

    public bool Read(NetlinkMessage message)
    {
        if (!NetfilterMessage.TryRead(message, out var netfilter) || netfilter.Subsystem != NetfilterSubsystem.Connections || netfilter.Message is not (OneCpu or All)) return false;
        Array.Clear(_numbers);
        Entries = null;
        Cpu = netfilter.Resource;
        foreach (var attribute in netfilter.Attributes)
        {
            if (netfilter.Message == All && attribute.Type == 1) Entries = attribute.U32BigEndian;
            else if (netfilter.Message == OneCpu && attribute.Type < _numbers.Length) _numbers[attribute.Type] = attribute.U32BigEndian;
        }
        return true;
    }

    /// <summary><c>CTA_STATS_*</c>.</summary>
    public enum Counter
    {
        Searched = 1,
        Found = 2,
        New = 3,
        Invalid = 4,
        Ignored = 5,
        Deleted = 6,
        DeletedFromList = 7,
        Inserted = 8,
        InsertFailed = 9,
        Dropped = 10,
        DroppedEarly = 11,
        Error = 12,
        SearchRestarted = 13,
        ClashResolved = 14,
        ChainTooLong = 15,
    }
}
