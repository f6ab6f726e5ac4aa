using Netshoot.Wire;

namespace Netshoot.Netlink.Netfilter;

/// <summary>Requests about tracked connections and expected ones (include/uapi/linux/netfilter/nfnetlink_conntrack.h).</summary>
public static class ConnectionRequests
{
    // IPCTNL_MSG_*
    private const byte NewMessage = 0, GetMessage = 1, DeleteMessage = 2, GetAndZero = 3, CpuStatistics = 4, Statistics = 5, DyingMessage = 6, UnconfirmedMessage = 7;

    /// <summary>All connections of a family, or of both; the kernel leaves out those with other marks.</summary>
    public static NetlinkRequest List(byte family = 0, bool zeroes = false, (uint Value, uint Mask)? mark = null)
    {
        var request = Begin(zeroes ? GetAndZero : GetMessage, NetlinkFlags.None, family);
        return mark is { } wanted ? request.AttributeBigEndian((ushort)ConnectionAttribute.Mark, wanted.Value).AttributeBigEndian((ushort)ConnectionAttribute.MarkMask, wanted.Mask) : request;
    }

    public static NetlinkRequest ListDying(byte family = 0) => Begin(DyingMessage, NetlinkFlags.None, family);

    public static NetlinkRequest ListUnconfirmed(byte family = 0) => Begin(UnconfirmedMessage, NetlinkFlags.None, family);

    /// <summary>How many connections there are.</summary>
    public static NetlinkRequest Count() => Begin(Statistics, NetlinkFlags.None, 0);

    /// <summary>What each CPU has counted.</summary>
    public static NetlinkRequest ListStatistics() => Begin(CpuStatistics, NetlinkFlags.None, 0);

    public static NetlinkRequest Find(ConnectionTuple original, ushort? zone) => About(GetMessage, NetlinkFlags.None, original, zone);

    /// <summary>Forgets a connection; with its number only if it is still that one.</summary>
    public static NetlinkRequest Delete(ConnectionTuple original, ushort? zone, uint? id)
    {
        var request = About(DeleteMessage, NetlinkFlags.None, original, zone);
        return id is { } number ? request.AttributeBigEndian((ushort)ConnectionAttribute.Id, number) : request;
    }

    /// <summary>Makes a connection or changes one; what it is to be is to be added.</summary>
    public static NetlinkRequest Make(ConnectionTuple original, ConnectionTuple reply, ushort? zone, NetlinkFlags flags)
    {
        var request = Begin(NewMessage, flags, FamilyOf(original));
        original.Write(request, (ushort)ConnectionAttribute.Original);
        reply.Write(request, (ushort)ConnectionAttribute.Reply);
        return zone is { } number ? request.AttributeBigEndian((ushort)ConnectionAttribute.Zone, number) : request;
    }

    /// <summary>The state of the connection's protocol; of SCTP with the tags of both directions.</summary>
    public static NetlinkRequest WithState(this NetlinkRequest request, byte protocol, byte state, uint? originalTag = null, uint? replyTag = null, byte? role = null)
    {
        const ushort Tcp = 1, Dccp = 2, Sctp = 3, StateAttribute = 1, Second = 2, Third = 3;
        int information = request.Begin((ushort)ConnectionAttribute.ProtocolInformation, flagged: true);
        int nest = request.Begin(protocol switch { IpProtocol.Sctp => Sctp, IpProtocol.Dccp => Dccp, _ => Tcp }, flagged: true);
        request.Attribute(StateAttribute, state);
        if (originalTag is { } first) request.Attribute(Second, first);
        if (replyTag is { } second) request.Attribute(Third, second);
        if (role is { } side) request.Attribute(Second, side);
        request.End(nest);
        request.End(information);
        return request;
    }

    /// <summary>Another address, and port, in place of the source's or the destination's.</summary>
    public static NetlinkRequest WithTranslation(this NetlinkRequest request, ConnectionAttribute direction, InternetAddress address, ushort? port)
    {
        const ushort Least4 = 1, Most4 = 2, Ports = 3, Least6 = 4, Most6 = 5, LeastPort = 1, MostPort = 2; // CTA_NAT_*, CTA_PROTONAT_*
        int nest = request.Begin((ushort)direction, flagged: true);
        request.Attribute(address.Is6 ? Least6 : Least4, address).Attribute(address.Is6 ? Most6 : Most4, address);
        if (port is { } number)
        {
            int ports = request.Begin(Ports, flagged: true);
            request.AttributeBigEndian(LeastPort, number).AttributeBigEndian(MostPort, number);
            request.End(ports);
        }
        request.End(nest);
        return request;
    }

    /// <summary>Forgets all connections of a family, or of both.</summary>
    public static NetlinkRequest Flush(byte family = 0) => Begin(DeleteMessage, NetlinkFlags.None, family);

    public static NetlinkRequest ListExpectations(byte family = 0) => NetfilterRequests.Begin(NetfilterSubsystem.Expectations, GetMessage, NetlinkFlags.None, family);

    public static NetlinkRequest FlushExpectations() => NetfilterRequests.Begin(NetfilterSubsystem.Expectations, DeleteMessage);

    private static NetlinkRequest About(byte message, NetlinkFlags flags, ConnectionTuple original, ushort? zone)
    {
        var request = Begin(message, flags, FamilyOf(original));
        original.Write(request, (ushort)ConnectionAttribute.Original);
        return zone is { } number ? request.AttributeBigEndian((ushort)ConnectionAttribute.Zone, number) : request;
    }

    private static byte FamilyOf(ConnectionTuple tuple) => tuple.Source.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet;

    private static NetlinkRequest Begin(byte message, NetlinkFlags flags, byte family) => NetfilterRequests.Begin(NetfilterSubsystem.Connections, message, flags, family);
}
