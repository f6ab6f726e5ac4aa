using System.Buffers.Binary;

namespace Netshoot.Dns;

/// <summary>Numbers that nobody can guess, for messages and cookies (RFC 5452 section 9.2, RFC 7873 section 4.1).</summary>
/// <remarks>The bytes are the kernel's. The platform's cryptography has as good ones, for the price of starting OpenSSL: more than a query takes.</remarks>
public static class DnsId
{
    public static ushort New()
    {
        Span<byte> bytes = stackalloc byte[16];
        // The first six bytes are random whole (RFC 9562 section 5.4).
        Guid.NewGuid().TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <param name="count">How many bytes.</param>
    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte)New();
        return bytes;
    }
}
