namespace Netshoot.Packets.Link;

/// <summary>Traffic of virtual sockets between a machine and its guests (LINKTYPE_VSOCK; linux/vsockmon.h).</summary>
[Dissects(Select.LinkType, 271)]
public readonly struct VirtualSocket : IDissector
{
    private const int HeaderSize = 32;
    private const int VirtioSize = 44;
    private const ushort Virtio = 2;

    public static string Name => "vsock";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize || !layer.Has(HeaderSize)) return layer.Trunc();
        ulong source = layer.Wire.U64LittleEndian(), destination = layer.Wire.U64LittleEndian();
        uint sourcePort = layer.Wire.U32LittleEndian(), destinationPort = layer.Wire.U32LittleEndian();
        ushort operation = layer.Wire.U16LittleEndian(), transport = layer.Wire.U16LittleEndian(), size = layer.Wire.U16LittleEndian();
        layer.Skip(2);
        layer.Field("source", (long)source);
        layer.Field("destination", (long)destination);
        layer.Text(transport switch { 1 => "NO_INFO"u8, Virtio => "VIRTIO"u8, _ => "UNKNOWN"u8 });
        layer.Text(" "u8);
        if (size > 0 && transport == Virtio && layer.Verbosity > 0)
        {
            if (size < VirtioSize) return layer.Invalid();
            if (!layer.Has(size)) return layer.Trunc();
            PrintVirtio(ref layer);
            layer.Skip(size - VirtioSize);
        }
        else
        {
            layer.Skip(Math.Min(size, layer.Captured));
        }
        layer.Text($"{source}.{sourcePort} > {destination}.{destinationPort} {OperationName(operation)}, length {length}");
        if (layer.Verbosity > 1 && layer.Has(1)) layer.Dump(layer.Rest, "\n\t"u8);
        layer.EndLinkHeader();
        return Next.Done;
    }

    private static void PrintVirtio(ref Layer layer)
    {
        layer.Skip(24);
        uint length = layer.Wire.U32LittleEndian();
        ushort type = layer.Wire.U16LittleEndian(), operation = layer.Wire.U16LittleEndian();
        uint flags = layer.Wire.U32LittleEndian(), buffer = layer.Wire.U32LittleEndian(), forwarded = layer.Wire.U32LittleEndian();
        layer.Text($"(len {length}, type {(type == 1 ? "STREAM" : "unknown")}, op {VirtioOperation(operation)}, flags {flags:x}, buf_alloc {buffer}, fwd_cnt {forwarded})\n\t");
    }

    private static string OperationName(ushort operation) => operation switch
    {
        0 => "UNKNOWN",
        1 => "CONNECT",
        2 => "DISCONNECT",
        3 => "CONTROL",
        4 => "PAYLOAD",
        _ => "invalid op",
    };

    private static string VirtioOperation(ushort operation) => operation switch
    {
        0 => "INVALID",
        1 => "REQUEST",
        2 => "RESPONSE",
        3 => "RST",
        4 => "SHUTDOWN",
        5 => "RW",
        6 => "CREDIT UPDATE",
        7 => "CREDIT REQUEST",
        _ => "unknown",
    };
}
