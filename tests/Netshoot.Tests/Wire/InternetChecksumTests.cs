using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

public sealed class InternetChecksumTests
{
    /// <summary>The example of RFC 1071 section 3: 00 01 f2 03 f4 f5 f6 f7 sums to ddf2.</summary>
    [Fact]
    public void The_example_of_the_RFC_comes_out() => Assert.Equal(unchecked((ushort)~0xddf2), InternetChecksum.Of([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));

    [Fact]
    public void Any_length_agrees_with_the_plain_sum()
    {
        var random = new Random(5);
        for (int length = 0; length < 600; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            uint sum = 0;
            for (int i = 0; i < length; i++) sum += i % 2 == 0 ? (uint)bytes[i] << 8 : bytes[i];
            while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
            Assert.Equal((ushort)~sum, InternetChecksum.Of(bytes));
        }
    }

    [Fact]
    public void All_ones_do_not_overflow()
    {
        var bytes = new byte[65_535];
        bytes.AsSpan().Fill(0xff);
        // 32,767 words of 0xffff are zero in ones' complement; the odd last byte counts as 0xff00.
        Assert.Equal((ushort)0x00ff, InternetChecksum.Of(bytes));
    }

    [Fact]
    public void Bytes_that_carry_their_checksum_give_zero()
    {
        byte[] bytes = [0x45, 0, 0, 28, 0x12, 0x34, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        ushort sum = InternetChecksum.Of(bytes);
        (bytes[10], bytes[11]) = ((byte)(sum >> 8), (byte)sum);
        Assert.Equal(0, InternetChecksum.Of(bytes));
    }
}
