using System.Buffers.Binary;

namespace Netshoot.Netlink.Netfilter;

/// <summary>Requests to the subsystems of netfilter (include/uapi/linux/netfilter/nfnetlink.h).</summary>
public static class NetfilterRequests
{
    // NFNL_MSG_BATCH_*
    private const ushort BatchBegin = 16, BatchEnd = 17;

    /// <summary>A request to which attributes are to be added.</summary>
    /// <param name="subsystem">Who is asked.</param>
    /// <param name="message">What, by a number of the subsystem's own.</param>
    /// <param name="flags">How.</param>
    /// <param name="family"><c>AF_*</c> or <c>NFPROTO_*</c>; 0 for all.</param>
    /// <param name="resource">A number whose meaning is the subsystem's.</param>
    public static NetlinkRequest Begin(NetfilterSubsystem subsystem, byte message, NetlinkFlags flags = NetlinkFlags.None, byte family = 0, ushort resource = 0)
        => Header(new NetlinkRequest((ushort)((byte)subsystem << 8 | message), flags), family, resource);

    /// <summary>The message that opens a batch, all of which is carried out or nothing.</summary>
    public static NetlinkRequest BeginBatch(NetfilterSubsystem subsystem) => Header(new NetlinkRequest(BatchBegin, NetlinkFlags.None), 0, (ushort)subsystem);

    /// <summary>The message that closes a batch and has it carried out.</summary>
    public static NetlinkRequest EndBatch(NetfilterSubsystem subsystem) => Header(new NetlinkRequest(BatchEnd, NetlinkFlags.None), 0, (ushort)subsystem);

    private static NetlinkRequest Header(NetlinkRequest request, byte family, ushort resource)
    {
        const byte Version = 0; // NFNETLINK_V0
        return request.U8(family).U8(Version).U16(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(resource) : resource);
    }
}
