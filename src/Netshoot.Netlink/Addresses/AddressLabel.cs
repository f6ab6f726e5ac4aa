using Netshoot.Wire;

namespace Netshoot.Netlink.Addresses;

/// <summary>A label of prefixes, by which a source address is chosen (RFC 6724): <c>struct ifaddrlblmsg</c> with <c>IFAL_*</c> (include/uapi/linux/if_addrlabel.h).</summary>
public sealed class AddressLabel : INetlinkTable
{
    private const ushort AddressAttribute = 1, LabelAttribute = 2;

    public InternetAddress? Address { get; private set; }

    public byte PrefixLength { get; private set; }

    /// <summary>The interface that it holds for, or 0.</summary>
    public int InterfaceIndex { get; private set; }

    public uint? Label { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewAddressLabel or RouteMessageType.DeleteAddressLabel)) return false;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(2);
        PrefixLength = reader.U8();
        reader.Skip(1);
        InterfaceIndex = reader.I32();
        reader.Skip(sizeof(uint));
        if (reader.Truncated) return false;
        Address = null;
        Label = null;
        foreach (var attribute in reader.Attributes)
        {
            if (attribute.Type == AddressAttribute) Address = attribute.Address;
            else if (attribute.Type == LabelAttribute) Label = attribute.U32;
        }
        return true;
    }

    public static NetlinkRequest List(byte family) => Header(new(RouteMessageType.GetAddressLabel, NetlinkFlags.None), family, 0, 0);

    public static NetlinkRequest Add(InternetAddress address, int length, int interfaceIndex, uint label)
        => Change(new(RouteMessageType.NewAddressLabel, NetlinkFlags.Create | NetlinkFlags.Exclusive), address, length, interfaceIndex, label);

    public static NetlinkRequest Delete(InternetAddress address, int length, int interfaceIndex, uint label)
        => Change(new(RouteMessageType.DeleteAddressLabel, NetlinkFlags.None), address, length, interfaceIndex, label);

    private static NetlinkRequest Change(NetlinkRequest request, InternetAddress address, int length, int interfaceIndex, uint label)
        => Header(request, AddressFamilyNumber.Inet6, length, interfaceIndex).Attribute(AddressAttribute, address).Attribute(LabelAttribute, label);

    private static NetlinkRequest Header(NetlinkRequest request, byte family, int length, int interfaceIndex)
        => request.U8(family).U8(0).U8((byte)length).U8(0).I32(interfaceIndex).U32(0);
}
