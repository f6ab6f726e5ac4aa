using System.Text.Json;
using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.TcpDump;

[Collection(nameof(AllocationCollection))]
public sealed class TcpDumpFileTests : IDisposable
{
    private const string First = "reading from file in.pcap, link-type RAW (Raw IP), snapshot length 1000\n";

    private readonly ToolBench _bench = new();

    public TcpDumpFileTests()
    {
        _bench.Clock.SetLocalTimeZone(TimeZoneInfo.Utc);
        _bench.Machine.Files["in.pcap"] = CaptureBytes.Of(4);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Packets_are_printed_a_line_each()
    {
        var (code, output, error) = await _bench.RunAsync("tcpdump -n -r in.pcap udp port 6");
        Assert.Equal(0, code);
        Assert.Equal(First, error);
        Assert.Equal("00:00:01.000000 IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n00:00:03.000000 IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n", output);
    }

    [Theory]
    [InlineData("-t -c 1", "IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n")]
    [InlineData("-tt -c1", "1.000000 IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n")]
    [InlineData("-tttt --nano -c 1", "1970-01-01 00:00:01.000000000 IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n")]
    [InlineData("-#t -c 1", "    1  IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n")]
    [InlineData("-tx -c 1", "IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 0\n\t0x0000:  4500 001c 0000 0000 4011 0000 0a00 0001\n\t0x0010:  0a00 0002 0005 0006 0008 0000\n")]
    [InlineData("--count", "2 packets\n")]
    [InlineData("--count -c 1", "1 packet\n")]
    public async Task Options_change_what_is_printed(string options, string expected)
        => Assert.Equal((0, expected, First), await _bench.RunAsync($"tcpdump -n -r in.pcap {options} udp port 6"));

    [Fact]
    public async Task Names_stand_where_they_are_known()
    {
        _bench.Machine.Hosts["web.example"] = [InternetAddress.FromBytes([10, 0, 0, 2])];
        _bench.Machine.Services["six"] = 6;
        Assert.Equal("IP 10.0.0.1.5 > web.example.six: UDP, length 0\n", (await _bench.RunAsync("tcpdump -t -c 1 -r in.pcap udp port 6")).Output);
        Assert.EndsWith("IP 10.0.0.1.5 > web.six: UDP, length 0\n", (await _bench.RunAsync("tcpdump -N -t -c 1 -r in.pcap udp port 6")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_of_a_filter_is_resolved()
    {
        _bench.Machine.Hosts["web.example"] = [InternetAddress.FromBytes([10, 0, 0, 2])];
        Assert.Equal("4 packets\n", (await _bench.RunAsync("tcpdump --count -r in.pcap dst host web.example")).Output);
    }

    [Fact]
    public async Task A_copy_is_the_same_file()
    {
        Assert.Equal((0, "", First), await _bench.RunAsync("tcpdump -r in.pcap -w out.pcap"));
        Assert.Equal(_bench.Machine.Files["in.pcap"], _bench.Machine.Created["out.pcap"].ToArray());
    }

    [Fact]
    public async Task A_list_of_files_is_read_in_turn_and_the_count_is_for_each()
    {
        _bench.Machine.Files["list"] = "in.pcap\nin.pcap\n"u8.ToArray();
        var (code, output, error) = await _bench.RunAsync("tcpdump -n -t -c 1 -V list");
        Assert.Equal((0, First + First), (code, error));
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Json_is_one_object_a_packet_with_every_layer()
    {
        var (code, output, _) = await _bench.RunAsync("tcpdump --json -n -r in.pcap");
        Assert.Equal(0, code);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        using var packet = JsonDocument.Parse(lines[1]);
        Assert.Equal(2, packet.RootElement.GetProperty("number").GetInt32());
        Assert.Equal(1m, packet.RootElement.GetProperty("time").GetDecimal());
        Assert.Equal(28, packet.RootElement.GetProperty("length").GetInt32());
        Assert.Contains(packet.RootElement.GetProperty("layers").EnumerateArray(), static l => l.GetProperty("protocol").GetString() == "udp");
    }

    [Fact]
    public async Task A_file_that_is_cut_short_is_read_as_far_as_it_goes()
    {
        _bench.Machine.Files["in.pcap"] = CaptureBytes.Of(2)[..^3];
        var (code, output, error) = await _bench.RunAsync("tcpdump -n -t -r in.pcap");
        Assert.Equal(1, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(First + "tcpdump: pcap_loop: truncated dump file; tried to read 28 captured bytes, only got 25\n", error);
    }

    [Fact]
    public async Task A_link_type_without_a_printer_is_said()
    {
        _bench.Machine.Files["in.pcap"] = CaptureBytes.Of(1, linkType: 147);
        var (code, output, error) = await _bench.RunAsync("tcpdump -r in.pcap");
        Assert.Equal((1, ""), (code, output));
        Assert.EndsWith("tcpdump: packet printing is not supported for link type 147: use -w\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-n")]
    [InlineData("-n -v udp port 6 or host 10.0.0.1")]
    [InlineData("--count udp port 53")]
    public async Task A_packet_allocates_nothing(string options)
    {
        _bench.Machine.Files["few"] = CaptureBytes.Of(2_000);
        _bench.Machine.Files["many"] = CaptureBytes.Of(22_000);
        await RunAsync("few");
        long few = await RunAsync("few"), many = await RunAsync("many");
        Assert.True(many - few < 20_000, $"20000 packets more allocated {many - few} bytes more");

        async Task<long> RunAsync(string file)
        {
            using var output = new Output(Stream.Null);
            using var error = new Output(Stream.Null);
            var shell = new Shell(output, error, _bench.Machine) { Name = "tcpdump" };
            long before = GC.GetAllocatedBytesForCurrentThread();
            await AppletTable.Find("tcpdump")!.RunAsync(["-r", file, .. options.Split(' ')], shell);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
