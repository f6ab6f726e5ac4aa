using System.Buffers.Binary;
using Netshoot.Filters;
using Netshoot.Kernel;

namespace Netshoot.Capture.Rings;

/// <summary>
/// The header that stands for the link layer where frames of several kinds meet: what the kernel says of each
/// (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of pcap-linktype(7)).
/// </summary>
internal static class CookedHeader
{
    public const int Longest = 20;

    private const int LongestAddress = 8;

    public static bool IsCooked(LinkType type) => type == LinkType.LinuxCooked || type == LinkType.LinuxCooked2;

    public static int SizeOf(LinkType type) => type == LinkType.LinuxCooked2 ? Longest : 16;

    /// <param name="type">Which of the two.</param>
    /// <param name="frame">What the kernel says.</param>
    /// <param name="to">The place for it, <see cref="SizeOf"/> bytes.</param>
    public static void Write(LinkType type, in RingFrame frame, Span<byte> to)
    {
        ushort addressLength = Math.Min((ushort)frame.AddressLength, (ushort)LongestAddress);
        if (type == LinkType.LinuxCooked2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, frame.Protocol);
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], 0);
            BinaryPrimitives.WriteInt32BigEndian(to[4..], frame.InterfaceIndex);
            BinaryPrimitives.WriteUInt16BigEndian(to[8..], frame.HardwareType);
            to[10] = frame.PacketType;
            to[11] = (byte)addressLength;
            WriteAddress(frame, addressLength, to[12..]);
            return;
        }
        BinaryPrimitives.WriteUInt16BigEndian(to, frame.PacketType);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], frame.HardwareType);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], addressLength);
        WriteAddress(frame, addressLength, to[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(to[14..], frame.Protocol);
    }

    // What is behind the address in the kernel's structure is left over from other frames.
    private static void WriteAddress(in RingFrame frame, int length, Span<byte> to)
    {
        to[..LongestAddress].Clear();
        frame.Address[..length].CopyTo(to);
    }
}
