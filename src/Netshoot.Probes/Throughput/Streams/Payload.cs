namespace Netshoot.Probes.Throughput.Streams;

/// <summary>The bytes that a test sends.</summary>
public static class Payload
{
    /// <param name="bytes">To fill.</param>
    /// <param name="digits">With the digits in turn, instead of random bytes.</param>
    public static void Fill(Span<byte> bytes, bool digits)
    {
        if (!digits) Random.Shared.NextBytes(bytes);
        else for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)('0' + i % 10);
    }
}
