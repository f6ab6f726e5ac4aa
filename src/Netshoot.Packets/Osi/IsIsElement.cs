namespace Netshoot.Packets.Osi;

/// <summary>One element of an IS-IS PDU: type, length and value (ISO 10589 section 9.5, RFC 5305).</summary>
public readonly struct IsIsElement : IDissector
{
    public static string Name => "isis";

    public static Next Dissect(ref Layer layer)
    {
        byte kind = layer.U8(), size = layer.U8();
        bool whole = Value(ref layer, kind);
        if (!whole || layer.Truncated) return Next.Done;
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes[2..Math.Min(2 + size, layer.Bytes.Length)], "\n\t      "u8);
        return Next.Done;
    }

    /// <returns>False when there is nothing more to say.</returns>
    private static bool Value(ref Layer layer, byte kind)
    {
        switch (kind)
        {
            case 1: Areas(ref layer); break;
            case 2: IsIsReachability.Old(ref layer); break;
            case 3: IsIsReachability.EndSystems(ref layer); break;
            case 4: Identifiers(ref layer, "\n\t      "u8); break;
            case 5: IsIsReachability.Prefixes(ref layer); break;
            case 6: Identifiers(ref layer, "\n\t      SNPA: "u8); break;
            case 7: Instance(ref layer); break;
            case 8: break;
            case 9: Fragments(ref layer); break;
            case 10: Authentication(ref layer); break;
            case 13: Purge(ref layer); break;
            case 14:
                if (layer.Left >= 2) layer.Text($"\n\t      LSP Buffersize: {layer.U16()}");
                break;
            case 22: IsIsReachability.Systems(ref layer, alias: false); break;
            case 24: IsIsReachability.Systems(ref layer, alias: true); break;
            case 222:
                if (Topology(ref layer)) IsIsReachability.Systems(ref layer, alias: false);
                break;
            case 128 or 130: return IsIsReachability.Networks(ref layer);
            case 135: IsIsReachability.Extended(ref layer, six: false); break;
            case 236: IsIsReachability.Extended(ref layer, six: true); break;
            case 235 or 237:
                if (Topology(ref layer)) IsIsReachability.Extended(ref layer, six: kind == 237);
                break;
            case 129:
                layer.Text("\n\t      NLPID(s): "u8);
                while (layer.Left > 0 && !layer.Truncated)
                {
                    byte protocol = layer.U8();
                    layer.Text($"{Nsap.ProtocolName(protocol) ?? "unknown"} (0x{protocol:x2})");
                    if (layer.Left > 0) layer.Text(", "u8);
                }
                break;
            case 132:
                while (layer.Left >= 4 && !layer.Truncated)
                {
                    var address = layer.Ip4();
                    layer.Text($"\n\t      IPv4 interface address: {layer.Host(address)}");
                }
                break;
            case 232:
                while (layer.Left >= 16 && !layer.Truncated)
                {
                    var address = layer.Ip6();
                    layer.Text($"\n\t      IPv6 interface address: {layer.Host(address)}");
                }
                break;
            case 134:
                if (layer.Left >= 4)
                {
                    var router = layer.Ip4();
                    layer.Text($"\n\t      Traffic Engineering Router ID: {layer.Host(router)}");
                }
                break;
            case 137:
                layer.Text("\n\t      Hostname: "u8);
                Characters(ref layer, layer.Left);
                break;
            case 138: RiskGroup(ref layer); break;
            case 143: IsIsTopology.PortCapability(ref layer); break;
            case 144: IsIsTopology.Capability(ref layer); break;
            case 211: Restart(ref layer); break;
            case 229:
                while (layer.Left >= 2 && !layer.Truncated) Topology(ref layer);
                break;
            case 240: Adjacency(ref layer); break;
            case 242: IsIsTopology.Router(ref layer); break;
            case 250:
                if (layer.Left < 3) break;
                uint vendor = layer.U24();
                layer.Text($"\n\t      Vendor: {Link.Lldp.OrganizationName(vendor) ?? "Unknown"} ({vendor})");
                if (layer.Left > 0) layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n\t\t"u8);
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n\t\t"u8);
                break;
        }
        return true;
    }

    internal static void Characters(ref Layer layer, int count)
    {
        bool cut = !layer.Has(count);
        layer.Printable(layer.Take(Math.Min(count, layer.Captured)));
        if (cut) layer.EndEarly();
    }

    private static void Areas(ref Layer layer)
    {
        while (layer.Left > 0 && !layer.Truncated)
        {
            byte size = layer.U8();
            if (layer.Left < size) return;
            var area = layer.Take(size);
            layer.Text($"\n\t      Area address (length: {size}): ");
            layer.Address(area);
        }
    }

    private static void Identifiers(ref Layer layer, ReadOnlySpan<byte> before)
    {
        while (layer.Left >= Nsap.SystemIdSize && !layer.Truncated)
        {
            var id = layer.Take(Nsap.SystemIdSize);
            layer.Text(before);
            layer.SystemId(id);
        }
    }

    private static void Instance(ref Layer layer)
    {
        if (layer.Left < 2) return;
        ushort instance = layer.U16();
        int count = layer.Left / 2;
        layer.Text($"\n\t      Instance ID: {instance}, ITIDs({count}){(count > 0 ? ": " : "")}");
        for (; count > 0 && !layer.Truncated; count--)
        {
            ushort topology = layer.U16();
            layer.Text($"{topology}{(count > 1 ? ", " : "")}");
        }
    }

    private static void Fragments(ref Layer layer)
    {
        while (layer.Left >= 16 && !layer.Truncated)
        {
            ushort lifetime = layer.U16();
            var id = layer.Take(Nsap.SystemIdSize + 2);
            layer.Text("\n\t      lsp-id: "u8);
            layer.SystemId(id);
            uint sequence = layer.U32();
            ushort checksum = layer.U16();
            layer.Text($", seq: 0x{sequence:x8}, lifetime: {lifetime,5}s, chksum: 0x{checksum:x4}");
        }
    }

    private static void Authentication(ref Layer layer)
    {
        if (layer.Left < 1) return;
        byte type = layer.U8();
        layer.Text("\n\t      "u8);
        switch (type)
        {
            case 1:
                layer.Text("simple text password: "u8);
                Characters(ref layer, layer.Left);
                break;
            case 54:
                layer.Text("HMAC-MD5 password: "u8);
                int size = layer.Left;
                Digits(ref layer);
                if (size != 16) layer.Text(", (invalid subTLV) "u8);
                else layer.Text(" (unchecked)"u8);
                break;
            case 3:
                ushort key = layer.U16();
                layer.Text($"Generic Crypto key-id: {key}, password: ");
                Digits(ref layer);
                break;
            default:
                layer.Text($"unknown Authentication type 0x{type:x2}: ");
                layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n\t\t  "u8);
                break;
        }
    }

    private static void Digits(ref Layer layer)
    {
        int count = Math.Max(0, layer.Left);
        bool cut = !layer.Has(count);
        layer.HexBytes(layer.Take(Math.Min(count, layer.Captured)));
        if (cut) layer.EndEarly();
    }

    private static void Purge(ref Layer layer)
    {
        if (layer.Left < 1 + Nsap.SystemIdSize) return;
        byte count = layer.U8();
        var origin = layer.Take(Nsap.SystemIdSize);
        layer.Text("\n\t      Purge Originator System-ID: "u8);
        layer.SystemId(origin);
        if (count == 1) return;
        var from = layer.Take(Nsap.SystemIdSize);
        layer.Text("\n\t      Received from System-ID: "u8);
        layer.SystemId(from);
    }

    private static void RiskGroup(ref Layer layer)
    {
        if (layer.Left < 16) return;
        var neighbor = layer.Take(Nsap.SystemIdSize + 1);
        layer.Text("\n\t      IS Neighbor: "u8);
        layer.SystemId(neighbor);
        byte flags = layer.U8();
        layer.Text($", Flags: [{((flags & 1) != 0 ? "numbered" : "unnumbered")}]");
        var here = layer.Ip4();
        layer.Text($"\n\t      IPv4 interface address: {layer.Host(here)}");
        var there = layer.Ip4();
        layer.Text($"\n\t      IPv4 neighbor address: {layer.Host(there)}");
        while (layer.Left >= 4 && !layer.Truncated)
        {
            uint group = layer.U32();
            layer.Text($"\n\t      Link-ID: 0x{group:x8}");
        }
    }

    private static void Restart(ref Layer layer)
    {
        if (layer.Left < 1) return;
        byte flags = layer.U8();
        layer.Text("\n\t      Flags ["u8);
        layer.Bits(flags, IsIsElements.RestartFlag);
        layer.Text("]"u8);
        if (layer.Left < 2) return;
        ushort remaining = layer.U16();
        layer.Text($", Remaining holding time {remaining}s");
        if (layer.Left != Nsap.SystemIdSize) return;
        var system = layer.Take(Nsap.SystemIdSize);
        layer.Text(", for "u8);
        layer.SystemId(system);
    }

    /// <summary>A topology's number with two flags (RFC 5120).</summary>
    private static bool Topology(ref Layer layer)
    {
        if (layer.Left < 2) return false;
        ushort word = layer.U16();
        layer.Text($"\n\t      {IsIsElements.TopologyName(word & 0xfff)} Topology (0x{word & 0xfff:x3}), Flags: [");
        layer.Bits((uint)word & 0xf000, static bit => bit switch { 0x4000 => "ATT bit set", 0x8000 => "Overload bit set", _ => null });
        layer.Text("]"u8);
        return true;
    }

    private static void Adjacency(ref Layer layer)
    {
        if (layer.Left < 1) return;
        byte state = layer.U8();
        layer.Text($"\n\t      Adjacency State: {state switch { 0 => "Up", 1 => "Initializing", 2 => "Down", _ => "unknown" }} ({state})");
        int left = layer.Left;
        uint local = left > 4 ? layer.U32() : 0;
        if (left < 4) return;
        if (left > 4)
        {
            layer.Text($"\n\t      Extended Local circuit-ID: 0x{local:x8}");
            left -= 4;
        }
        else
        {
            layer.Skip(4);
        }
        if (left >= Nsap.SystemIdSize)
        {
            var neighbor = layer.Take(Nsap.SystemIdSize);
            layer.Text("\n\t      Neighbor System-ID: "u8);
            layer.SystemId(neighbor);
            left -= Nsap.SystemIdSize;
        }
        else if (left >= 4)
        {
            // What is last in the element is looked for at its place, whatever its length says.
            layer.Skip(Nsap.SystemIdSize);
        }
        if (left < 4) return;
        uint remote = layer.U32();
        layer.Text($"\n\t      Neighbor Extended Local circuit-ID: 0x{remote:x8}");
    }
}
