using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets;

/// <summary>Options of iperf 2.1.8: each one of its manual page works or is refused by name.</summary>
public sealed class IperfOptionsTests
{
    [Theory]
    [InlineData("iperf -c a --tap-dev x", "option '--tap-dev' is not supported")]
    [InlineData("iperf -s -H 224.0.0.1", "option '-H' is not supported")]
    [InlineData("iperf -s -u --l2checks", "option '--l2checks' is not supported")]
    [InlineData("iperf -c a -u --ipg 5", "option '--ipg' is not supported")]
    [InlineData("iperf -c a --tcp-write-times", "option '--tcp-write-times' is not supported")]
    [InlineData("iperf -c a --bounceback --bounceback-congest=up,2", "option '--bounceback-congest' is not supported")]
    [InlineData("iperf -c a -i f", "'f' is not supported")]
    [InlineData("iperf -c a -b 10m,1m", "'10m,1m' is not supported")]
    [InlineData("iperf -s -p 5001-5003", "a server listens on one port")]
    [InlineData("iperf -c a --permit-key", "ERROR: option of --permit-key requires a value on the client")]
    [InlineData("iperf -c a --permit-key=abc", "ERROR: value for --permit-key must have at least 4 characters")]
    [InlineData("iperf -s -u --permit-key=abcd", "ERROR: Option of --permit-key not supported with UDP")]
    [InlineData("iperf -c a --incr-srcip -P 2", "ERROR: option of --incr-srcip requires -B bind option to be set")]
    [InlineData("iperf -c a --burst-size 50K", "ERROR: option of --burst-size 51200 must be equal or larger to write length (-l) 131072")]
    [InlineData("iperf -c a -u --burst-period 1", "is of plain TCP")]
    [InlineData("iperf -c a -u --connect-only", "is of TCP")]
    [InlineData("iperf -c a --permit-key=abcde --bounceback", "such a test bears no key")]
    [InlineData("iperf -c a -p 70000", "is not a number from 1 to 65535")]
    [InlineData("iperf -c a -p 5003-5001", "is not a number from 5003 to 65535")]
    public async Task What_does_not_work_is_refused_by_name(string line, string message)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal("", run.Output);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_stands_behind_the_header_as_the_original_sends_it()
    {
        var header = new Iperf2Header { Port = 6030, Amount = 1024, Reverse = true, Key = "abcde" };
        byte[] bytes = header.ToBytes();
        Assert.Equal("5401007c", Convert.ToHexStringLower(bytes[..4]));
        Assert.Equal("00056162636465", Convert.ToHexStringLower(bytes[60..]));
        var read = Iperf2Header.Read(bytes);
        Assert.Equal(("abcde", true, 67, false), (read.Key, read.Reverse, read.Length, read.IsCut));
        for (int length = 60; length < bytes.Length; length++) Assert.True(Iperf2Header.Read(bytes.AsSpan(0, length)).IsCut);
        // A length that nothing has is nobody's key.
        bytes[60] = 0xff;
        Assert.Equal("", Iperf2Header.Read(bytes).Key);
        Assert.Null(Iperf2Header.Read(new Iperf2Header().ToBytes()).Key);
    }

    [Theory]
    [InlineData(Iperf2Steps.None, "192.0.2.1", 5001)]
    [InlineData(Iperf2Steps.RemoteAddress, "192.0.2.3", 5001)]
    [InlineData(Iperf2Steps.RemotePort, "192.0.2.1", 5003)]
    [InlineData(Iperf2Steps.RemoteAddress | Iperf2Steps.RemotePort | Iperf2Steps.LocalPort, "192.0.2.3", 5003)]
    public void Each_stream_is_a_step_further(Iperf2Steps steps, string address, ushort port)
    {
        Assert.True(InternetAddress.TryParse("192.0.2.1", out var first));
        Assert.True(InternetAddress.TryParse(address, out var third));
        Assert.Equal(new(third, port), steps.Remote(new(first, 5001), 2));
    }
}
