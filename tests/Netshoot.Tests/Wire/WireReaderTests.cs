using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

public sealed class WireReaderTests
{
    [Fact]
    public void Fields_come_in_the_order_of_the_wire()
    {
        var wire = new WireReader([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x78, 0x56, 0x34, 0x12]);
        Assert.Equal((1, 0x0203, 0x040506u, 0x0708090au, 0x12345678u), (wire.U8(), wire.U16(), wire.U24(), wire.U32(), wire.U32LittleEndian()));
        Assert.False(wire.Truncated);
        Assert.Equal(0, wire.Remaining);
    }

    [Fact]
    public void Running_out_is_a_state_that_stays()
    {
        var wire = new WireReader([1, 2, 3]);
        Assert.Equal(0u, wire.U32());
        Assert.True(wire.Truncated);
        Assert.Equal(0, wire.U8());
        Assert.True(wire.Take(0).IsEmpty);
    }

    [Fact]
    public void A_length_beyond_the_end_takes_nothing()
    {
        var wire = new WireReader([1, 2, 3]);
        Assert.True(wire.Take(-1).IsEmpty);
        Assert.True(wire.Truncated);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var buffer = new byte[64];
        var writer = new WireWriter(buffer);
        writer.U8(1);
        writer.U24(0x020304);
        writer.U48(0x0000_0102_0304_0506);
        writer.U64(ulong.MaxValue - 1);
        writer.Ip(InternetAddress.Loopback6);
        writer.U16LittleEndian(0xabcd);
        var reader = new WireReader(writer.Bytes);
        Assert.Equal((1, 0x020304u, 0x0000_0102_0304_0506ul, ulong.MaxValue - 1), (reader.U8(), reader.U24(), reader.U48(), reader.U64()));
        Assert.Equal(InternetAddress.Loopback6, reader.Ip6());
        Assert.Equal(0xabcd, reader.U16LittleEndian());
    }
}
