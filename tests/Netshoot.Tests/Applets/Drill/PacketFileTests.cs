using Netshoot.Applets.Drill;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.Drill;

public sealed class PacketFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(300)]
    public void What_was_written_reads_back(int length)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        var text = new TextBuffer();
        PacketFile.Format(message, text);
        Assert.Equal(message, PacketFile.Parse(text.Bytes));
    }

    [Fact]
    public void The_dump_has_a_ruler_and_positions()
    {
        var text = new TextBuffer();
        PacketFile.Format(new byte[21], text);
        string[] lines = text.ToString().Split('\n');
        Assert.Equal("; 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19", lines[0]);
        Assert.Equal(";-- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --", lines[1]);
        Assert.EndsWith(" 00 00\t;\t   1-  20", lines[2], StringComparison.Ordinal);
        Assert.Equal(" 00", lines[3]);
    }

    [Fact]
    public void A_file_that_is_no_dump_is_the_message_itself() => Assert.Null(PacketFile.Parse([0x12, 0x34, 0x85, 0x80]));
}
