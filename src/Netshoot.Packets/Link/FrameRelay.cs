using Netshoot.Packets.Osi;

namespace Netshoot.Packets.Link;

/// <summary>Frame relay with the multiprotocol headers of RFC 2427 and Cisco's EtherTypes (ITU-T Q.922, LINKTYPE_FRELAY).</summary>
[Dissects(Select.LinkType, 107)]
public readonly struct FrameRelay : IDissector
{
    private const byte UnnumberedInformation = 0x03;
    private const byte SnapProtocol = 0x80;

    /// <summary>How the header of a frame is printed.</summary>
    private readonly ref struct Header(int size, uint connection, uint flags, int length)
    {
        public void Print(ref Layer layer, string what, string? name, uint value, int digits)
        {
            layer.Text($"Q.922, hdr-len {size}, DLCI {connection}, Flags [");
            layer.Bits(flags, FlagName);
            layer.Text($"], {what} {name ?? "unknown"} (0x{value.ToHex(digits)}), length {length}: ");
        }
    }

    public static string Name => "fr";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4 || !layer.Has(4)) return layer.Trunc();
        if (!TryAddress(layer.Rest, out int size, out uint connection, out uint flags))
        {
            layer.Text("Q.922, invalid address"u8);
            return Next.Done;
        }
        if (!layer.Has(size + 2) || length < size + 2) return layer.Trunc();
        layer.Field("dlci", connection);
        var header = new Header(size, connection, flags, length);
        bool shown = layer.Options.LinkHeader;
        layer.Skip(size);
        if (layer.PeekU8() != UnnumberedInformation && connection != 0)
        {
            ushort type = layer.PeekU16();
            if (shown) header.Print(ref layer, "cisco-ethertype", EtherTypes.Name(type), type, 4);
            layer.Skip(2);
            layer.EndLinkHeader();
            if (layer.Finish(Next.EtherType(type))) return Next.Done;
            if (layer.Truncated) return Next.Done;
            layer.Back(2);
            // Not Cisco's: the header of RFC 2427 with an odd control byte.
            layer.Text($"UI {layer.PeekU8():x2}! ");
        }
        layer.Skip(1);
        if (layer.PeekU8() == 0)
        {
            // A byte of padding makes headers even; a size of one and a half words needs none.
            if (size != 3) layer.Text("Pad! "u8);
            layer.Skip(1);
        }
        else if (size == 3)
        {
            layer.Text("No pad! "u8);
        }
        byte protocol = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.EndLinkHeader();
        if (shown) header.Print(ref layer, "NLPID", Nsap.ProtocolName(protocol), protocol, 2);
        switch (protocol)
        {
            case 0xcc: return Next.EtherType(0x0800);
            case 0x8e: return Next.EtherType(0x86dd);
            case 0x81 or 0x82 or 0x83:
                layer.Back(1);
                return Next.Sap(0xfe);
            case SnapProtocol: return Next.LinkType(SubnetworkAccess.Pseudo);
            case 0x08 or 0xb1: return Next.Nlpid(protocol);
            case 0xcf: return new Next(Select.LinkType, Ppp.Pseudo);
        }
        if (!shown) header.Print(ref layer, "NLPID", Nsap.ProtocolName(protocol), protocol, 2);
        if (layer.Quiet) return Next.Done;
        layer.UnknownPayload();
        if (layer.Captured < layer.Left) layer.EndEarly();
        return Next.Done;
    }

    /// <summary>Two to four bytes, of which the last has its lowest bit set.</summary>
    private static bool TryAddress(ReadOnlySpan<byte> bytes, out int size, out uint connection, out uint flags)
    {
        size = 0;
        flags = bytes[1];
        connection = (uint)(bytes[0] >> 2) << 4 | (uint)(bytes[1] >> 4);
        if ((bytes[0] & 1) != 0) return false;
        for (int last = 1; last < 4; last++)
        {
            if ((bytes[last] & 1) == 0) continue;
            if (last == 3) connection = connection << 7 | (uint)bytes[2] >> 1;
            if (last > 1) connection = connection << 6 | (uint)bytes[last] >> 2;
            flags = flags & 0x0e | (last > 1 ? (uint)(bytes[last] & 2) << 7 : 0);
            size = last + 1;
            return true;
        }
        return false;
    }

    private static string? FlagName(uint bit) => bit switch
    {
        0x02 => "DE",
        0x04 => "BECN",
        0x08 => "FECN",
        0x100 => "sdlcore",
        _ => null,
    };
}
