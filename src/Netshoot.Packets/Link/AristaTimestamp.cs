using System.Globalization;

namespace Netshoot.Packets.Link;

/// <summary>Timestamps that Arista switches put before the EtherType.</summary>
[Dissects(Select.EtherType, 0xd28b)]
public readonly struct AristaTimestamp : IDissector
{
    public static string Name => "arista";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length + EthernetHeader.Size;
        if (!layer.Options.LinkHeader) layer.Text($"ethertype {EtherTypes.Name(0xd28b)} (0xd28b), length {length}: ");
        ushort subtype = layer.U16();
        byte scale = layer.U8(), format = layer.U8();
        if (layer.Truncated) return Next.Done;
        if (subtype != 1)
        {
            layer.Text($"SubType Unknown (0x{subtype:x4}), Version 0x{scale << 8 | format:x4}");
            return Next.Done;
        }
        layer.Text($"SubType Timestamp (0x{subtype:x4}), Timescale {scale switch { 0 => "TAI", 1 => "UTC", _ => "Unknown" }} ({scale}), Format {(format >> 4) switch { 1 => "64-bit", 2 => "48-bit", _ => "Unknown" }} ({format >> 4}), HwInfo {(format & 15) switch { 0 => "R/R2", 1 => "R3", _ => "Unknown" }} ({format & 15})");
        switch (format >> 4)
        {
            case 1:
                uint seconds = layer.U32(), nanoseconds = layer.U32();
                layer.Text($", Timestamp {new Date(seconds)}.{nanoseconds:d9}");
                break;
            case 2:
                ushort low = layer.U16();
                nanoseconds = layer.U32();
                layer.Text($", Timestamp {low}.{nanoseconds:d9}");
                break;
        }
        ushort type = layer.U16();
        layer.Text(": "u8);
        layer.EndLinkHeader();
        if (layer.Options.LinkHeader) layer.Text($"ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), length {length}: ");
        while (EtherTypes.IsVlan(type) && layer.Has(4))
        {
            ushort control = layer.U16();
            type = layer.U16();
            if (layer.Options.LinkHeader) layer.Text($"vlan {control & 0xfff}, p {control >> 13}{((control & 0x1000) != 0 ? ", DEI" : "")}, ethertype {EtherTypes.Name(type) ?? "Unknown"} (0x{type:x4}), ");
        }
        if (layer.Inner(Next.EtherType(type))) return Next.Done;
        if (!layer.Quiet) layer.UnknownPayload();
        return Next.Done;
    }

    private readonly record struct Date(uint Seconds) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
            => DateTimeOffset.FromUnixTimeSeconds(Seconds).TryFormat(utf8Destination, out bytesWritten, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
