using System.Buffers.Binary;
using System.Security.Cryptography;
using Netshoot.Packets.Internet;

namespace Netshoot.Packets.Transport;

/// <summary>Checks the signatures of segments with a secret that both ends have (RFC 2385 section 2.0). One instance serves one thread.</summary>
/// <param name="secret">The secret's bytes.</param>
public sealed class SegmentSignature(byte[] secret) : IDisposable
{
    /// <summary>Bytes of a signature.</summary>
    public const int Size = 16;

    private const int ChecksumOffset = 16;
    private const int LongestPseudoHeader = 40;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    /// <param name="flow">The segment's addresses.</param>
    /// <param name="segment">The segment with its header and options, whole.</param>
    /// <param name="headerLength">Bytes of the header with its options, which are not signed.</param>
    /// <param name="found">The signature that it carries.</param>
    internal bool Matches(in Flow flow, ReadOnlySpan<byte> segment, int headerLength, ReadOnlySpan<byte> found)
    {
        Span<byte> pseudo = stackalloc byte[LongestPseudoHeader];
        pseudo.Clear();
        int size = flow.Source.Is6 ? LongestPseudoHeader : 12;
        int address = flow.Source.Is6 ? 16 : 4;
        flow.Source.CopyTo(pseudo);
        flow.Destination.CopyTo(pseudo[address..]);
        if (flow.Source.Is6)
        {
            BinaryPrimitives.WriteInt32BigEndian(pseudo[32..], segment.Length);
            pseudo[39] = IpProtocols.Tcp;
        }
        else
        {
            pseudo[9] = IpProtocols.Tcp;
            BinaryPrimitives.WriteUInt16BigEndian(pseudo[10..], (ushort)segment.Length);
        }
        _hash.AppendData(pseudo[..size]);
        Span<byte> header = stackalloc byte[TcpHeader.Size];
        segment[..TcpHeader.Size].CopyTo(header);
        header[ChecksumOffset..(ChecksumOffset + 2)].Clear();
        _hash.AppendData(header);
        _hash.AppendData(segment[headerLength..]);
        _hash.AppendData(secret);
        Span<byte> digest = stackalloc byte[Size];
        return _hash.TryGetHashAndReset(digest, out _) && digest.SequenceEqual(found);
    }

    public void Dispose() => _hash.Dispose();
}
