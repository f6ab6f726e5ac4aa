using Netshoot.Probes.Throughput.Iperf2;
using Xunit;

namespace Netshoot.Tests.Probes.Throughput;

/// <summary>What two iperf 2 tell each other, as it was seen between two of 2.1.8.</summary>
public sealed class Iperf2MessagesTests
{
    private static byte[] Written(Iperf2Header header, int before = 0)
    {
        var bytes = new byte[Iperf2Header.Size];
        header.Write(bytes, before);
        return bytes;
    }

    [Theory]
    [InlineData("4001007800000001000013890000000000000000FFFFFF9C000000000000000000000000000200010008000300000000001000000000000000000000", false, false)]
    [InlineData("440100780000000100001389000000000000000000040000000000000000000004000000000200010008000300000000000000000000000000000000", true, false)]
    [InlineData("4401007800000001000013890000000000000000FFFFFF9C000000000000000008000000000200010008000300000000002000000000000000000000", false, true)]
    public void A_header_of_tcp_is_the_originals(string seen, bool reverse, bool fullDuplex)
    {
        byte[] bytes = Convert.FromHexString(seen);
        var header = Iperf2Header.Read(bytes);
        Assert.Equal((true, 5001, reverse, fullDuplex), (header.IsExtended, header.Port, header.Reverse, header.FullDuplex));
        Assert.Equal(seen, Convert.ToHexString(Written(header)));
    }

    [Theory]
    [InlineData("C00100790000000100001389000000000000000000040000", true, true)]
    [InlineData("C00100780000000100001389000000000000000000040000", true, false)]
    [InlineData("800000010000000100001389000000000000000000040000", true, true)]
    public void A_server_is_asked_to_connect_back(string seen, bool back, bool atOnce)
    {
        var header = Iperf2Header.Read(Convert.FromHexString(seen));
        Assert.Equal((back, atOnce, 5001, 262144), (header.ConnectsBack, header.AtOnce, header.Port, header.Amount));
    }

    [Fact]
    public void A_header_of_udp_counts_what_stands_before_it()
        => Assert.StartsWith("48010098", Convert.ToHexString(Written(new() { IsUdp = true, Port = 5001, Amount = 5000, Rate = 1 << 20 }, Iperf2Datagram.Size)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("303132333435363738393031323334353637383930313233343536373839")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void Bytes_that_are_no_header_ask_for_nothing(string bytes)
    {
        var header = Iperf2Header.Read(Convert.FromHexString(bytes));
        Assert.Equal((false, false, false, false), (header.IsExtended, header.Reverse, header.FullDuplex, header.ConnectsBack));
    }

    [Fact]
    public void No_header_makes_a_server_do_more_than_it_may()
    {
        var random = new Random(4711);
        var bytes = new byte[Iperf2Header.Size];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            var header = Iperf2Header.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            Assert.InRange(header.Threads, 1, 128);
            Assert.InRange(header.Port, 0, 65535);
            Assert.InRange(header.BlockSize, 0, 1024 * 1024);
            Assert.InRange(header.Rate, 0, long.MaxValue);
        }
    }

    [Fact]
    public void The_last_datagram_bears_its_number_below_zero()
    {
        byte[] seen = Convert.FromHexString("FFFFFFFB6B05859000005BFCFFFFFFFF");
        Assert.True(new Iperf2Datagram().TryRead(seen, out long number, out double sent, out bool isLast));
        Assert.Equal((5, true), (number, isLast));
        Assert.Equal(1795523984.023548, sent, 6);
        var own = new byte[16];
        new Iperf2Datagram().Stamp(own, -5, 1795523984_023_548_000);
        Assert.Equal(seen, own);
    }

    [Fact]
    public void The_servers_report_of_the_original_is_read_and_ours_reads_back()
    {
        byte[] seen = Convert.FromHexString("000000000000000000000000000000008800000000000000000019460000000000007866000000000000000000000005000000000000014400000000000000170000000000000CA2");
        Assert.True(Iperf2Report.TryRead(seen, out var report));
        Assert.Equal(new Iperf2Report(6470, 0.030822, 0, 0, 5, 0.000324), report);
        Assert.True(Iperf2Report.TryRead(report.ToBytes(), out var again));
        Assert.Equal((report.Bytes, report.Datagrams), (again.Bytes, again.Datagrams));
        for (int length = 0; length < 56; length++) Assert.False(Iperf2Report.TryRead(seen.AsSpan(0, length), out _));
    }
}
