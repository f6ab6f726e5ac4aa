using System.Buffers.Binary;
using System.Numerics;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>The packets of SCTP that ask whether a port listens: a common header with one chunk (RFC 9260 section 3).</summary>
public static class SctpProbe
{
    /// <summary>Types of chunks (RFC 9260 section 3.2).</summary>
    public const byte Init = 1, InitAck = 2, Abort = 6, CookieEcho = 10;

    /// <summary>The common header: ports, verification tag, checksum.</summary>
    public const int HeaderSize = 12;

    private const int InitSize = 20, CookieEchoSize = 8, ChecksumAt = 8;

    // What a small host would offer; nothing is ever sent on these.
    private const uint Window = 32_768;
    private const ushort OutboundStreams = 10, InboundStreams = 2048;

    /// <summary>The length of a packet with a chunk of a type, <see cref="Init"/> or <see cref="CookieEcho"/>.</summary>
    public static int Size(byte chunk) => HeaderSize + (chunk == Init ? InitSize : CookieEchoSize);

    /// <summary>Writes a packet of <see cref="Size"/> bytes, sealed.</summary>
    /// <param name="to">Room for it.</param>
    /// <param name="chunk">What it carries.</param>
    /// <param name="source">From where.</param>
    /// <param name="destination">To where.</param>
    /// <param name="tag">The tag of the association that is, or is not, to be.</param>
    public static void Write(Span<byte> to, byte chunk, ushort source, ushort destination, uint tag)
    {
        var wire = new WireWriter(to);
        wire.U16(source);
        wire.U16(destination);
        // The first packet has no tag yet (section 8.5.1).
        wire.U32(chunk == Init ? 0 : tag);
        wire.U32(0);
        wire.U8(chunk);
        wire.U8(0);
        wire.U16((ushort)(Size(chunk) - HeaderSize));
        wire.U32(tag);
        if (chunk == Init)
        {
            wire.U32(Window);
            wire.U16(OutboundStreams);
            wire.U16(InboundStreams);
            wire.U32(tag);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(to[ChecksumAt..], Checksum(to[..Size(chunk)]));
    }

    /// <summary>The first chunk's type; null where there is none.</summary>
    public static byte? FirstChunk(ReadOnlySpan<byte> packet) => packet.Length > HeaderSize ? packet[HeaderSize] : null;

    /// <summary>CRC32c with the checksum's own place taken as zero (RFC 9260 appendix A).</summary>
    private static uint Checksum(ReadOnlySpan<byte> packet)
    {
        uint sum = uint.MaxValue;
        for (int i = 0; i < packet.Length; i++) sum = BitOperations.Crc32C(sum, i is >= ChecksumAt and < HeaderSize ? (byte)0 : packet[i]);
        return ~sum;
    }
}
