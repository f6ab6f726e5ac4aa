using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Netlink.Routes;

/// <summary>An entry of a multicast forwarding cache: <c>struct rtmsg</c> of the families <c>RTNL_FAMILY_IPMR</c> and <c>RTNL_FAMILY_IP6MR</c> (include/uapi/linux/rtnetlink.h).</summary>
public sealed class MulticastRoute : INetlinkTable
{
    private const ushort CountsAttribute = 17; // RTA_MFC_STATS
    private const int HopSize = 8;

    /// <summary>A link that packets leave by, and how many hops they must have left for it.</summary>
    public readonly record struct Hop(int InterfaceIndex, byte LeastTimeToLive);

    public InternetAddress Group { get; private set; }

    /// <summary>Who sends; the unspecified address for all.</summary>
    public InternetAddress Source { get; private set; }

    /// <summary>The link that they come by; 0 while nobody has said.</summary>
    public int InputInterface { get; private set; }

    public uint Table { get; private set; }

    /// <summary>Packets wait until somebody says where to.</summary>
    public bool IsUnresolved { get; private set; }

    public List<Hop> Hops { get; } = [];

    /// <summary>Packets, bytes, and packets that came by another link; null when they were not counted.</summary>
    public (ulong Packets, ulong Bytes, ulong Wrong)? Counts { get; private set; }

    /// <summary>Hundredths of seconds since it was used.</summary>
    public ulong? Age { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        const uint Unresolved = 32; // RTNH_F_UNRESOLVED
        if (message.Type != RouteMessageType.NewRoute) return false;
        var reader = new NetlinkReader(message.Payload);
        byte family = reader.U8();
        reader.Skip(3);
        Table = reader.U8();
        reader.Skip(3);
        IsUnresolved = (reader.U32() & Unresolved) != 0;
        if (reader.Truncated || family is not (AddressFamilyNumber.IpMultiRoute or AddressFamilyNumber.Ip6MultiRoute)) return false;
        Group = Source = family == AddressFamilyNumber.IpMultiRoute ? InternetAddress.Any4 : InternetAddress.Any6;
        InputInterface = 0;
        Hops.Clear();
        Counts = null;
        Age = null;
        foreach (var attribute in reader.Attributes)
        {
            switch ((RouteAttribute)attribute.Type)
            {
                case RouteAttribute.Destination: Group = attribute.Address; break;
                case RouteAttribute.Source: Source = attribute.Address; break;
                case RouteAttribute.InputInterface: InputInterface = attribute.I32; break;
                case RouteAttribute.Table: Table = attribute.U32; break;
                case RouteAttribute.Multipath: ReadHops(attribute.Value); break;
                case RouteAttribute.Expires: Age = attribute.U64; break;
                case (RouteAttribute)CountsAttribute:
                    var counts = attribute.Reader;
                    Counts = (counts.U64(), counts.U64(), counts.U64());
                    break;
            }
        }
        return true;
    }

    // struct rtnexthop: length, flags, hops, link.
    private void ReadHops(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= HopSize)
        {
            int length = MemoryMarshal.Read<ushort>(bytes);
            if (length < HopSize || length > bytes.Length) return;
            Hops.Add(new(MemoryMarshal.Read<int>(bytes[4..]), bytes[3]));
            bytes = bytes[Math.Min(NetlinkReader.Aligned(length), bytes.Length)..];
        }
    }
}
