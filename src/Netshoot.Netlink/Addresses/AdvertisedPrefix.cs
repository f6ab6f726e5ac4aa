using Netshoot.Wire;

namespace Netshoot.Netlink.Addresses;

/// <summary>A prefix that a router has advertised: <c>struct prefixmsg</c> with <c>PREFIX_*</c> (include/uapi/linux/rtnetlink.h; RFC 4861 section 4.6.2).</summary>
public sealed class AdvertisedPrefix : INetlinkTable
{
    private const byte OnLinkFlag = 1, AutonomousFlag = 2; // IF_PREFIX_*

    public byte Family { get; private set; }

    public int InterfaceIndex { get; private set; }

    public byte Length { get; private set; }

    public bool IsOnLink { get; private set; }

    /// <summary>Whether addresses may be made of it without being asked for.</summary>
    public bool IsAutonomous { get; private set; }

    public InternetAddress? Address { get; private set; }

    /// <summary>In seconds.</summary>
    public (uint Preferred, uint Valid)? Lifetime { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != RouteMessageType.NewPrefix) return false;
        Address = null;
        Lifetime = null;
        var reader = new NetlinkReader(message.Payload);
        Family = reader.U8();
        reader.Skip(3);
        InterfaceIndex = reader.I32();
        reader.U8();
        Length = reader.U8();
        byte flags = reader.U8();
        reader.U8();
        if (reader.Truncated) return false;
        IsOnLink = (flags & OnLinkFlag) != 0;
        IsAutonomous = (flags & AutonomousFlag) != 0;
        foreach (var attribute in reader.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Address = attribute.Address; break;
                case 2:
                    var times = attribute.Reader;
                    Lifetime = (times.U32(), times.U32());
                    break;
            }
        }
        return true;
    }
}
