using Xunit;

namespace Netshoot.Tests.Applets.TcpDump;

public sealed class TcpDumpCommandLineTests : IDisposable
{
    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("-c 0", "invalid packet count 0")]
    [InlineData("-c x", "invalid packet count x")]
    [InlineData("-s 262145", "invalid snaplen 262145 (must be >= 0 and <= 262144)")]
    [InlineData("-B 0", "invalid packet buffer size 0")]
    [InlineData("-C 1k", "invalid file size 1k")]
    [InlineData("-W x", "invalid number of output files x")]
    [InlineData("-y FOO", "invalid data link type FOO")]
    [InlineData("-j foo", "invalid time stamp type foo")]
    [InlineData("-Q foo", "unknown capture direction `foo'")]
    [InlineData("-T foo", "unknown packet type `foo'")]
    [InlineData("--time-stamp-precision foo", "unsupported time stamp precision")]
    [InlineData("-tttttt", "only -t, -tt, -ttt, -tttt and -ttttt are supported")]
    [InlineData("-f -r x", "-f can not be used with -V or -r")]
    [InlineData("-r x -V y", "-V and -r are mutually exclusive.")]
    [InlineData("-r nosuch", "nosuch: No such file or directory")]
    public async Task A_wrong_value_is_said_in_the_words_of_the_original(string options, string complaint)
        => Assert.Equal((1, "", $"tcpdump: {complaint}\n"), await _bench.RunAsync($"tcpdump {options}"));

    [Theory]
    [InlineData("-%", "invalid option -- '%'")]
    [InlineData("-i", "option requires an argument -- 'i'")]
    [InlineData("--number=3", "option '--number' doesn't allow an argument")]
    [InlineData("-H -r x", "option '-H' is not supported")]
    [InlineData("-Z nobody -r x", "option '-Z' is not supported")]
    public async Task A_wrong_option_is_followed_by_the_usage(string options, string complaint)
    {
        var (code, _, error) = await _bench.RunAsync($"tcpdump {options}");
        Assert.Equal(1, code);
        Assert.StartsWith($"tcpdump: {complaint}", error, StringComparison.Ordinal);
        Assert.Contains("\ntcpdump version 4.99.3\n", error, StringComparison.Ordinal);
        Assert.EndsWith("\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-d ip", "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n(002) ret      #262144\n(003) ret      #0\n")]
    [InlineData("-d -s 96", "(000) ret      #96\n")]
    [InlineData("-ddd", "1\n6 0 0 262144\n")]
    public async Task Without_an_interface_a_filter_is_for_Ethernet(string options, string listing)
        => Assert.Equal((0, listing, "Warning: assuming Ethernet\n"), await _bench.RunAsync($"tcpdump {options}"));

    [Fact]
    public async Task Options_may_stand_behind_the_filter()
    {
        _bench.Machine.Files["in.pcap"] = CaptureBytes.Of(4);
        Assert.Equal("2 packets\n", (await _bench.RunAsync("tcpdump udp port 53 --count -r in.pcap")).Output);
    }

    [Fact]
    public async Task A_filter_may_come_from_a_file_with_comments()
    {
        _bench.Machine.Files["in.pcap"] = CaptureBytes.Of(4);
        _bench.Machine.Files["filter"] = "udp # and nothing\nport 6\n"u8.ToArray();
        Assert.Equal("2 packets\n", (await _bench.RunAsync("tcpdump --count -r in.pcap -F filter")).Output);
    }
}
