using Netshoot.Netlink.Generic;

namespace Netshoot.Netlink.Ethtool;

/// <summary>Requests to the family <c>ethtool</c> (Documentation/networking/ethtool-netlink.rst).</summary>
public static class EthtoolRequests
{
    /// <summary>The family's name.</summary>
    public const string Family = "ethtool";

    // ETHTOOL_A_HEADER_*
    private const ushort DeviceName = 2, HeaderFlags = 3;

    /// <summary>A request about an interface, to which attributes are to be added.</summary>
    /// <param name="family">The family, as it was found.</param>
    /// <param name="command">What.</param>
    /// <param name="device">The interface; null for all, or for what belongs to none.</param>
    /// <param name="flags">How it is to be answered.</param>
    public static NetlinkRequest Begin(GenericFamily family, EthtoolCommand command, string? device, EthtoolFlags flags = EthtoolFlags.None)
    {
        var request = family.Request((byte)command);
        int header = request.Begin(command == EthtoolCommand.GetStatistics ? StatisticsReply.Header : EthtoolReply.Header, flagged: true);
        if (device is not null) request.Attribute(DeviceName, device);
        if (flags != EthtoolFlags.None) request.Attribute(HeaderFlags, (uint)flags);
        request.End(header);
        return request;
    }

    /// <summary>The names that a set of bits or numbers has.</summary>
    public static NetlinkRequest Strings(GenericFamily family, uint set, string? device = null)
    {
        var request = Begin(family, EthtoolCommand.GetStrings, device);
        int sets = request.Begin((ushort)StringSet.Attribute.Sets, flagged: true);
        int one = request.Begin(StringSet.SetEntry, flagged: true);
        request.Attribute((ushort)StringSet.SetAttribute.Id, set);
        request.End(one);
        request.End(sets);
        return request;
    }
}
