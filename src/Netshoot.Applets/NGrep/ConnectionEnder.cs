using Netshoot.Host.Sockets;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>
/// Ends a TCP connection from the side (<c>-K</c>): resets to the sender of a segment, in the name of its receiver, at the sequence
/// number that the sender waits for and as many windows further on (RFC 9293 section 3.10.7).
/// </summary>
internal sealed class ConnectionEnder(Shell shell, int count) : IDisposable
{
    private const int RawHeaders = 255; // IPPROTO_RAW: the IP header is ours
    private const int Size4 = 20, Size6 = 40, TcpSize = 20;

    private ISocket? _socket4, _socket6;

    public void End(in PacketParts segment)
    {
        bool is6 = segment.Source.Is6;
        var socket = is6 ? _socket6 ??= Open(SocketFamily.Ip6) : _socket4 ??= Open(SocketFamily.Ip4);
        Span<byte> packet = stackalloc byte[Size6 + TcpSize];
        packet = packet[..((is6 ? Size6 : Size4) + TcpSize)];
        uint sequence = segment.Acknowledged;
        for (int i = 0; i < count; i++)
        {
            Build(segment, sequence, packet);
            shell.Output.Flush();
            shell.Error.Line($"{segment.Source}:{segment.SourcePort} > {segment.Destination}:{segment.DestinationPort}: R {sequence}:{sequence}(0) win 0");
            var errno = socket.TrySendTo(packet, new(segment.Source, 0), out _);
            if (errno is not (Errno.None or Errno.EAGAIN)) throw new Failure(segment.Source.ToString(), shell.Machine.Text(errno), errno: (int)errno);
            sequence += segment.Window;
        }
    }

    public void Dispose()
    {
        _socket4?.Dispose();
        _socket6?.Dispose();
    }

    private static void Build(in PacketParts segment, uint sequence, Span<byte> packet)
    {
        const byte HopLimit = 64;
        var writer = new WireWriter(packet);
        if (segment.Source.Is6)
        {
            writer.U32(6u << 28);
            writer.U16(TcpSize);
            writer.U8(PacketParts.Tcp);
            writer.U8(HopLimit);
        }
        else
        {
            writer.U16(0x4500);
            writer.U16(Size4 + TcpSize);
            writer.U32(0);
            writer.U8(HopLimit);
            writer.U8(PacketParts.Tcp);
            // The kernel puts the checksum in (raw(7)).
            writer.U16(0);
        }
        writer.Ip(segment.Destination);
        writer.Ip(segment.Source);
        int at = writer.Written;
        writer.U16(segment.DestinationPort);
        writer.U16(segment.SourcePort);
        writer.U32(sequence);
        writer.U32(0);
        writer.U8(TcpSize / 4 << 4);
        writer.U8((byte)TcpFlags.Reset);
        writer.Zero(6);
        ushort sum = PseudoHeader.Checksum(segment.Destination, segment.Source, PacketParts.Tcp, packet[at..], TcpSize);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet[(at + 16)..], sum);
    }

    private ISocket Open(SocketFamily family)
    {
        var errno = shell.Machine.TryOpen(family, SocketKind.Raw, RawHeaders, out var socket);
        return errno == Errno.None ? socket! : throw new Failure("socket", shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "ending connections"), (int)errno);
    }
}
