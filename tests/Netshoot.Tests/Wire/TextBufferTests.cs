using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

[Collection(nameof(AllocationCollection))]
public sealed class TextBufferTests
{
    [Fact]
    public void Holes_are_escaped_and_literals_are_not()
    {
        var text = new TextBuffer(4);
        string hostile = "a\e[31mb\r\nc\u009b2J";
        text.Append($"\e[1m{hostile}\e[0m");
        Assert.Equal("\e[1ma\\x1b[31mb\\x0d\\x0ac\\x9b2J\e[0m", text.ToString());
    }

    [Fact]
    public void Bytes_that_are_no_text_come_out_as_digits()
    {
        var text = new TextBuffer();
        text.Foreign([0x61, 0xff, 0xc3, 0xa9, 0x1b, 0xe2, 0x82]);
        Assert.Equal("a\\xffé\\x1b\\xe2\\x82", text.ToString());
    }

    [Fact]
    public void Widths_count_characters()
    {
        var text = new TextBuffer();
        text.Append($"[{"é",4}][{"ab",-4}][{7,3}][{7,-3}]");
        Assert.Equal("[   é][ab  ][  7][7  ]", text.ToString());
    }

    [Fact]
    public void Numbers_and_addresses_allocate_nothing()
    {
        var text = new TextBuffer();
        Write();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Write();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Write()
        {
            text.Clear();
            text.Append($"{InternetAddress.Loopback6} {42} {3.5:0.000} {MacAddress.Broadcast}");
            text.AppendHex(0xdeadbeef, 8);
        }
    }
}
