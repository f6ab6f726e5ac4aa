using Netshoot.Wire;

namespace Netshoot.Packets.Routing;

/// <summary>Cisco's enhanced interior gateway routing protocol (RFC 7868).</summary>
[Dissects(Select.IpProtocol, 88)]
public readonly struct EnhancedInteriorGateway : IDissector
{
    private const int ElementHeaderSize = 4;

    public static string Name => "eigrp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (layer.Length < 20 || !layer.Has(20)) return layer.Trunc();
        byte version = layer.U8(), operation = layer.U8();
        ushort checksum = layer.U16();
        uint flags = layer.U32(), sequence = layer.U32(), acknowledged = layer.U32();
        ushort router = layer.U16(), autonomous = layer.U16();
        layer.Field("operation", operation);
        layer.Field("autonomous_system", autonomous);
        if (version != 2)
        {
            layer.Text($"EIGRP version {version} packet not supported");
            return Next.Done;
        }
        if (layer.Verbosity == 0)
        {
            if (OperationName(operation) is { } name) layer.Text($"EIGRP {name}, length: {length}");
            else layer.Text($"EIGRP unknown ({operation}), length: {length}");
            return Next.Done;
        }
        int left = length - 20;
        layer.Text($"\n\tEIGRP v{version}, opcode: {OperationName(operation) ?? "unknown"} ({operation}), chksum: 0x{checksum:x4}, Flags: [");
        layer.Bits(flags, static bit => bit switch { 1 => "Init", 2 => "Conditionally Received", 4 => "Restart", 8 => "End-of-Table", _ => null });
        layer.Text($"]\n\tseq: 0x{sequence:x8}, ack: 0x{acknowledged:x8}, VRID: {router}, AS: {autonomous}, length: {left}");
        while (left > 0 && !layer.Truncated)
        {
            if (left < ElementHeaderSize || !layer.Has(ElementHeaderSize))
            {
                if (left < ElementHeaderSize && layer.Has(ElementHeaderSize)) layer.Dump(layer.Rest[..Math.Min(left, layer.Captured)], "\n\t    "u8);
                else layer.EndEarly();
                return Next.Done;
            }
            ushort kind = layer.PeekU16(), size = layer.PeekU16(2);
            if (size < ElementHeaderSize || size > left)
            {
                if (size != 0 || kind != 0) layer.Dump(layer.Rest.Slice(ElementHeaderSize, Math.Max(0, Math.Min(left, layer.Captured) - ElementHeaderSize)), "\n\t    "u8);
                return Next.Done;
            }
            layer.Skip(ElementHeaderSize);
            layer.Text($"\n\t  {ElementName(kind)} TLV (0x{kind:x4}), length: {size}");
            int start = layer.Position, body = size - ElementHeaderSize;
            if (body + ElementHeaderSize < Least(kind)) layer.Text($" (too short, < {Least(kind)})");
            else
            {
                if (!layer.Has(body))
                {
                    layer.EndEarly();
                    return Next.Done;
                }
                Element(ref layer, kind, body);
                if (layer.Verbosity > 1) layer.Dump(layer.Bytes.Slice(start, body), "\n\t    "u8);
            }
            if (layer.Truncated) return Next.Done;
            layer.Back(layer.Position - start);
            layer.Skip(body);
            left -= size;
        }
        return Next.Done;
    }

    private static void Element(ref Layer layer, ushort kind, int body)
    {
        switch (kind)
        {
            case 0x0001:
                byte k1 = layer.U8(), k2 = layer.U8(), k3 = layer.U8(), k4 = layer.U8(), k5 = layer.U8();
                layer.Skip(1);
                ushort holding = layer.U16();
                layer.Text($"\n\t    holdtime: {holding}s, k1 {k1}, k2 {k2}, k3 {k3}, k4 {k4}, k5 {k5}");
                break;
            case 0x0004:
                byte major = layer.U8(), minor = layer.U8(), version = layer.U8(), revision = layer.U8();
                layer.Text($"\n\t    IOS version: {major}.{minor}, EIGRP version {version}.{revision}");
                break;
            case 0x0102 or 0x0103:
                Route(ref layer, kind == 0x0103, body);
                break;
            default:
                if (layer.Verbosity <= 1) layer.Dump(layer.Rest[..body], "\n\t    "u8);
                break;
        }
    }

    private static void Route(ref Layer layer, bool external, int body)
    {
        int start = layer.Position;
        var hop = layer.Ip4();
        var origin = external ? layer.Ip4() : default;
        uint autonomous = external ? layer.U32() : 0, tag = external ? layer.U32() : 0, metric = external ? layer.U32() : 0;
        if (external) layer.Skip(2);
        byte protocol = external ? layer.U8() : (byte)0, flags = external ? layer.U8() : (byte)0;
        uint delay = layer.U32(), bandwidth = layer.U32(), unit = layer.U24();
        byte hops = layer.U8(), reliability = layer.U8(), load = layer.U8();
        layer.Skip(2);
        byte bits = layer.U8();
        if (bits > 32)
        {
            layer.Text($"\n\t    illegal prefix length {bits}");
            return;
        }
        int bytes = (bits + 7) / 8;
        if (layer.Position + bytes > start + body) return;
        Span<byte> prefix = stackalloc byte[4];
        prefix.Clear();
        layer.Take(bytes).CopyTo(prefix);
        layer.Text($"\n\t    IPv4 prefix: {layer.Host(InternetAddress.FromBytes(prefix)),15}/{bits}, nexthop: ");
        if (hop.IsAny) layer.Text("self"u8);
        else layer.Text($"{layer.Host(hop)}");
        if (external)
        {
            layer.Text($"\n\t      origin-router {layer.Host(origin)}, origin-as {autonomous}, origin-proto {ProtocolName(protocol)}, flags [0x{flags:x2}], tag 0x{tag:x8}, metric {metric}");
        }
        layer.Text($"\n\t      delay {delay / 100} ms, bandwidth {bandwidth} Kbps, mtu {unit}, hop {hops}, reliability {reliability}, load {load}");
    }

    private static int Least(ushort kind) => kind switch
    {
        0x0001 => 12,
        0x0004 => 8,
        0x0102 => 26,
        0x0103 => 46,
        0x0203 => 44,
        _ => 0,
    };

    private static string? OperationName(byte operation) => operation switch
    {
        1 => "Update",
        3 => "Query",
        4 => "Reply",
        5 => "Hello",
        6 => "IPX SAP",
        7 => "Probe",
        _ => null,
    };

    private static string ElementName(ushort kind) => kind switch
    {
        0x0001 => "General Parameters",
        0x0002 => "Authentication",
        0x0003 => "Sequence",
        0x0004 => "Software Version",
        0x0005 => "Next Multicast Sequence",
        0x0102 => "IP Internal routes",
        0x0103 => "IP External routes",
        0x0202 => "AppleTalk Internal routes",
        0x0203 => "AppleTalk External routes",
        0x0204 => "AppleTalk Cable setup",
        0x0302 => "IPX Internal routes",
        0x0303 => "IPX External routes",
        _ => "Unknown",
    };

    private static string ProtocolName(byte protocol) => protocol switch
    {
        1 => "IGRP",
        2 => "EIGRP",
        3 => "Static",
        4 => "RIP",
        5 => "Hello",
        6 => "OSPF",
        7 => "IS-IS",
        8 => "EGP",
        9 => "BGP",
        10 => "IDRP",
        11 => "Connected",
        _ => "unknown",
    };
}
