using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>Transmission Control Protocol (RFC 9293).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Tcp)]
public readonly struct Tcp : IDissector
{
    private const int PortsSize = 4;

    public static string Name => "tcp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(PortsSize))
        {
            Ipv4.Addresses(ref layer);
            layer.Text("[|tcp]"u8);
            return Next.Done;
        }
        ref var flow = ref layer.Flow;
        flow.SourcePort = layer.PeekU16();
        flow.DestinationPort = layer.PeekU16(2);
        Ports.Print(ref layer, tcp: true);
        layer.Field("source_port", flow.SourcePort);
        layer.Field("destination_port", flow.DestinationPort);
        if (!layer.Has(TcpHeader.Size)) return layer.Trunc();
        var tcp = layer.Read<TcpHeader>();
        int headerLength = tcp.HeaderLength;
        if (headerLength < TcpHeader.Size)
        {
            layer.Text($" tcp {length - headerLength} [bad hdr length {headerLength} - too short, < {TcpHeader.Size}]");
            return Next.Done;
        }
        if (layer.WantsFields) Fields(ref layer, tcp, length - headerLength);
        if (layer.Quiet)
        {
            layer.Text($"tcp {(uint)(length - headerLength)}");
            if (headerLength > length) layer.Text($" [bad hdr length {headerLength} - too long, > {length}]");
            return Next.Done;
        }

        if (layer.Line is { } line)
        {
            line.Append("Flags ["u8);
            PrintFlags(line, tcp.Flags);
            line.Append((byte)']');
        }
        if (headerLength > length)
        {
            layer.Text($" [bad hdr length {headerLength} - too long, > {length}]");
            return Next.Done;
        }
        int payload = length - headerLength;
        if (layer.Verbosity > 0 && !layer.Options.SkipChecksums && !flow.Fragmented) Checksum(ref layer, tcp.Checksum, length);
        Numbers(ref layer, tcp, payload, out uint own, out uint peer);
        if (headerLength > TcpHeader.Size && !TcpOptions.Print(ref layer, headerLength - TcpHeader.Size, tcp, own, peer)) return Next.Done;
        if (layer.Truncated) return Next.Done;
        if (layer.Line is { } rest)
        {
            rest.Append(", length "u8);
            rest.Append((long)payload);
        }
        if (payload <= 0) return Next.Done;
        if (headerLength > layer.Bytes.Length)
        {
            layer.Text($" [remaining caplen({layer.Bytes.Length}) < header length({headerLength})]");
            return layer.Trunc();
        }
        layer.Skip(headerLength - (layer.Position));
        if ((tcp.Flags & TcpFlags.Reset) != 0 && layer.Verbosity > 0)
        {
            PrintResetCause(ref layer, payload);
            return Next.Done;
        }
        if (layer.Options.Payload is PayloadType.Domain or PayloadType.Resp) return new(Select.TcpPayload, (int)layer.Options.Payload);
        if (layer.Options.Payload != PayloadType.None) return Next.Done;
        return Ports.SourceFirst(flow.SourcePort, flow.DestinationPort)
            ? Next.TcpPort(flow.SourcePort, flow.DestinationPort)
            : Next.TcpPort(flow.DestinationPort, flow.SourcePort);
    }

    private static void Numbers(ref Layer layer, in TcpHeader tcp, int payload, out uint own, out uint peer)
    {
        uint sequence = tcp.Sequence, acknowledgment = tcp.Acknowledgment;
        (own, peer) = (0, 0);
        if (!layer.Options.AbsoluteSequence && (tcp.Flags & TcpFlags.Ack) != 0)
            layer.Session.Tcp.Relate(layer.Flow, (tcp.Flags & TcpFlags.Syn) != 0, ref sequence, ref acknowledgment, out peer, out own);
        if (layer.Line is not { } line) return;
        if (layer.Verbosity > 1 || payload > 0 || (tcp.Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Reset)) != 0)
        {
            line.Append(", seq "u8);
            line.Append((ulong)sequence);
            if (payload > 0)
            {
                line.Append((byte)':');
                line.Append((ulong)(sequence + (uint)payload));
            }
        }
        if ((tcp.Flags & TcpFlags.Ack) != 0)
        {
            line.Append(", ack "u8);
            line.Append((ulong)acknowledgment);
        }
        line.Append(", win "u8);
        line.Append((ulong)tcp.Window);
        if ((tcp.Flags & TcpFlags.Urgent) != 0)
        {
            line.Append(", urg "u8);
            line.Append((ulong)tcp.Urgent);
        }
    }

    private static void PrintFlags(TextBuffer line, TcpFlags flags)
    {
        if (((int)flags & 0xff) == 0)
        {
            line.Append("none"u8);
            return;
        }
        if ((flags & TcpFlags.Fin) != 0) line.Append((byte)'F');
        if ((flags & TcpFlags.Syn) != 0) line.Append((byte)'S');
        if ((flags & TcpFlags.Reset) != 0) line.Append((byte)'R');
        if ((flags & TcpFlags.Push) != 0) line.Append((byte)'P');
        if ((flags & TcpFlags.Ack) != 0) line.Append((byte)'.');
        if ((flags & TcpFlags.Urgent) != 0) line.Append((byte)'U');
        if ((flags & TcpFlags.EcnEcho) != 0) line.Append((byte)'E');
        if ((flags & TcpFlags.CongestionWindowReduced) != 0) line.Append((byte)'W');
    }

    private static void Checksum(ref Layer layer, ushort found, int length)
    {
        if (layer.Bytes.Length < length) return;
        ushort sum = PseudoHeader.Checksum(layer.Flow, IpProtocols.Tcp, layer.Bytes[..length]);
        layer.Text($", cksum 0x{found:x4}");
        layer.ChecksumNote(found, sum);
    }

    private static void PrintResetCause(ref Layer layer, int length)
    {
        const int Most = 30;
        bool whole = layer.Has(length);
        layer.Text(whole ? " [RST"u8 : " [!RST"u8);
        if (length > Most)
        {
            length = Most;
            layer.Text("+"u8);
        }
        layer.Text(" "u8);
        var cause = layer.Take(Math.Min(length, layer.Captured));
        layer.Printable(cause);
        layer.Text("]"u8);
    }

    private static void Fields(ref Layer layer, in TcpHeader tcp, int payload)
    {
        layer.Field("sequence", tcp.Sequence);
        layer.Field("acknowledgment", tcp.Acknowledgment);
        layer.Field("flags", (int)tcp.Flags);
        layer.Field("window", tcp.Window);
        layer.Field("length", payload);
    }
}
