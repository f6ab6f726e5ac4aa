using Netshoot.Netlink.Generic;

namespace Netshoot.Netlink.Ethtool;

/// <summary>The names of a set (<c>ETH_SS_*</c>, include/uapi/linux/ethtool.h) as <c>ETHTOOL_MSG_STRSET_GET_REPLY</c> tells them.</summary>
public sealed class StringSet : INetlinkTable
{
    /// <summary><c>ETH_SS_*</c>: the sets that are asked for by name.</summary>
    public const uint Features = 4, StatisticsGroups = 16, PhyStatistics = 17, MacStatistics = 18, ControlStatistics = 19, MonitoringStatistics = 20;

    internal const ushort SetEntry = 1; // ETHTOOL_A_STRINGSETS_STRINGSET

    private readonly List<string> _names = [];

    /// <summary>The names by their numbers; those that were not told are empty.</summary>
    public IReadOnlyList<string> Names => _names;

    public bool Read(NetlinkMessage message)
    {
        _names.Clear();
        if (!GenericMessage.TryRead(message, out var generic)) return false;
        foreach (var set in generic.Attributes.Find((ushort)Attribute.Sets).Nested)
        {
            foreach (var entry in set.Nested.Find((ushort)SetAttribute.Strings).Nested)
            {
                uint index = entry.Nested.Find((ushort)EntryAttribute.Index).U32;
                if (index >= BitSet.Most) continue;
                while (_names.Count <= index) _names.Add("");
                _names[(int)index] = entry.Nested.Find((ushort)EntryAttribute.Value).Text;
            }
        }
        return true;
    }

    /// <summary><c>ETHTOOL_A_STRSET_*</c>.</summary>
    public enum Attribute : ushort
    {
        Sets = 2,
    }

    /// <summary><c>ETHTOOL_A_STRINGSET_*</c>.</summary>
    public enum SetAttribute : ushort
    {
        Id = 1,
        Count = 2,
        Strings = 3,
    }

    /// <summary><c>ETHTOOL_A_STRING_*</c>.</summary>
    public enum EntryAttribute : ushort
    {
        Index = 1,
        Value = 2,
    }
}
