using System.Buffers.Binary;

namespace Netshoot.Packets.Link;

/// <summary>BSD loopback: an address family before the packet (LINKTYPE_NULL in either byte order, LINKTYPE_LOOP in network order).</summary>
[Dissects(Select.LinkType, 0)]
[Dissects(Select.LinkType, 108)]
public readonly struct Loopback : IDissector
{
    private const int HeaderSize = 4;

    public static string Name => "null";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(HeaderSize)) return layer.Trunc();
        uint family = layer.Wire.U32LittleEndian();
        // Families are small numbers: whichever order makes it one is right.
        if ((family & 0xffff_0000) != 0) family = BinaryPrimitives.ReverseEndianness(family);
        layer.EndLinkHeader();
        layer.Field("family", family);

        bool printed = layer.Options.LinkHeader;
        if (printed) PrintHeader(ref layer, family, length);
        int etherType = family switch
        {
            2 => 0x0800,
            10 or 24 or 28 or 30 => 0x86dd,
            16 => 0x809b,
            23 => 0x8137,
            _ => -1,
        };
        if (family == 7 && layer.Finish(Next.Sap(0xfe))) return Next.Done;
        if (etherType >= 0 && layer.Finish(Next.EtherType(etherType))) return Next.Done;
        if (!printed) PrintHeader(ref layer, family, length);
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private static void PrintHeader(ref Layer layer, uint family, int length)
    {
        if (!layer.Quiet) layer.Text($"AF {FamilyName(family) ?? "Unknown"} ({family})");
        else if (FamilyName(family) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown AF {family}");
        layer.Text($", length {length}: ");
    }

    private static string? FamilyName(uint family) => family switch
    {
        2 => "IPv4",
        6 => "NS",
        7 => "ISO",
        16 => "Appletalk",
        23 => "IPX",
        10 or 24 or 28 or 30 => "IPv6",
        _ => null,
    };
}
