using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>The extension structure behind the quoted packet of an ICMP message (RFC 4884, RFC 4950, RFC 5837).</summary>
internal static class IcmpExtension
{
    /// <summary>Where it begins when the message does not say how long its quote is.</summary>
    private const int CompatibleOffset = 128 + IcmpHeader.Size;

    private const int HeaderSize = 4;
    private const byte MplsStackEntry = 1;
    private const byte InterfaceInformation = 2;

    /// <summary>No message that is shorter has one.</summary>
    private const int Shortest = 136;

    public static bool MayFollow(int length) => length > Shortest;

    public static void Print(ref Layer layer, ReadOnlySpan<byte> whole, int datagram, int length)
    {
        int start = CompatibleOffset;
        // A message that does say it puts it elsewhere; the compatible place is believed first, when its checksum is right.
        if (datagram >= CompatibleOffset - IcmpHeader.Size && !Plausible(whole, start, length) && datagram + IcmpHeader.Size + HeaderSize <= length) start = IcmpHeader.Size + datagram;
        if (whole.Length < start + HeaderSize + 1)
        {
            layer.EndEarly();
            return;
        }
        var wire = new WireReader(whole[start..]);
        byte version = (byte)(wire.U8() >> 4);
        layer.Text($"\n\tICMP Multi-Part extension v{version}");
        if (version != 2)
        {
            layer.Text(" packet not supported"u8);
            return;
        }
        int left = length - start;
        if (whole.Length >= length)
        {
            wire.Skip(1);
            ushort checksum = wire.U16();
            ushort sum = InternetChecksum.Of(whole[start..length]);
            layer.Text($", checksum 0x{checksum:x4} ({(sum == 0 ? "correct" : "incorrect")}), length {left}");
        }
        else
        {
            wire.Skip(3);
        }
        left -= HeaderSize;
        while (left > HeaderSize)
        {
            ushort objectLength = wire.U16();
            byte kind = wire.U8(), subkind = wire.U8();
            if (wire.Truncated)
            {
                layer.EndEarly();
                return;
            }
            layer.Text($"\n\t  {KindName(kind) ?? "unknown"} Object ({kind}), Class-Type: {subkind}, length {objectLength}");
            int body = objectLength - HeaderSize;
            if (body < 0 || objectLength > left) return;
            left -= HeaderSize;
            if (body == 0) continue;
            var bytes = wire.Rest[..Math.Min(body, wire.Remaining)];
            switch (kind)
            {
                case MplsStackEntry:
                    PrintLabels(ref layer, bytes, body);
                    break;
                case InterfaceInformation:
                    layer.Dump(bytes, "\n\t    "u8);
                    break;
                default:
                    layer.Dump(bytes, "\n\t    "u8);
                    break;
            }
            if (bytes.Length < body) layer.EndEarly();
            if (layer.Truncated) return;
            wire.Skip(body);
            left -= body;
        }
    }

    private static bool Plausible(ReadOnlySpan<byte> whole, int start, int length)
        => whole.Length >= length && InternetChecksum.Of(whole[start..length]) == 0;

    private static void PrintLabels(ref Layer layer, ReadOnlySpan<byte> bytes, int length)
    {
        var wire = new WireReader(bytes);
        bool bottom = false;
        for (int at = 0; at + 4 <= length && !bottom; at += 4)
        {
            uint entry = wire.U32();
            if (wire.Truncated)
            {
                layer.EndEarly();
                return;
            }
            bottom = (entry & 0x100) != 0;
            layer.Text($"{(at > 0 ? ", " : "\n\t    ")}label {entry >> 12}, tc {entry >> 9 & 7}{(bottom ? ", [S]" : "")}, ttl {entry & 255}");
        }
    }

    private static string? KindName(byte kind) => kind switch
    {
        MplsStackEntry => "MPLS Stack Entry",
        InterfaceInformation => "Interface Identification",
        _ => null,
    };
}
