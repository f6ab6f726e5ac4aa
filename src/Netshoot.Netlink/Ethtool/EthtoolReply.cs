using Netshoot.Netlink.Generic;

namespace Netshoot.Netlink.Ethtool;

/// <summary>An answer of the family <c>ethtool</c>: the interface that it is about, and the attributes of its kind (include/uapi/linux/ethtool_netlink.h).</summary>
public class EthtoolReply : INetlinkTable
{
    internal const ushort Header = 1; // ETHTOOL_A_*_HEADER

    // ETHTOOL_A_HEADER_*
    private const ushort DeviceIndex = 1, DeviceName = 2;

    private readonly AttributeStore _attributes = new();

    public int Index { get; private set; }

    /// <summary>The interface's name; empty for what belongs to none.</summary>
    public string Device { get; private set; } = "";

    /// <summary>All attributes but the one that names the interface.</summary>
    public NetlinkAttributes Attributes => _attributes.Attributes;

    private protected virtual ushort HeaderAttribute => Header;

    /// <summary>A number of any size; null when the driver has none.</summary>
    public ulong? Number<T>(T attribute) where T : unmanaged, Enum => Attributes.Find(NumberOf(attribute)) is { Exists: true } found ? found.Number : null;

    /// <summary>A switch; null when the driver has none.</summary>
    public bool? Switch<T>(T attribute) where T : unmanaged, Enum => Number(attribute) is { } number ? number != 0 : null;

    /// <summary>A set of bits; null when the driver has none.</summary>
    public BitSet? Bits<T>(T attribute) where T : unmanaged, Enum => Attributes.Find(NumberOf(attribute)) is { Exists: true } found ? BitSet.Read(found) : null;

    public bool Read(NetlinkMessage message)
    {
        _attributes.Clear();
        (Index, Device) = (0, "");
        if (!GenericMessage.TryRead(message, out var generic)) return false;
        foreach (var attribute in generic.Attributes)
        {
            if (attribute.Type != HeaderAttribute)
            {
                _attributes.Add(attribute);
                continue;
            }
            Index = attribute.Nested.Find(DeviceIndex).I32;
            Device = attribute.Nested.Find(DeviceName).Text;
        }
        return true;
    }

    private static ushort NumberOf<T>(T attribute) where T : unmanaged, Enum => System.Runtime.CompilerServices.Unsafe.BitCast<T, ushort>(attribute);
}

/// <summary>The answer about groups of standard statistics, whose header stands elsewhere.</summary>
public sealed class StatisticsReply : EthtoolReply
{
    internal new const ushort Header = 2; // ETHTOOL_A_STATS_HEADER

    private protected override ushort HeaderAttribute => Header;
}
