using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Address resolution, reverse and inverse too (RFC 826, RFC 903, RFC 2390).</summary>
[Dissects(Select.EtherType, 0x0806)]
[Dissects(Select.EtherType, 0x8035)]
public readonly struct Arp : IDissector
{
    private const int FixedPart = 8;
    private const ushort FrameRelay = 15;
    private const ushort Ipv4 = 0x0800;

    public static string Name => "arp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(FixedPart)) return layer.Trunc();
        ushort hardware = layer.U16();
        if (hardware == AtmArp.Hardware) return AtmArp.Print(ref layer);
        ushort protocol = layer.U16();
        byte hardwareLength = layer.U8(), protocolLength = layer.U8();
        ushort operation = layer.U16();
        if (!layer.Has(2 * (hardwareLength + protocolLength))) return layer.Trunc();
        var senderHardware = layer.Take(hardwareLength);
        var sender = layer.Take(protocolLength);
        var targetHardware = layer.Take(hardwareLength);
        var target = layer.Take(protocolLength);

        if (!layer.Options.LinkHeader) layer.Text("ARP, "u8);
        bool plain = protocol == Ipv4 && protocolLength == 4 && hardwareLength != 0;
        if (!plain || layer.Verbosity > 0)
        {
            PrintName(ref layer, HardwareName(hardware), "Hardware", hardware, false);
            layer.Text($"(len {hardwareLength}), ");
            PrintName(ref layer, EtherTypes.Name(protocol), "Protocol", protocol, true);
            layer.Text($"(len {protocolLength})");
            if (!plain && layer.Verbosity == 0)
            {
                layer.Text($", length {length}");
                return Next.Done;
            }
            layer.Text(", "u8);
        }
        layer.Field("operation", OperationName(operation) ?? "unknown");
        if (protocolLength == 4)
        {
            layer.Field("sender", InternetAddress.FromBytes(sender));
            layer.Field("target", InternetAddress.FromBytes(target));
        }
        if (hardwareLength == MacAddress.Size)
        {
            layer.Field("sender_mac", MacAddress.FromBytes(senderHardware));
            layer.Field("target_mac", MacAddress.FromBytes(targetHardware));
        }

        if (OperationName(operation) is { } name) layer.Text($"{name} ");
        else layer.Text($"Unknown ({operation}) ");
        switch (operation)
        {
            case 1:
                layer.Text("who-has "u8);
                Address(ref layer, target, protocol);
                if (targetHardware.ContainsAnyExcept((byte)0))
                {
                    layer.Text(" ("u8);
                    LinkAddress(ref layer, targetHardware, hardware);
                    layer.Text(")"u8);
                }
                layer.Text(" tell "u8);
                Address(ref layer, sender, protocol);
                break;
            case 2:
                Address(ref layer, sender, protocol);
                layer.Text(" is-at "u8);
                LinkAddress(ref layer, senderHardware, hardware);
                break;
            case 3 or 8:
                layer.Text("who-is "u8);
                LinkAddress(ref layer, targetHardware, hardware);
                layer.Text(" tell "u8);
                LinkAddress(ref layer, senderHardware, hardware);
                break;
            case 4:
                LinkAddress(ref layer, targetHardware, hardware);
                layer.Text(" at "u8);
                Address(ref layer, target, protocol);
                break;
            case 9:
                LinkAddress(ref layer, senderHardware, hardware);
                layer.Text(" at "u8);
                Address(ref layer, sender, protocol);
                break;
            default:
                layer.UnknownLayer();
                return Next.Done;
        }
        layer.Text($", length {length}");
        return Next.Done;
    }

    private static void PrintName(ref Layer layer, string? name, string what, ushort value, bool hexadecimal)
    {
        if (name is not null) layer.Text($"{name} ");
        else if (hexadecimal) layer.Text($"Unknown {what} (0x{value:x4}) ");
        else layer.Text($"Unknown {what} ({value}) ");
    }

    private static void Address(ref Layer layer, ReadOnlySpan<byte> address, ushort protocol)
    {
        if (protocol != Ipv4) layer.Text("<wrong proto type>"u8);
        else if (address.Length != 4) layer.Text("<wrong len>"u8);
        else layer.Text($"{layer.Host(InternetAddress.FromBytes(address))}");
    }

    private static void LinkAddress(ref Layer layer, ReadOnlySpan<byte> address, ushort hardware)
    {
        if (hardware == FrameRelay)
        {
            FrameRelayAddress(ref layer, address);
            return;
        }
        layer.MacBytes(address);
    }

    private static void FrameRelayAddress(ref Layer layer, ReadOnlySpan<byte> address)
    {
        // Q.922: the extension bit ends the address in its second, third or fourth byte.
        if (address.Length is < 2 or > 4 || (address[0] & 1) != 0 || (address[^1] & 1) == 0)
        {
            layer.Text("<Invalid DLCI>"u8);
            return;
        }
        uint dlci = (uint)(address[0] & 0xfc) << 2 | (uint)(address[1] & 0xf0) >> 4;
        if (address.Length == 3) dlci = dlci << 6 | (uint)address[2] >> 2;
        if (address.Length == 4) dlci = dlci << 13 | (uint)(address[2] & 0xfe) << 5 | (uint)address[3] >> 2;
        layer.Text($"DLCI {dlci}");
    }

    private static string? HardwareName(ushort hardware) => hardware switch
    {
        1 => "Ethernet",
        6 => "TokenRing",
        7 => "ArcNet",
        FrameRelay => "FrameRelay",
        23 => "Strip",
        24 => "IEEE 1394",
        32 => "InfiniBand",
        _ => null,
    };

    internal static string? OperationName(ushort operation) => operation switch
    {
        1 => "Request",
        2 => "Reply",
        3 => "Reverse Request",
        4 => "Reverse Reply",
        8 => "Inverse Request",
        9 => "Inverse Reply",
        10 => "NACK Reply",
        _ => null,
    };
}
