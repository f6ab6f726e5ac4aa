using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Connectivity fault management (IEEE 802.1ag, ITU-T Y.1731).</summary>
[Dissects(Select.EtherType, 0x8902)]
[Dissects(Select.EtherType, 0xabcd)]
public readonly struct ConnectivityFault : IDissector
{
    private const int CheckSize = 70;
    private const int NameSize = 48;

    public static string Name => "cfm";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(4) || length < 4)
        {
            layer.EndEarly();
            return Next.Done;
        }
        byte first = layer.U8(), operation = layer.U8(), flags = layer.U8(), offset = layer.U8();
        int version = first & 0x1f, level = first >> 5;
        layer.Field("operation", operation);
        if (version != 0)
        {
            layer.Text($"CFMv{version} not supported, length {length}");
            return Next.Done;
        }
        layer.Text($"CFMv{version} ");
        if (OperationName(operation) is { } name) layer.Text($"{name}");
        else layer.Text($"unknown ({operation})");
        layer.Text($", MD Level {level}, length {length}");
        if (layer.Verbosity == 0) return Next.Done;
        layer.Text($"\n\tFirst TLV offset {offset}");
        int elements = 4 + offset;
        if (elements > length)
        {
            layer.Text(" (too large)"u8);
            return layer.Invalid();
        }
        switch (operation)
        {
            case 1:
                if (!Enough(ref layer, offset, CheckSize)) return Next.Done;
                Check(ref layer, flags);
                break;
            case 4:
                if (!Enough(ref layer, offset, 17)) return Next.Done;
                layer.Text(", Flags ["u8);
                layer.Bits((uint)flags & 0x80, static bit => "Use Forwarding-DB only");
                layer.Text("]"u8);
                uint transaction = layer.U32();
                byte lifetime = layer.U8();
                var origin = layer.Mac();
                var target = layer.Mac();
                layer.Text($"\n\t  Transaction-ID 0x{transaction:x8}, ttl {lifetime}\n\t  Original-MAC {origin}, Target-MAC {target}");
                break;
            case 5:
                if (!Enough(ref layer, offset, 6)) return Next.Done;
                layer.Text(", Flags ["u8);
                layer.Bits((uint)flags & 0xe0, static bit => bit switch { 0x80 => "Forwarding yield", 0x40 => "Forwarding to a terminal MEP", _ => null });
                layer.Text("]"u8);
                transaction = layer.U32();
                lifetime = layer.U8();
                byte action = layer.U8();
                layer.Text($"\n\t  Transaction-ID 0x{transaction:x8}, ttl {lifetime}\n\t  Replay-Action {ActionName(action)} ({action})");
                break;
            default:
                layer.Dump(layer.Bytes[4..Math.Min(length - offset, layer.Bytes.Length)], "\n\t  "u8);
                break;
        }
        if (layer.Truncated) return Next.Done;
        layer.Back(layer.Position);
        if (!layer.Has(elements))
        {
            layer.EndEarly();
            return Next.Done;
        }
        layer.Skip(elements);
        return ConnectivityElements.Print(ref layer);
    }

    private static bool Enough(ref Layer layer, byte offset, int least)
    {
        if (offset >= least) return true;
        layer.Text($" (too small {offset}, must be >= {least})");
        return false;
    }

    private static void Check(ref Layer layer, byte flags)
    {
        layer.Text($", Flags [CCM Interval {IntervalName(flags & 7)}");
        if ((flags & 0x80) != 0) layer.Text(", RDI"u8);
        layer.Text("]"u8);
        uint sequence = layer.U32();
        ushort end = layer.U16();
        layer.Text($"\n\t  Sequence Number 0x{sequence:x8}, MA-End-Point-ID 0x{end:x4}");
        var names = layer.Take(NameSize);
        if (names.IsEmpty) return;
        byte format = names[0];
        int at = 1;
        if (format != 1)
        {
            int size = names[1];
            layer.Text($"\n\t  MD Name Format {DomainName(format)} ({format}), MD Name length {size}");
            if (size > NameSize - 4)
            {
                layer.Text(" - invalid MD name length"u8);
                return;
            }
            layer.Text("\n\t  MD Name: "u8);
            var name = names.Slice(2, size);
            if (format is 2 or 4) layer.PrintableToZero(name);
            else if (format == 3 && size == 6) layer.MacBytes(name);
            else if (size > 0) layer.Dump(name, "\n\t    "u8);
            at = 2 + size;
        }
        else
        {
            layer.Text($"\n\t  MD Name Format {DomainName(format)} ({format})");
        }
        byte association = names[at];
        int length = names[at + 1];
        layer.Text($"\n\t  MA Name-Format {AssociationName(association)} ({association}), MA name length {length}");
        if (length > NameSize - at - 2)
        {
            layer.Text(" - invalid MA name length"u8);
            return;
        }
        layer.Text("\n\t  MA Name: "u8);
        var part = names.Slice(at + 2, length);
        if (association == 2) layer.PrintableToZero(part);
        else if (length > 0) layer.Dump(part, "\n\t    "u8);
    }

    private static string? OperationName(byte operation) => operation switch
    {
        1 => "Continuity Check Message",
        2 => "Loopback Reply",
        3 => "Loopback Message",
        4 => "Linktrace Message",
        5 => "Linktrace Reply",
        _ => null,
    };

    private static string IntervalName(int interval) => interval switch
    {
        1 => "300 Hz 3.3 ms",
        2 => "10 ms",
        3 => "100 ms",
        4 => "1 s",
        5 => "10 s",
        6 => "1 min",
        7 => "10 min",
        _ => "0",
    };

    private static string DomainName(byte format) => format switch
    {
        1 => "No MD-Name",
        2 => "DNS string",
        3 => "MAC + 16Bit Int",
        4 => "Text",
        _ => "IEEE 802.1",
    };

    private static string AssociationName(byte format) => format switch
    {
        1 => "Primary VID",
        2 => "Text",
        3 => "2-octet integer",
        4 => "VPN-ID",
        _ => "IEEE 802.1",
    };

    private static string ActionName(byte action) => action switch
    {
        1 => "Exact Match",
        2 => "Filtering DB",
        3 => "MIP CCM DB",
        _ => "Unknown",
    };
}
