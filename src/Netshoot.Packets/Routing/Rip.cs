using System.Numerics;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Routing information protocol, versions 1 and 2 (RFC 1058, RFC 2453, RFC 4822).</summary>
[Dissects(Select.UdpPort, 520)]
public readonly struct Rip : IDissector
{
    private const int HeaderSize = 4;
    private const int EntrySize = 20;
    private const ushort Authentication = 0xffff;

    public static string Name => "rip";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        byte command = layer.U8(), version = layer.U8();
        layer.Skip(2);
        layer.Field("command", command);
        layer.Field("version", version);
        layer.Text($"{(layer.Verbosity > 0 ? "\n\t" : "")}RIPv{version}");
        if (version == 0)
        {
            layer.Dump(layer.Bytes, "\n\t"u8);
            return Next.Done;
        }
        if (CommandName(command) is { } name) layer.Text($", {name}");
        else layer.Text($", unknown command ({command})");
        layer.Text($", length: {length}");
        if (layer.Verbosity == 0) return Next.Done;
        switch (command)
        {
            case 1 or 2:
                if (version == 1) First(ref layer);
                else if (version == 2) Second(ref layer);
                else layer.Text(", unknown version"u8);
                break;
            case 4 or 5 or 6:
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Bytes, "\n\t"u8);
                break;
        }
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes, "\n\t"u8);
        return Next.Done;
    }

    private static void First(ref Layer layer)
    {
        layer.Text($", routes: {layer.Length / EntrySize}");
        while (More(ref layer))
        {
            ushort family = layer.U16();
            layer.Skip(2);
            var address = layer.Ip4();
            layer.Skip(8);
            uint metric = layer.U32();
            if (family == 0) layer.Text($"\n\t  AFI 0, {layer.Host(address)}, metric: {metric}");
            else if (family == 2) layer.Text($"\n\t  {layer.Host(address)}, metric: {metric}");
            else Foreign(ref layer, family);
        }
    }

    private static void Second(ref Layer layer)
    {
        layer.Text($", routes: {layer.Length / EntrySize} or less");
        while (More(ref layer, foreign: true))
        {
            ushort family = layer.U16(), tag = layer.U16();
            if (family == Authentication)
            {
                if (!Proof(ref layer, tag)) return;
                continue;
            }
            var address = layer.Ip4();
            uint mask = layer.U32();
            var hop = layer.Ip4();
            uint metric = layer.U32();
            if (family is not (0 or 2))
            {
                Foreign(ref layer, family);
                continue;
            }
            int bits = BitOperations.PopCount(mask);
            if (mask != (bits == 0 ? 0 : uint.MaxValue << 32 - bits)) bits = -1;
            layer.Text($"\n\t  AFI {(family == 0 ? "0" : "IPv4")}, {layer.Host(address),15}/{bits,-2}, tag 0x{tag:x4}, metric: {metric}, next-hop: ");
            if (hop.IsAny) layer.Text("self"u8);
            else layer.Text($"{layer.Host(hop)}");
        }
    }

    /// <summary>A route of a family that RIP has no format for, already read.</summary>
    private static void Foreign(ref Layer layer, ushort family)
    {
        layer.Text("\n\t  AFI "u8);
        if (FamilyName(family) is { } name) layer.Text($"{name}");
        else layer.Text($"Unknown ({family})");
        if (!layer.Truncated) layer.Dump(layer.Bytes.Slice(layer.Position - 16, 16), "\n\t  "u8);
    }

    /// <returns>False when it is the last.</returns>
    private static bool Proof(ref Layer layer, ushort kind)
    {
        switch (kind)
        {
            case 2:
                layer.Text("\n\t  Simple Text Authentication data: "u8);
                layer.PrintableToZero(layer.Take(16));
                return true;
            case 3:
                layer.Text("\n\t  Auth header:"u8);
                ushort size = layer.U16();
                byte key = layer.U8(), data = layer.U8();
                uint sequence = layer.U32(), first = layer.U32(), second = layer.U32();
                layer.Text($" Packet Len {size}, Key-ID {key}, Auth Data Len {data}, SeqNo {sequence}, MBZ {first}, MBZ {second}");
                return true;
            case 1:
                layer.Text("\n\t  Auth trailer:"u8);
                layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n\t  "u8);
                return false;
        }
        layer.Text($"\n\t  Unknown ({kind}) Authentication data:");
        layer.Dump(layer.Rest[..Math.Min(16, layer.Captured)], "\n\t  "u8);
        layer.Skip(16);
        return true;
    }

    private static bool More(ref Layer layer, bool foreign = false)
    {
        if (layer.Left <= 0 || layer.Truncated) return false;
        if (layer.Left >= EntrySize)
        {
            if (layer.Has(EntrySize)) return true;
            layer.EndEarly();
            return false;
        }
        int left = layer.Left;
        // What is no route is shown even where it is too short.
        if (foreign && layer.PeekU16() is not (0 or 2 or Authentication) && layer.Has(EntrySize))
        {
            ushort family = layer.U16();
            layer.Skip(EntrySize - 2);
            Foreign(ref layer, family);
        }
        layer.Text($" [remaining entries length {left} < {EntrySize}]");
        layer.Invalid();
        return false;
    }

    private static string? CommandName(byte command) => command switch
    {
        1 => "Request",
        2 => "Response",
        3 => "Trace on",
        4 => "Trace off",
        5 => "Poll",
        6 => "Poll Entry",
        _ => null,
    };

    private static string? FamilyName(ushort family) => family switch
    {
        7 => "ISO",
        16 => "Appletalk",
        23 => "IPX",
        24 or 28 or 30 => "IPv6",
        _ => null,
    };
}
