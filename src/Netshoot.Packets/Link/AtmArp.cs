using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Address resolution over ATM: numbers and subaddresses of variable length, each with its own (RFC 2225 section 8.7).</summary>
internal static class AtmArp
{
    public const ushort Hardware = 19;
    private const byte LengthMask = 0x3f;
    private const ushort Ipv4 = 0x0800;

    /// <summary>Describes what follows the hardware type.</summary>
    public static Next Print(ref Layer layer)
    {
        int length = layer.Length;
        ushort protocol = layer.U16();
        int senderSize = layer.U8() & LengthMask, senderSubSize = layer.U8() & LengthMask;
        ushort operation = layer.U16();
        int senderProtocol = layer.U8();
        int targetSize = layer.U8() & LengthMask, targetSubSize = layer.U8() & LengthMask, targetProtocol = layer.U8();
        if (layer.Truncated || !layer.Has(senderSize + senderSubSize + senderProtocol + targetSize + targetSubSize + targetProtocol)) layer.EndEarly();
        if (layer.Truncated) return Next.Done;
        var sender = layer.Take(senderSize);
        var senderSub = layer.Take(senderSubSize);
        var senderAddress = layer.Take(senderProtocol);
        var target = layer.Take(targetSize);
        var targetSub = layer.Take(targetSubSize);
        var targetAddress = layer.Take(targetProtocol);
        layer.Field("operation", Arp.OperationName(operation) ?? "unknown");
        if (!layer.Options.LinkHeader) layer.Text("ARP, "u8);
        bool plain = protocol == Ipv4 && senderProtocol == 4 && targetProtocol == 4;
        if (!plain || layer.Verbosity > 0)
        {
            if (EtherTypes.Name(protocol) is { } known) layer.Text($"ATM, {known}");
            else layer.Text($"ATM, Unknown Protocol (0x{protocol:x4})");
            layer.Text($" (len {senderProtocol}/{targetProtocol})");
            if (!plain && layer.Verbosity == 0)
            {
                layer.Text($", length {length}");
                return Next.Done;
            }
            layer.Text(", "u8);
        }
        if (Arp.OperationName(operation) is { } name) layer.Text($"{name} ");
        else layer.Text($"Unknown ({operation}) ");
        switch (operation)
        {
            case 1:
                layer.Text("who-has "u8);
                Address(ref layer, targetAddress, protocol, "<wrong tplen>"u8);
                if (targetSize != 0)
                {
                    layer.Text(" ("u8);
                    Number(ref layer, target, targetSub);
                    layer.Text(")"u8);
                }
                layer.Text(" tell "u8);
                Address(ref layer, senderAddress, protocol, "<wrong splen>"u8);
                break;
            case 2:
                Address(ref layer, senderAddress, protocol, "<wrong splen>"u8);
                layer.Text(" is-at "u8);
                Number(ref layer, sender, senderSub);
                break;
            case 8:
                layer.Text("who-is "u8);
                Number(ref layer, target, targetSub);
                layer.Text(" tell "u8);
                Number(ref layer, sender, senderSub);
                break;
            case 9:
                Number(ref layer, sender, senderSub);
                layer.Text("at "u8);
                Address(ref layer, senderAddress, protocol, "<wrong splen>"u8);
                break;
            case 10:
                layer.Text("for "u8);
                Address(ref layer, senderAddress, protocol, "<wrong splen>"u8);
                break;
            default:
                layer.UnknownLayer();
                return Next.Done;
        }
        layer.Text($", length {length}");
        return Next.Done;
    }

    private static void Number(ref Layer layer, ReadOnlySpan<byte> number, ReadOnlySpan<byte> subaddress)
    {
        layer.MacBytes(number);
        if (subaddress.IsEmpty) return;
        layer.Text(","u8);
        layer.MacBytes(subaddress);
    }

    private static void Address(ref Layer layer, ReadOnlySpan<byte> address, ushort protocol, ReadOnlySpan<byte> wrong)
    {
        if (protocol != Ipv4) layer.Text("<wrong proto type>"u8);
        else if (address.Length != 4) layer.Text(wrong);
        else layer.Text($"{layer.Host(InternetAddress.FromBytes(address))}");
    }
}
