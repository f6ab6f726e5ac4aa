using System.Buffers.Binary;
using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>The segment routing header of a route (RFC 8754; <c>struct ipv6_sr_hdr</c>, include/uapi/linux/seg6.h): segments from the last to the first, then perhaps an HMAC.</summary>
internal static class SegmentRoutingHeader
{
    private const int FixedSize = 8, SegmentSize = 16, HmacSize = 40, HmacKeyOffset = 4;
    private const byte RoutingType = 4, HasHmac = 0x08, HmacType = 5;

    /// <summary>Writes the segments in the order that a packet meets them, and the key of its HMAC.</summary>
    public static void Write(IpContext context, ReadOnlySpan<byte> header)
    {
        if (header.Length < FixedSize) return;
        var to = context.To;
        int count = Math.Min(header[4] + 1, (header.Length - FixedSize) / SegmentSize);
        to.OpenArray("segs");
        to.Text($"segs {count} [ ");
        for (int i = count - 1; i >= 0; i--)
        {
            var segment = InternetAddress.FromBytes(header.Slice(FixedSize + i * SegmentSize, SegmentSize));
            to.Field(null, segment, $"{segment} ");
        }
        to.CloseArray();
        to.Text($"] ");
        if ((header[5] & HasHmac) == 0 || header.Length < FixedSize + count * SegmentSize + HmacKeyOffset + 4) return;
        uint key = BinaryPrimitives.ReadUInt32BigEndian(header[(FixedSize + count * SegmentSize + HmacKeyOffset)..]);
        to.Field("hmac", string.Create(CultureInfo.InvariantCulture, $"0x{key:x}"), $"hmac {key:X} ");
    }

    /// <summary>The header for segments between commas.</summary>
    /// <param name="segments">The text.</param>
    /// <param name="leavesPlace">Whether the kernel is to put the packet's own destination behind them.</param>
    /// <param name="hmacKey">The key of an HMAC; 0 for none.</param>
    public static byte[] Build(string segments, bool leavesPlace, uint hmacKey)
    {
        string[] addresses = segments.Split(',');
        int count = addresses.Length + (leavesPlace ? 1 : 0);
        var header = new byte[FixedSize + count * SegmentSize + (hmacKey != 0 ? HmacSize : 0)];
        header[1] = (byte)((header.Length >> 3) - 1);
        header[2] = RoutingType;
        header[3] = header[4] = (byte)(count - 1);
        for (int i = 0; i < addresses.Length; i++)
            IpWords.Address(addresses[i], AddressFamilyNumber.Inet6).CopyTo(header.AsSpan(FixedSize + (count - 1 - i) * SegmentSize));
        if (hmacKey == 0) return header;
        header[5] = HasHmac;
        var hmac = header.AsSpan(FixedSize + count * SegmentSize);
        (hmac[0], hmac[1]) = (HmacType, HmacSize - 2);
        BinaryPrimitives.WriteUInt32BigEndian(hmac[HmacKeyOffset..], hmacKey);
        return header;
    }
}
