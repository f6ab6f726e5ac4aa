using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>A key with which encapsulated payloads are read, and for which of them it is (RFC 4301 section 4.4.2).</summary>
/// <remarks>
/// A block cipher in chaining mode (RFC 2451, RFC 3602), whose vector stands before the payload. Chaining is done here: the platform's own
/// would allocate for each packet. Integrity is not verified.
/// </remarks>
public sealed class SecurityAssociation : IDisposable
{
    private readonly SymmetricAlgorithm _cipher;
    private readonly ICryptoTransform _blocks;
    private byte[] _sealed = [];
    private byte[] _plain = [];

    /// <param name="cipher">The cipher with its key.</param>
    /// <param name="checkSize">Bytes of the integrity check value at the end.</param>
    /// <param name="index">The index of the association, with <paramref name="destination"/>.</param>
    /// <param name="destination">Where its packets go; null for all that have no association of their own.</param>
    /// <exception cref="CryptographicException">The platform does not have the cipher, or does not take the key.</exception>
    public SecurityAssociation(SymmetricAlgorithm cipher, int checkSize, uint index, InternetAddress? destination)
    {
        cipher.Mode = CipherMode.ECB;
        cipher.Padding = PaddingMode.None;
        _cipher = cipher;
        _blocks = cipher.CreateDecryptor();
        CheckSize = checkSize;
        Index = index;
        Destination = destination;
    }

    /// <summary>Bytes of the cipher's vector, which are those of its block.</summary>
    public int BlockSize => _cipher.BlockSize / 8;

    public int CheckSize { get; }

    public uint Index { get; }

    public InternetAddress? Destination { get; }

    /// <summary>The association of a packet: its own, or the first that is for all.</summary>
    internal static SecurityAssociation? Find(IReadOnlyList<SecurityAssociation> all, uint index, InternetAddress destination)
    {
        SecurityAssociation? general = null;
        for (int i = 0; i < all.Count; i++)
        {
            var one = all[i];
            if (one.Destination is null) general ??= one;
            else if (one.Index == index && one.Destination == destination) return one;
        }
        return general;
    }

    /// <summary>The bytes in the clear; they stand until the next are asked for.</summary>
    /// <param name="payload">The vector, then whole blocks.</param>
    internal ReadOnlySpan<byte> Open(ReadOnlySpan<byte> payload)
    {
        if (_sealed.Length < payload.Length)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)payload.Length);
            _sealed = new byte[size];
            _plain = new byte[size];
        }
        int length = payload.Length - BlockSize;
        if (length <= 0) return default;
        payload.CopyTo(_sealed);
        _blocks.TransformBlock(_sealed, BlockSize, length, _plain, 0);
        var plain = MemoryMarshal.Cast<byte, ulong>(_plain.AsSpan(0, length));
        var chained = MemoryMarshal.Cast<byte, ulong>(_sealed.AsSpan(0, length));
        for (int i = 0; i < plain.Length; i++) plain[i] ^= chained[i];
        return _plain.AsSpan(0, length);
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _cipher.Dispose();
    }
}
