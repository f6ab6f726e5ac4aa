namespace Netshoot.Netlink.TrafficControl;

/// <summary>A rate as qdiscs and policers have it: <c>struct tc_ratespec</c> (include/uapi/linux/pkt_sched.h).</summary>
/// <param name="CellLog">How many sizes share a slot of the rate table, as a power of two.</param>
/// <param name="LinkLayer"><c>TC_LINKLAYER_*</c>.</param>
/// <param name="Overhead">Bytes that each packet takes more.</param>
/// <param name="CellAlign">Where the slots begin.</param>
/// <param name="MinimumUnit">Bytes that each packet takes at least.</param>
/// <param name="Rate">Bytes a second; the largest number where it does not fit, and stands elsewhere.</param>
public readonly record struct RateSpecification(byte CellLog, byte LinkLayer, ushort Overhead, short CellAlign, ushort MinimumUnit, uint Rate)
{
    public const int Size = 12;

    /// <summary>Kinds of links, as far as they have names.</summary>
    public const byte Unaware = 0, Ethernet = 1, Atm = 2;

    private const byte LinkLayerMask = 0xf;

    public static RateSpecification Read(ref NetlinkReader reader)
        => new(reader.U8(), (byte)(reader.U8() & LinkLayerMask), reader.U16(), (short)reader.U16(), reader.U16(), reader.U32());

    public void Write(NetlinkRequest request) => request.U8(CellLog).U8(LinkLayer).U16(Overhead).U16((ushort)CellAlign).U16(MinimumUnit).U32(Rate);
}
