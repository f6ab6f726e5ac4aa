using Netshoot.Wire;

namespace Netshoot.Netlink.Links;

/// <summary>The lower half of the addresses that a link makes itself of the prefixes of routers: <c>IFLA_INET6_TOKEN</c> in the view of IPv6 (include/uapi/linux/if_link.h).</summary>
public sealed class InterfaceToken : INetlinkTable
{
    private const ushort FamiliesAttribute = 26, ViewAttribute = 12, TokenAttribute = 7; // IFLA_AF_SPEC, IFLA_PROTINFO
    private const uint Loopback = 0x8, NoArp = 0x80;

    public int InterfaceIndex { get; private set; }

    public InternetAddress Token { get; private set; }

    /// <returns>False also for links that have none: those that find no neighbors.</returns>
    public bool Read(NetlinkMessage message)
    {
        if (message.Type != RouteMessageType.NewLink) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        reader.Skip(3);
        InterfaceIndex = reader.I32();
        uint flags = reader.U32();
        reader.Skip(sizeof(uint));
        if (reader.Truncated || family != AddressFamilyNumber.Inet6 || (flags & (Loopback | NoArp)) != 0) return false;
        var token = reader.Attributes.Find(ViewAttribute).Nested.Find(TokenAttribute);
        Token = token.Address;
        return token.Exists;
    }

    public static NetlinkRequest Set(int interfaceIndex, InternetAddress token)
    {
        var request = new NetlinkRequest(RouteMessageType.SetLink, NetlinkFlags.None).U8(AddressFamilyNumber.Inet6).U8(0).U16(0).I32(interfaceIndex).U32(0).U32(0);
        int families = request.Begin(FamiliesAttribute), family = request.Begin(AddressFamilyNumber.Inet6);
        request.Attribute(TokenAttribute, token);
        request.End(family);
        request.End(families);
        return request;
    }
}
