using Netshoot.Packets.Internet;

namespace Netshoot.Packets.Transport;

/// <summary>User Datagram Protocol (RFC 768).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Udp)]
public readonly struct Udp : IDissector
{
    private const int PortsSize = 4;
    private const ushort SystemLogPort = 514;

    public static string Name => "udp";

    public static Next Dissect(ref Layer layer)
    {
        int available = layer.Length;
        if (!layer.Has(PortsSize))
        {
            Ipv4.Addresses(ref layer);
            return layer.Trunc();
        }
        ref var flow = ref layer.Flow;
        flow.SourcePort = layer.PeekU16();
        flow.DestinationPort = layer.PeekU16(2);
        layer.Field("source_port", flow.SourcePort);
        layer.Field("destination_port", flow.DestinationPort);
        if (available < UdpHeader.Size)
        {
            Ports.Print(ref layer, tcp: false);
            layer.Text($"truncated-udp {available}");
            return Next.Done;
        }
        if (!layer.Has(UdpHeader.Size))
        {
            Ports.Print(ref layer, tcp: false);
            return layer.Trunc();
        }
        var udp = layer.Read<UdpHeader>();
        // A jumbo payload does not fit the field (RFC 2675 section 4).
        int length = udp.Length == 0 && available > ushort.MaxValue ? available : udp.Length;
        if (length < UdpHeader.Size)
        {
            Ports.Print(ref layer, tcp: false);
            layer.Text($"truncated-udplength {length}");
            return Next.Done;
        }
        layer.Field("length", length - UdpHeader.Size);
        if (layer.Options.Payload != PayloadType.None) return Chosen(ref layer, udp, available);
        if (!layer.Quiet && RemoteProcedure(ref layer, udp)) return Next.Done;
        Ports.Print(ref layer, tcp: false);
        if (layer.Quiet)
        {
            Payload(ref layer, length, available);
            return Next.Done;
        }
        Checksum(ref layer, udp, Math.Min(length, available));
        // What follows the datagram in its packet is no part of it.
        if (length < available) layer.Limit(length);
        layer.Claim(Math.Min(length, available));
        // A well-known port is smaller than the client's, so it has the say when both are known.
        ushort lower = Math.Min(udp.Source, udp.Destination), higher = Math.Max(udp.Source, udp.Destination);
        // Of two known ones, the log is what speaks last.
        if (lower == SystemLogPort) (lower, higher) = (higher, lower);
        if (layer.Finish(Next.UdpSource(udp.Source)) || layer.Finish(Next.UdpPort(lower, higher)) || layer.Finish(Next.UdpDestination(udp.Destination))) return Next.Done;
        Payload(ref layer, length, available);
        return Next.Done;
    }

    /// <summary>Calls and replies are known by the server's port and the word that says which of both it is (RFC 5531 section 9).</summary>
    private static bool RemoteProcedure(ref Layer layer, in UdpHeader udp)
    {
        const int Direction = 4;
        if (!layer.Has(Direction + 4)) return false;
        if (layer.PeekU32(Direction) > 1) return false;
        layer.Claim(Math.Min(udp.Length, layer.Length));
        return layer.PeekU32(Direction) switch
        {
            0 => layer.Finish(new(Select.RpcServer, udp.Destination)),
            1 => layer.Finish(new(Select.RpcServer, udp.Source)),
            _ => false,
        };
    }

    private static Next Chosen(ref Layer layer, in UdpHeader udp, int available)
    {
        if (layer.Options.Payload is PayloadType.Vat or PayloadType.Wb or PayloadType.Rtp or PayloadType.Rtcp or PayloadType.Rpc)
        {
            if (layer.Finish(Next.Payload(layer.Options.Payload))) return Next.Done;
            Ports.Print(ref layer, tcp: false);
        }
        else
        {
            Ports.Print(ref layer, tcp: false);
            layer.Claim(Math.Min(udp.Length, available));
            if (layer.Finish(Next.Payload(layer.Options.Payload))) return Next.Done;
        }
        Payload(ref layer, udp.Length, available);
        return Next.Done;
    }

    private static void Payload(ref Layer layer, int length, int available)
    {
        if (length > available)
        {
            layer.Text($"UDP, bad length {length - UdpHeader.Size} > {available - UdpHeader.Size}");
            return;
        }
        if (layer.Line is not { } line) return;
        line.Append("UDP, length "u8);
        line.Append((long)(length - UdpHeader.Size));
    }

    private static void Checksum(ref Layer layer, in UdpHeader udp, int length)
    {
        ref var flow = ref layer.Flow;
        if (layer.Options.SkipChecksums || flow.Fragmented) return;
        int needed = flow.IpVersion == 4 ? 2 : 1;
        if (layer.Verbosity < needed) return;
        if (udp.Checksum == 0 && flow.IpVersion == 4)
        {
            layer.Text("[no cksum] "u8);
            return;
        }
        if (layer.Bytes.Length < length) return;
        ushort sum = PseudoHeader.Checksum(flow, IpProtocols.Udp, layer.Bytes[..length]);
        if (sum == 0) layer.Text("[udp sum ok] "u8);
        else layer.Text($"[bad udp cksum 0x{udp.Checksum:x4} -> 0x{LayerText.Expected(udp.Checksum, sum):x4}!] ");
    }
}
