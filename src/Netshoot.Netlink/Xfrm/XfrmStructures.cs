using Netshoot.Wire;

namespace Netshoot.Netlink.Xfrm;

/// <summary>Which packets: <c>struct xfrm_selector</c> (include/uapi/linux/xfrm.h).</summary>
public readonly record struct XfrmSelector(
    InternetAddress Source, byte SourceLength, InternetAddress Destination, byte DestinationLength, ushort SourcePort, ushort SourcePortMask, ushort DestinationPort, ushort DestinationPortMask,
    byte Protocol, int InterfaceIndex, uint UserId, ushort Family)
{
    internal const int Size = 56;

    /// <param name="reader">Stands at the structure, and behind it afterwards.</param>
    /// <param name="family">The family to read the addresses in where the selector itself has none.</param>
    internal static XfrmSelector Read(ref NetlinkReader reader, ushort family = 0)
    {
        var destination = reader.Take(16);
        var source = reader.Take(16);
        ushort destinationPort = reader.U16BigEndian(), destinationMask = reader.U16BigEndian(), sourcePort = reader.U16BigEndian(), sourceMask = reader.U16BigEndian();
        ushort own = reader.U16();
        byte destinationLength = reader.U8(), sourceLength = reader.U8(), protocol = reader.U8();
        reader.Skip(3);
        int index = reader.I32();
        uint user = reader.U32();
        ushort used = own != 0 ? own : family;
        return new(XfrmAddress.Of(source, used), sourceLength, XfrmAddress.Of(destination, used), destinationLength, sourcePort, sourceMask, destinationPort, destinationMask, protocol, index, user, used);
    }
}

/// <summary>How long: <c>struct xfrm_lifetime_cfg</c>; all ones is no limit.</summary>
public readonly record struct XfrmLimits(ulong SoftBytes, ulong HardBytes, ulong SoftPackets, ulong HardPackets, ulong SoftAdded, ulong HardAdded, ulong SoftUsed, ulong HardUsed)
{
    internal static XfrmLimits Read(ref NetlinkReader reader)
        => new(reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64(), reader.U64());
}

/// <summary>How much so far: <c>struct xfrm_lifetime_cur</c>; times in seconds since 1970, 0 for never.</summary>
public readonly record struct XfrmUse(ulong Bytes, ulong Packets, ulong Added, ulong Used)
{
    internal static XfrmUse Read(ref NetlinkReader reader) => new(reader.U64(), reader.U64(), reader.U64(), reader.U64());
}

/// <summary>One transformation of a policy: <c>struct xfrm_user_tmpl</c>.</summary>
public readonly record struct XfrmTemplate(
    InternetAddress Destination, uint Spi, byte Protocol, InternetAddress Source, uint RequestId, byte Mode, byte Share, bool IsOptional, uint AuthenticationMask, uint EncryptionMask, uint CompressionMask)
{
    internal const int Size = 64;

    internal static XfrmTemplate Read(ref NetlinkReader reader)
    {
        var destination = reader.Take(16);
        uint spi = XfrmAddress.Network(reader.U32());
        byte protocol = reader.U8();
        reader.Skip(3);
        ushort family = reader.U16();
        reader.Skip(2);
        var source = reader.Take(16);
        uint request = reader.U32();
        byte mode = reader.U8(), share = reader.U8();
        bool optional = reader.U8() != 0;
        reader.Skip(1);
        return new(XfrmAddress.Of(destination, family), spi, protocol, XfrmAddress.Of(source, family), request, mode, share, optional, reader.U32(), reader.U32(), reader.U32());
    }
}

/// <summary><c>xfrm_address_t</c>: sixteen bytes, of which IPv4 uses the first four.</summary>
internal static class XfrmAddress
{
    public static InternetAddress Of(ReadOnlySpan<byte> bytes, ushort family)
        => bytes.Length < 16 ? default : InternetAddress.FromBytes(family == AddressFamilyNumber.Inet6 ? bytes : bytes[..4]);

    public static uint Network(uint value) => BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value) : value;
}
