using Netshoot.Wire;

namespace Netshoot.Packets.Link;

/// <summary>Spanning tree in its forms (IEEE 802.1D, 802.1w, 802.1s, 802.1aq).</summary>
[Dissects(Select.Sap, 0x42)]
[Dissects(Select.Snap, 0x000c_010b)]
public readonly struct SpanningTree : IDissector
{
    private const byte Configuration = 0x00;
    private const byte Rapid = 0x02;
    private const byte TopologyChange = 0x80;

    public static string Name => "stp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 4) return layer.Trunc();
        ushort protocol = layer.U16();
        byte version = layer.U8(), type = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.Text("STP "u8);
        if (protocol != 0)
        {
            layer.Text($"unknown protocol-id {protocol}");
            return Next.Done;
        }
        if (VersionName(version) is not { } name)
        {
            layer.Text($"Unknown STP protocol (0x{version:x2})");
            return Next.Done;
        }
        layer.Text($"{name}, ");
        if (TypeName(type) is { } kind) layer.Text($"{kind}");
        else layer.Text($"Unknown BPDU Type (0x{type:x2})");
        layer.Field("version", version);
        layer.Field("type", type);
        switch (type)
        {
            case Configuration:
                if (length < 35) return layer.Invalid();
                Bridge(ref layer, length, false);
                break;
            case Rapid:
                if (version == 2)
                {
                    if (length < 36) return layer.Invalid();
                    Bridge(ref layer, length, true);
                }
                else if (version is 3 or 4)
                {
                    Multiple(ref layer, length, version);
                }
                break;
            case TopologyChange:
                break;
        }
        return Next.Done;
    }

    private static string? VersionName(byte version) => version switch
    {
        0 => "802.1d",
        2 => "802.1w",
        3 => "802.1s",
        4 => "802.1aq",
        _ => null,
    };

    private static string? TypeName(byte type) => type switch
    {
        Configuration => "Config",
        Rapid => "Rapid STP",
        TopologyChange => "Topology Change",
        _ => null,
    };

    private static void Flags(ref Layer layer, byte flags, string comma = ",")
    {
        layer.Text($"{comma} Flags [");
        layer.Bits(flags, static bit => bit switch
        {
            0x01 => "Topology change",
            0x02 => "Proposal",
            0x10 => "Learn",
            0x20 => "Forward",
            0x40 => "Agreement",
            0x80 => "Topology change ACK",
            _ => null,
        });
        layer.Text("]"u8);
    }

    private static void Bridge(ref Layer layer, int length, bool rapid)
    {
        byte flags = layer.U8();
        Flags(ref layer, flags);
        ushort rootPriority = layer.U16();
        var root = layer.Mac();
        uint cost = layer.U32();
        ushort bridgePriority = layer.U16();
        var bridge = layer.Mac();
        ushort port = layer.U16();
        layer.Text($", bridge-id {bridgePriority:x4}.{bridge}.{port:x4}, length {length}");
        layer.Field("root", root);
        layer.Field("bridge", bridge);
        if (layer.Verbosity == 0) return;
        Times(ref layer);
        layer.Text($"\n\troot-id {rootPriority:x4}.{root}, root-pathcost {cost}");
        if (rapid) layer.Text($", port-role {RoleName(flags >> 2 & 3)}");
    }

    /// <summary>The common tree and the instances of a region (IEEE 802.1Q section 14.4), with shortest path bridging behind them.</summary>
    private static void Multiple(ref Layer layer, int length, byte version)
    {
        const int Shortest = 36;
        const int MultipleShortest = 102;
        const int InstanceSize = 16;
        if (length < Shortest)
        {
            layer.Invalid();
            return;
        }
        var bytes = layer.Bytes;
        byte version1Length = bytes.Length > 35 ? bytes[35] : (byte)0;
        if (version1Length != 0)
        {
            layer.Invalid();
            return;
        }
        if (length < MultipleShortest)
        {
            layer.Invalid();
            return;
        }
        byte flags = layer.U8();
        layer.Text(", CIST"u8);
        Flags(ref layer, flags, "");
        layer.Text($", length {length}");
        if (layer.Verbosity == 0)
        {
            if (version == 4 && !HasPathPart(bytes, length)) layer.Invalid();
            return;
        }
        ushort rootPriority = layer.U16();
        var root = layer.Mac();
        uint externalCost = layer.U32();
        layer.Text($"\n\tport-role {RoleName(flags >> 2 & 3)}, CIST root-id {rootPriority:x4}.{root}, CIST ext-pathcost {externalCost}");
        ushort regionPriority = layer.U16();
        var region = layer.Mac();
        ushort port = layer.U16();
        layer.Text($"\n\tCIST regional-root-id {regionPriority:x4}.{region}, CIST port-id {port:x4},");
        Times(ref layer);
        layer.Skip(1);
        ushort version3Length = layer.U16();
        layer.Skip(1);
        var name = layer.Take(32);
        ushort revision = layer.U16();
        var digest = layer.Take(16);
        layer.Text($"\n\tv3len {version3Length}, MCID Name ");
        layer.PrintableToZero(name);
        layer.Text($", rev {revision},\n\t\tdigest ");
        layer.HexBytes(digest);
        uint internalCost = layer.U32();
        layer.Text($", CIST int-root-pathcost {internalCost},");
        ushort bridgePriority = layer.U16();
        var bridge = layer.Mac();
        byte hops = layer.U8();
        layer.Text($"\n\tCIST bridge-id {bridgePriority:x4}.{bridge}, CIST remaining-hops {hops}");
        for (int left = version3Length - 64; left >= InstanceSize && !layer.Truncated; left -= InstanceSize) Instance(ref layer);
        if (version == 4) ShortestPath(ref layer, length);
    }

    private static bool HasPathPart(ReadOnlySpan<byte> bytes, int length)
    {
        int version3Length = bytes.Length > 37 ? bytes[36] << 8 | bytes[37] : 0;
        return length >= 38 + version3Length + 57;
    }

    private static void Times(ref Layer layer)
    {
        ushort age = layer.U16(), most = layer.U16(), hello = layer.U16(), delay = layer.U16();
        layer.Text($"\n\tmessage-age {new Ticks(age)}s, max-age {new Ticks(most)}s, hello-time {new Ticks(hello)}s, forwarding-delay {new Ticks(delay)}s");
    }

    private static void Instance(ref Layer layer)
    {
        byte flags = layer.U8();
        ushort priority = layer.U16();
        var root = layer.Mac();
        uint cost = layer.U32();
        byte bridge = layer.U8(), port = layer.U8(), hops = layer.U8();
        layer.Text($"\n\tMSTI {priority & 0xfff}");
        Flags(ref layer, flags);
        layer.Text($", port-role {RoleName(flags >> 2 & 3)}\n\t\tMSTI regional-root-id {priority:x4}.{root}, pathcost {cost}\n\t\tMSTI bridge-prio {bridge >> 4}, port-prio {port >> 4}, hops {hops}");
    }

    private static void ShortestPath(ref Layer layer, int length)
    {
        if (!HasPathPart(layer.Bytes, length))
        {
            layer.Invalid();
            return;
        }
        ushort size = layer.U16();
        if (size < 53)
        {
            layer.Invalid();
            return;
        }
        byte format = layer.U8();
        var name = layer.Take(32);
        ushort revision = layer.U16();
        var digest = layer.Take(16);
        layer.Text($"\n\tv4len {size}, AUXMCID Name ");
        layer.PrintableToZero(name);
        layer.Text($", Rev {revision},\n\t\tdigest ");
        layer.HexBytes(digest);
        byte flags = layer.U8();
        byte capabilities = layer.U8();
        layer.Text($"\n\tAgreement num {flags & 3}, Discarded Agreement num {flags >> 2 & 3}, Agreement valid-flag {flags >> 4 & 1},\n\tRestricted role-flag: {flags >> 5 & 1}, Format id {format} cap {capabilities}");
    }

    private static string RoleName(int role) => role switch
    {
        0 => "Unknown",
        1 => "Alternate",
        2 => "Root",
        _ => "Designated",
    };

    /// <summary>256ths of a second, printed with two decimals.</summary>
    private readonly record struct Ticks(ushort Value) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
            => (Value / 256.0).TryFormat(utf8Destination, out bytesWritten, "F2", System.Globalization.CultureInfo.InvariantCulture);
    }
}
