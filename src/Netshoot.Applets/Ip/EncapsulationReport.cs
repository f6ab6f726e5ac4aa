using System.Buffers.Binary;
using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>How a route wraps its packets: <c>LWTUNNEL_ENCAP_*</c> (include/uapi/linux/lwtunnel.h).</summary>
internal static class EncapsulationReport
{
    private const ushort Ip = 2, Ip6 = 4;

    public static void Write(IpContext context, ushort type, NetlinkAttributes attributes)
    {
        var to = context.To;
        to.Field("encap", Name(type), $" encap {Name(type)} ");
        if (type is not (Ip or Ip6)) return;
        const ushort Id = 1, Destination = 2, Source = 3, HopLimit = 4, TrafficClass = 5; // LWTUNNEL_IP_*, LWTUNNEL_IP6_*
        foreach (ushort number in (ReadOnlySpan<ushort>)[Id, Source, Destination, HopLimit, TrafficClass])
        {
            var attribute = attributes.Find(number);
            if (!attribute.Exists) continue;
            switch (number)
            {
                case Id:
                    ulong id = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(attribute.U64) : attribute.U64;
                    to.Field("id", id, $"id {id} ");
                    break;
                case Source:
                    to.Field(AddressPaint.PaintOf(attribute.Address), "src", attribute.Address, $"src {attribute.Address} ");
                    break;
                case Destination:
                    to.Field(AddressPaint.PaintOf(attribute.Address), "dst", attribute.Address, $"dst {attribute.Address} ");
                    break;
                case HopLimit:
                    if (type == Ip) to.Field("ttl", attribute.U8, $"ttl {attribute.U8} ");
                    else to.Field("hoplimit", attribute.U8, $"hoplimit {attribute.U8} ");
                    break;
                default:
                    if (type == Ip) to.Field("tos", attribute.U8, $"tos {attribute.U8} ");
                    else to.Field("tc", attribute.U8, $"tc {attribute.U8} ");
                    break;
            }
        }
    }

    private static string Name(ushort type) => type switch
    {
        1 => "mpls",
        Ip => "ip",
        3 => "ila",
        Ip6 => "ip6",
        5 => "seg6",
        6 => "bpf",
        7 => "seg6local",
        8 => "rpl",
        9 => "ioam6",
        10 => "xfrm",
        _ => type.ToString(CultureInfo.InvariantCulture),
    };
}
