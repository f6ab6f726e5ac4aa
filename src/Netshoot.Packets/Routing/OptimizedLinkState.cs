namespace Netshoot.Packets.Routing;

/// <summary>Optimized link state routing, version 1, with the extensions of olsrd (RFC 3626).</summary>
[Dissects(Select.UdpPort, 698)]
public readonly struct OptimizedLinkState : IDissector
{
    public static string Name => "olsr";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        bool six = layer.Flow.IpVersion == 6;
        layer.Text($"OLSRv{(six ? 6 : 4)}");
        if (length < 4) return layer.Trunc();
        ushort size = layer.U16(), sequence = layer.U16();
        size = (ushort)Math.Min((int)size, length);
        layer.Text($", seq 0x{sequence:x4}, length {length}");
        layer.Field("sequence", sequence);
        if (layer.Verbosity == 0) return Next.Done;
        while (layer.Position < size && !layer.Truncated)
        {
            int start = layer.Position;
            byte type = layer.U8(), validity = layer.U8();
            ushort claimed = layer.U16();
            var origin = six ? layer.Ip6() : layer.Ip4();
            byte lifetime = layer.U8(), hops = layer.U8();
            ushort number = layer.U16();
            if (layer.Truncated) return Next.Done;
            if (OlsrMessages.Name(type) is { } name) layer.Text($"\n\t{name} Message (0x{type:x2}), originator {layer.Host(origin)}, ttl {lifetime}, hop {hops}");
            else layer.Text($"\n\tUnknown Message (0x{type:x2}), originator {layer.Host(origin)}, ttl {lifetime}, hop {hops}");
            layer.Text($"\n\t  vtime {OlsrMessages.Milliseconds(validity) / 1000}.{OlsrMessages.Milliseconds(validity) % 1000:D3}s, msg-seq 0x{number:x4}, length {claimed}");
            int header = layer.Position - start;
            if (claimed < header) return layer.Invalid();
            int end = start + claimed;
            if (end > layer.Length)
            {
                layer.EndEarly();
                return Next.Done;
            }
            if (!layer.Has(claimed - header))
            {
                layer.EndEarly();
                return Next.Done;
            }
            if (!OlsrMessages.Print(ref layer, type, end, six)) return layer.Trunc();
            if (layer.Truncated) return Next.Done;
            layer.Back(Math.Max(0, layer.Position - end));
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
        return Next.Done;
    }
}
