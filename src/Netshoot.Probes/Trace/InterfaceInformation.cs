using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>What part an interface has in the packet's way (RFC 5837 section 4.2).</summary>
public enum InterfaceRole
{
    /// <summary>The packet came in by it.</summary>
    Incoming = 0,

    /// <summary>A part of the interface that the packet came in by.</summary>
    IncomingPart = 1,

    /// <summary>The packet would have left by it.</summary>
    Outgoing = 2,

    /// <summary>The next hop.</summary>
    NextHop = 3,
}

/// <summary>The Interface Information Object (RFC 5837 section 4): which interface of a router a packet passed.</summary>
/// <param name="Role">Which.</param>
/// <param name="Index">Its ifIndex; null when it is not told.</param>
/// <param name="Address">An address of it; null when it is not told.</param>
/// <param name="Name">Its name; null when it is not told.</param>
/// <param name="Mtu">Its MTU; null when it is not told.</param>
public sealed record InterfaceInformation(InterfaceRole Role, uint? Index, InternetAddress? Address, string? Name, uint? Mtu)
{
    public const byte Class = 2;

    /// <summary>Reads what an object of this class says; null when it is broken.</summary>
    public static InterfaceInformation? Read(IcmpObject item)
    {
        const byte HasIndex = 8, HasAddress = 4, HasName = 2, HasMtu = 1;
        const int LongestName = 64;
        if (item.Class != Class) return null;
        var wire = new WireReader(item.Body);
        uint? index = (item.Type & HasIndex) != 0 ? wire.U32() : null;
        InternetAddress? address = null;
        if ((item.Type & HasAddress) != 0)
        {
            ushort family = wire.U16();
            wire.Skip(2);
            if (family is not (1 or 2)) return null;
            address = family == 1 ? wire.Ip4() : wire.Ip6();
        }
        string? name = null;
        if ((item.Type & HasName) != 0)
        {
            // The length counts itself and the padding.
            int length = wire.U8();
            if (length is 0 or > LongestName) return null;
            name = Encoding.UTF8.GetString(wire.Take(length - 1).TrimEnd((byte)0));
        }
        uint? mtu = (item.Type & HasMtu) != 0 ? wire.U32() : null;
        return wire.Truncated ? null : new((InterfaceRole)(item.Type >> 6), index, address, name, mtu);
    }
}
