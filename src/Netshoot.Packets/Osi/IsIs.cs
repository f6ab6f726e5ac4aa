namespace Netshoot.Packets.Osi;

/// <summary>Routing between intermediate systems (ISO 10589, RFC 1195).</summary>
[Dissects(Select.Nlpid, 0x83)]
public readonly struct IsIs : IDissector
{
    private const int CommonSize = 8;
    private const byte Checksum = 12;

    public static string Name => "isis";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Options.LinkHeader) layer.Text("IS-IS"u8);
        layer.Skip(1);
        byte headerSize = layer.U8(), version = layer.U8(), idLength = layer.U8(), type = layer.U8(), pduVersion = layer.U8();
        layer.Skip(1);
        byte areas = layer.U8();
        if (layer.Truncated) return Next.Done;
        layer.Field("type", type);
        if (version != 1)
        {
            layer.Text($"version {version} packet not supported");
            return Refuse(ref layer);
        }
        if (idLength is not (0 or 6))
        {
            layer.Text($"system ID length of {idLength} is not supported");
            return Refuse(ref layer);
        }
        if (pduVersion != 1)
        {
            layer.Text($"version {pduVersion} packet not supported");
            return Refuse(ref layer);
        }
        string separator = layer.Options.LinkHeader ? "" : ", ";
        int systems = idLength == 0 ? 6 : idLength, most = areas == 0 ? 3 : areas;
        if (layer.Verbosity > 0)
        {
            layer.Text($"{separator}length {length}\n\t");
            if (TypeName(type) is { } name) layer.Text($"{name}");
            else layer.Text($"unknown, type {type}");
            layer.Text($", hlen: {headerSize}, v: {version}, pdu-v: {pduVersion}, sys-id-len: {systems} ({idLength}), max-area: {most} ({areas})");
            if (layer.Verbosity > 1) layer.Dump(layer.Bytes[..CommonSize], "\n\t"u8);
        }
        else
        {
            layer.Text($"{separator}");
            if (TypeName(type) is { } name) layer.Text($"{name}");
            else layer.Text($"unknown PDU-Type {type}");
        }
        int expected = FixedSize(type);
        if (expected == 0)
        {
            if (layer.Verbosity == 0)
            {
                layer.Text($", length {length}");
                return Next.Done;
            }
            layer.Dump(layer.Rest, "\n\t  "u8);
            layer.Dump(layer.Bytes, "\n\t"u8);
            return Next.Done;
        }
        if (headerSize != expected)
        {
            layer.Text($", bogus fixed header length {headerSize} should be {expected}");
            layer.Dump(layer.Bytes, "\n\t"u8);
            return Next.Done;
        }
        switch (type)
        {
            case 15 or 16 or 17: Hello(ref layer, type); break;
            case 18 or 20: LinkState(ref layer); break;
            default: Sequences(ref layer, type is 24 or 25); break;
        }
        if (layer.Verbosity == 0) layer.Text($", length {length}");
        return Next.Done;
    }

    private static Next Refuse(ref Layer layer)
    {
        layer.Dump(layer.Bytes, "\n\t"u8);
        return Next.Done;
    }

    private static void Hello(ref Layer layer, byte type)
    {
        bool pointToPoint = type == 17;
        int start = layer.Position;
        byte circuit = layer.U8();
        var source = layer.Take(Nsap.SystemIdSize);
        ushort holding = layer.U16(), length = layer.U16();
        byte priority = layer.U8();
        var lan = pointToPoint ? default : layer.Take(Nsap.SystemIdSize + 1);
        if (layer.Verbosity == 0)
        {
            layer.Text(", src-id "u8);
            layer.SystemId(source);
            if (pointToPoint) return;
            layer.Text(", lan-id "u8);
            layer.SystemId(lan);
            layer.Text($", prio {priority}");
            return;
        }
        layer.Text("\n\t  source-id: "u8);
        layer.SystemId(source);
        layer.Text($"{(pointToPoint ? "" : ", ")}{(pointToPoint ? "," : "")} holding time: {holding}s, Flags: [");
        if (CircuitName(circuit) is { } name) layer.Text($"{name}]");
        else layer.Text($"unknown circuit type 0x{circuit:x2}]");
        if (pointToPoint)
        {
            layer.Text($"\n\t  circuit-id: 0x{priority:x2}, PDU length: {length}");
        }
        else
        {
            layer.Text("\n\t  lan-id:    "u8);
            layer.SystemId(lan);
            layer.Text($", Priority: {priority & 0x7f}, PDU length: {length}");
        }
        Variable(ref layer, start, length);
    }

    private static void LinkState(ref Layer layer)
    {
        int start = layer.Position;
        ushort length = layer.U16(), lifetime = layer.U16();
        int covered = layer.Position;
        var id = layer.Take(Nsap.SystemIdSize + 2);
        uint sequence = layer.U32();
        ushort checksum = layer.U16();
        byte flags = layer.U8();
        if (layer.Verbosity == 0)
        {
            layer.Text(", lsp-id "u8);
            layer.SystemId(id);
            layer.Text($", seq 0x{sequence:x8}, lifetime {lifetime,5}s");
            return;
        }
        layer.Text("\n\t  lsp-id: "u8);
        layer.SystemId(id);
        layer.Text($", seq: 0x{sequence:x8}, lifetime: {lifetime,5}s\n\t  chksum: 0x{checksum:x4}");
        if (lifetime == 0 && checksum == 0) layer.Text(" (unverified)"u8);
        else if (lifetime == 0) layer.Text(" (purged)"u8);
        else if (!layer.Truncated) layer.FletcherNote(layer.Bytes[covered..], checksum, 12, length - covered);
        layer.Text($", PDU length: {length}, Flags: [{((flags & 0x04) != 0 ? " Overload bit set," : "")}");
        if ((flags & 0x78) != 0)
        {
            layer.Text($"{((flags & 0x08) != 0 ? " default" : "")}{((flags & 0x10) != 0 ? " delay" : "")}{((flags & 0x20) != 0 ? " expense" : "")}{((flags & 0x40) != 0 ? " error" : "")} ATT bit set,");
        }
        layer.Text($"{((flags & 0x80) != 0 ? " P bit set," : "")} {(flags & 3) switch { 1 => "L1 IS", 3 => "L2 IS", 0 => "Unused 0x0 (invalid)", _ => "Unused 0x2 (invalid)" }} ]");
        Variable(ref layer, start, length);
    }

    private static void Sequences(ref Layer layer, bool complete)
    {
        int start = layer.Position;
        ushort length = layer.U16();
        var source = layer.Take(Nsap.SystemIdSize + 1);
        if (layer.Verbosity == 0)
        {
            layer.Text(", src-id "u8);
            layer.SystemId(source);
            return;
        }
        layer.Text("\n\t  source-id:    "u8);
        layer.SystemId(source);
        layer.Text($", PDU length: {length}");
        if (complete)
        {
            var first = layer.Take(Nsap.SystemIdSize + 2);
            layer.Text("\n\t  start lsp-id: "u8);
            layer.SystemId(first);
            var last = layer.Take(Nsap.SystemIdSize + 2);
            layer.Text("\n\t  end lsp-id:   "u8);
            layer.SystemId(last);
        }
        Variable(ref layer, start, length);
    }

    /// <summary>The fields of variable length, as far as the PDU's own length goes.</summary>
    private static void Variable(ref Layer layer, int start, int length)
    {
        if (layer.Truncated) return;
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes[start..layer.Position], "\n\t  "u8);
        int left = length - layer.Position;
        if (left < 0)
        {
            layer.Text($" [packet length {length} < {layer.Position}]");
            layer.Invalid();
            return;
        }
        while (left > 0 && !layer.Truncated)
        {
            if (layer.Position == layer.Length) return;
            if (left < 2 || !layer.Has(2))
            {
                if (left >= 2) layer.EndEarly();
                else layer.Trunc();
                return;
            }
            byte kind = layer.U8(), size = layer.U8();
            left -= 2;
            layer.Text($"\n\t    {IsIsElements.Name(kind) ?? "unknown"} TLV #{kind}, length: {size}");
            if (size > left)
            {
                layer.Trunc();
                return;
            }
            if (size == 0) continue;
            if (kind == Checksum && size >= 2)
            {
                ushort checksum = layer.PeekU16();
                if (!layer.Has(2)) layer.EndEarly();
                layer.Text($"\n\t      checksum: 0x{checksum:x4} ");
                layer.FletcherNote(layer.Bytes, checksum, layer.Position, length);
                if (layer.Verbosity > 1) layer.Dump(layer.Rest[..Math.Min((int)size, layer.Captured)], "\n\t      "u8);
            }
            else
            {
                layer.Inner<IsIsElement>(layer.Bytes[(layer.Position - 2)..], size + 2);
            }
            left -= size;
            if (left > 0 || layer.Has(size)) layer.Skip(size);
        }
    }

    private static int FixedSize(byte type) => type switch
    {
        15 or 16 or 18 or 20 => 27,
        17 => 20,
        24 or 25 => 33,
        26 or 27 => 17,
        _ => 0,
    };

    private static string? TypeName(byte type) => type switch
    {
        15 => "L1 Lan IIH",
        16 => "L2 Lan IIH",
        17 => "p2p IIH",
        18 => "L1 LSP",
        20 => "L2 LSP",
        24 => "L1 CSNP",
        25 => "L2 CSNP",
        26 => "L1 PSNP",
        27 => "L2 PSNP",
        _ => null,
    };

    private static string? CircuitName(byte circuit) => circuit switch
    {
        1 => "Level 1 only",
        2 => "Level 2 only",
        3 => "Level 1, Level 2",
        _ => null,
    };
}
