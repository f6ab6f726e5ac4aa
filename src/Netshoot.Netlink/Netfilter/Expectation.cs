namespace Netshoot.Netlink.Netfilter;

/// <summary>A connection that a helper expects: <c>CTA_EXPECT_*</c> (include/uapi/linux/netfilter/nfnetlink_conntrack.h).</summary>
public sealed class Expectation : INetlinkTable
{
    // IPCTNL_MSG_EXP_* and CTA_EXPECT_*
    private const byte NewMessage = 0, DeleteMessage = 2;
    private const ushort MasterAttribute = 1, TupleAttribute = 2, MaskAttribute = 3, TimeoutAttribute = 4, HelperAttribute = 6, ZoneAttribute = 7, FlagsAttribute = 8, ClassAttribute = 9;

    public ConnectionChange Change { get; private set; }

    public byte Family { get; private set; }

    /// <summary>The connection that announced it.</summary>
    public ConnectionTuple Master { get; private set; }

    public ConnectionTuple Expected { get; private set; }

    /// <summary>Which bits of <see cref="Expected"/> count.</summary>
    public ConnectionTuple Mask { get; private set; }

    /// <summary>Seconds until it is forgotten.</summary>
    public uint Timeout { get; private set; }

    public string? Helper { get; private set; }

    public ushort? Zone { get; private set; }

    /// <summary><c>NF_CT_EXPECT_*</c>: 1 permanent, 2 inactive, 4 made by a program.</summary>
    public uint Flags { get; private set; }

    public uint Class { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (!NetfilterMessage.TryRead(message, out var netfilter) || netfilter.Subsystem != NetfilterSubsystem.Expectations || netfilter.Message is not (NewMessage or DeleteMessage)) return false;
        Change = netfilter.Message == DeleteMessage ? ConnectionChange.Ended : message.Header.Flags.HasFlag(NetlinkFlags.Create) ? ConnectionChange.New : ConnectionChange.Changed;
        (Family, Master, Expected, Mask, Timeout, Helper, Zone, Flags, Class) = (netfilter.Family, default, default, default, 0, null, null, 0, 0);
        bool hasTuple = false;
        foreach (var attribute in netfilter.Attributes)
        {
            switch (attribute.Type)
            {
                case MasterAttribute: Master = ConnectionTuple.Read(attribute); break;
                case TupleAttribute:
                    Expected = ConnectionTuple.Read(attribute);
                    hasTuple = true;
                    break;
                case MaskAttribute: Mask = ConnectionTuple.Read(attribute); break;
                case TimeoutAttribute: Timeout = attribute.U32BigEndian; break;
                case HelperAttribute: Helper = attribute.Text; break;
                case ZoneAttribute: Zone = attribute.U16BigEndian; break;
                case FlagsAttribute: Flags = attribute.U32BigEndian; break;
                case ClassAttribute: Class = attribute.U32BigEndian; break;
            }
        }
        return hasTuple;
    }
}
