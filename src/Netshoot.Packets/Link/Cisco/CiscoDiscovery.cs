using Netshoot.Wire;

namespace Netshoot.Packets.Link.Cisco;

/// <summary>Cisco discovery protocol: who a device is, and what it can do.</summary>
[Dissects(Select.Snap, 0x000c_2000)]
public readonly struct CiscoDiscovery : IDissector
{
    public static string Name => "cdp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4 || !layer.Has(4)) return layer.Trunc();
        byte version = layer.U8(), lifetime = layer.U8();
        ushort checksum = layer.U16();
        layer.Text($"CDPv{version}, ttl: {lifetime}s");
        layer.Field("version", version);
        bool verbose = layer.Verbosity > 0;
        if (verbose) layer.Text($", checksum: 0x{checksum:x4} (unverified), length {length}");
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < 4) return layer.Invalid();
            ushort kind = layer.U16(), size = layer.U16();
            if (layer.Truncated) return Next.Done;
            if (size < 4)
            {
                if (verbose) layer.Text($"\n\t{KindName(kind)} (0x{kind:x2}), TLV length: {size} byte{(size == 1 ? "" : "s")} (too short)");
                else layer.Text($", {KindName(kind)} (0x{kind:x2}) TLV length {size} too short");
                return layer.Invalid();
            }
            int value = size - 4;
            if (value > layer.Left) return layer.Invalid();
            if (!layer.Has(value))
            {
                layer.EndEarly();
                return Next.Done;
            }
            if (verbose) layer.Text($"\n\t{KindName(kind)} (0x{kind:x2}), value length: {value} byte{(value == 1 ? "" : "s")}: ");
            Value(ref layer, kind, layer.Take(value));
        }
        if (!verbose) layer.Text($", length {length}");
        return Next.Done;
    }

    private static void Value(ref Layer layer, ushort kind, ReadOnlySpan<byte> value)
    {
        bool verbose = layer.Verbosity > 0;
        if (kind == 0x01)
        {
            layer.Text(verbose ? "'"u8 : ", Device-ID '"u8);
            layer.Printable(value);
            layer.Text("'"u8);
            layer.Field("device", value);
            return;
        }
        if (!verbose) return;
        switch (kind)
        {
            case 0x02 or 0x16:
                Addresses(ref layer, value);
                break;
            case 0x03 or 0x06 or 0x09:
                layer.Text("'"u8);
                layer.Printable(value);
                layer.Text("'"u8);
                break;
            case 0x04 when value.Length >= 4:
                uint capabilities = new WireReader(value).U32();
                layer.Text($"(0x{capabilities:x8}): ");
                layer.Bits(capabilities, CapabilityName);
                break;
            case 0x05:
                layer.Text("\n\t  "u8);
                for (int start = 0; start < value.Length;)
                {
                    int end = value[start..].IndexOf((byte)'\n');
                    var line = end < 0 ? value[start..] : value.Slice(start, end);
                    layer.Printable(line);
                    start += line.Length + 1;
                    if (end >= 0) layer.Text("\n\t  "u8);
                }
                break;
            case 0x08:
                break;
            case 0x07:
                for (int i = 0; i + 5 <= value.Length; i += 5) layer.Text($"{(i == 0 ? "" : " ")}{layer.Host(InternetAddress.FromBytes(value.Slice(i, 4)))}/{value[i + 4]}");
                break;
            case 0x0a when value.Length >= 2:
                layer.Text($"{new WireReader(value).U16()}");
                break;
            case 0x0b when value.Length >= 1:
                layer.Text(value[0] != 0 ? "full"u8 : "half"u8);
                break;
            case 0x0e when value.Length >= 3:
                layer.Text($"app {value[0]}, vlan {value[1] << 8 | value[2]}");
                break;
            case 0x10 when value.Length is > 0 and <= 4:
                layer.Text($"{Number(value) / 1000.0:F2}W");
                break;
            case 0x11 when value.Length is > 0 and <= 4:
                layer.Text($"{Number(value)} bytes");
                break;
            case 0x12 or 0x13 when value.Length >= 1:
                layer.Text($"0x{value[0]:x2}");
                break;
            case 0x14:
                layer.Text("'"u8);
                layer.Printable(value);
                layer.Text("'"u8);
                break;
            case 0x15:
                layer.Dump(value, "\n\t  "u8);
                break;
            case 0x17 when value.Length >= 1:
                layer.Text($"{value[0]}");
                if (value.Length < 2) break;
                layer.Text("/"u8);
                layer.Printable(value[1..]);
                break;
            default:
                layer.Dump(value, "\n\t  "u8);
                break;
        }
    }

    private static uint Number(ReadOnlySpan<byte> value)
    {
        uint number = 0;
        foreach (byte b in value) number = number << 8 | b;
        return number;
    }

    private static void Addresses(ref Layer layer, ReadOnlySpan<byte> value)
    {
        var wire = new WireReader(value);
        uint count = wire.U32();
        for (; count > 0 && !wire.Truncated; count--)
        {
            byte type = wire.U8(), size = wire.U8();
            var protocol = wire.Take(size);
            ushort length = wire.U16();
            var address = wire.Take(length);
            if (wire.Truncated) return;
            if (type == 1 && size == 1 && length == 4 && protocol[0] == 0xcc)
            {
                layer.Text($"IPv4 (1) {layer.Host(InternetAddress.FromBytes(address))} ");
            }
            else if (type == 2 && size == 8 && length == 16)
            {
                layer.Text($"IPv6 (1) {layer.Host(InternetAddress.FromBytes(address))} ");
            }
            else
            {
                layer.Text($"pt=0x{type:x2}, pl={size}, pb=");
                foreach (byte b in protocol) layer.Text($" {b:x2}");
                layer.Text($", al={length}, a=");
                foreach (byte b in address) layer.Text($" {b:x2}");
            }
        }
        if (layer.Line is { } line && line.Bytes.EndsWith(" "u8)) line.CutTo(line.Length - 1);
    }

    private static string KindName(ushort kind) => kind switch
    {
        0x01 => "Device-ID",
        0x02 => "Address",
        0x03 => "Port-ID",
        0x04 => "Capability",
        0x05 => "Version String",
        0x06 => "Platform",
        0x07 => "Prefixes",
        0x08 => "Protocol-Hello option",
        0x09 => "VTP Management Domain",
        0x0a => "Native VLAN ID",
        0x0b => "Duplex",
        0x0e => "ATA-186 VoIP VLAN assignment",
        0x0f => "ATA-186 VoIP VLAN request",
        0x10 => "power consumption",
        0x11 => "MTU",
        0x12 => "AVVID trust bitmap",
        0x13 => "AVVID untrusted ports CoS",
        0x14 => "System Name",
        0x15 => "System Object ID",
        0x16 => "Management Addresses",
        0x17 => "Physical Location",
        _ => "unknown field type",
    };

    private static string? CapabilityName(uint bit) => bit switch
    {
        0x01 => "Router",
        0x02 => "TB Bridge",
        0x04 => "SR Bridge",
        0x08 => "L2 Switch",
        0x10 => "L3 capable",
        0x20 => "IGMP snooping",
        0x40 => "L1 capable",
        _ => null,
    };
}
