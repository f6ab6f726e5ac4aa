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

    [Theory]
    [InlineData("400100A0000000010000306900000000000000000004B000000000000000000000100000000200010008000300000000000000000000000000000000000000006B05A7B100084E380000000000000000", true, false)]
    [InlineData("400100A000000001000024A30000000000000000FFFFFFF60000000000000000000100000002000100080003000000000000000000000000000000000000000000000000000000000000000000000000", false, true)]
    public void A_header_with_times_is_the_originals(string seen, bool tripTimes, bool isochronous)
    {
        byte[] bytes = Convert.FromHexString(seen);
        var header = Iperf2Header.Read(bytes);
        Assert.Equal((tripTimes, isochronous, true, "2.1.8", Iperf2Header.TimedSize), (header.TripTimes, header.Isochronous, header.WantsAcknowledgement, header.Peer, header.Length));
        double? start = Iperf2Header.StartOf(bytes);
        if (!tripTimes) Assert.Equal(0, start);
        Assert.Equal(seen, Convert.ToHexString((header with { Start = (long)(start!.Value * 1e6) * 1000 }).ToBytes()));
    }

    [Fact]
    public void A_header_of_datagrams_with_times_is_the_originals()
    {
        const string Seen = "680100D80000000100004BE60000000000000000FFFFFFE200000000000000000011000000020001000800030000000000100000";
        var header = Iperf2Header.Read(Convert.FromHexString(Seen.PadRight(2 * Iperf2Header.TimedDatagramSize, '0')));
        Assert.Equal((true, true, true), (header.IsUdp, header.TripTimes, header.Isochronous));
        Assert.StartsWith(Seen, Convert.ToHexString(header.ToBytes(Iperf2Datagram.Size)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("460100780000000100002B8500000000000000000004B000000000000000000000000000000200010008000300000000000000000000000000000000")]
    public void A_client_that_asks_for_the_version_waits_for_it(string seen)
    {
        var header = Iperf2Header.Read(Convert.FromHexString(seen));
        Assert.Equal((true, true, false), (header.DetectsPeer, header.WantsAcknowledgement, header.IsTimed));
        Assert.Equal(seen, Convert.ToHexString(header.ToBytes()));
    }

    [Fact]
    public void The_servers_answer_bears_the_three_times()
        => Assert.Equal("000000020000003400000000000200010008000300000000000000006B05A7B100084E386B05A7B100084E046B05A7B100084EEA",
            Convert.ToHexString(Iperf2Header.Acknowledgement(0x6b05a7b1 + 0x84e38 / 1e6, 0x6b05a7b1 * 1_000_000_000L + 0x84e04 * 1000L, 0x6b05a7b1 * 1_000_000_000L + 0x84eea * 1000L)));

    [Fact]
    public void A_block_bears_its_time_as_the_originals_do()
    {
        byte[] seen = Convert.FromHexString("400100A000000001000030696B05A7B100084ECB6B05A7B100084ED00000000000100000000200010008000300000001000200000002000200000000000000006B05A7B100084E380000000000000000");
        var read = Iperf2Header.Read(Convert.FromHexString("400100A0000000010000306900000000000000000004B000000000000000000000100000000200010008000300000000000000000000000000000000000000006B05A7B100084E380000000000000000"));
        var header = read with { Amount = 0, Start = 0x6b05a7b1 * 1_000_000_000L + 0x84e38 * 1000L };
        var burst = new Iperf2Burst(header);
        Assert.True(burst.TryRead(seen, out int size, out double sent));
        Assert.Equal((131_072, 0x6b05a7b1 + 0x84ed0 / 1e6), (size, sent));
        var own = new byte[burst.HeaderSize];
        // The original notes the beginning of a stream five microseconds before its first block.
        burst.Stamp(own, 1, 131_072, 131_072, 0x6b05a7b1 * 1_000_000_000L + 0x84ed0 * 1000L);
        seen[19] = own[19];
        Assert.Equal(Convert.ToHexString(seen), Convert.ToHexString(own));
        foreach (int lie in new[] { 0, 79, -1, int.MinValue, int.MaxValue })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(seen.AsSpan(48), lie);
            Assert.False(burst.TryRead(seen, out _, out _));
        }
    }

    [Fact]
    public void A_message_that_comes_back_is_the_originals()
    {
        const string Seen = "00800000000000C800000001C0005A5A000000006B05A7C20001F7A4FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000013885A5A5A5A5A5A5A5A5A5A5A5A";
        byte[] first = Convert.FromHexString(Seen);
        var plan = Iperf2Header.Read(first).Bounce;
        Assert.NotNull(plan);
        Assert.Equal((TimeSpan.FromMilliseconds(5), true, 200, true), (plan.Hold, plan.QuickAcknowledgements, Iperf2Bounce.SizeOf(first), Iperf2Bounce.AreClocksOne(first)));
        var own = new byte[200];
        plan.Format.Stamp(own, 0x6b05a7c2 * 1_000_000_000L + 0x1f7a4 * 1000L, plan, clocksAgree: true);
        Assert.Equal(Seen, Convert.ToHexString(own.AsSpan(0, 60)));
        plan.Format.Answer(own, 0x6b05a7c2 * 1_000_000_000L + 0x1f7c8 * 1000L, 0x6b05a7c2 * 1_000_000_000L + 0x20c4f * 1000L);
        Assert.Equal("6B05A7C20001F7C86B05A7C200020C4F", Convert.ToHexString(own.AsSpan(28, 16)));
        Assert.Equal((0x6b05a7c2 + 0x1f7c8 / 1e6, 0x6b05a7c2 + 0x20c4f / 1e6), plan.Format.Times(own));
    }

    [Fact]
    public void A_report_with_latencies_is_read_and_ours_reads_back()
    {
        byte[] seen = Convert.FromHexString("00000000000000000000000000000000C80000000000000000001F0000000000000494890000000000000000000000060000000000000010000000000000000400000000000000A800000000000001420000000000000035000042930005161500000000FFFFFFC5000000060000001300000001000000000000000000000000");
        Assert.True(Iperf2Report.TryRead(seen, out var report));
        Assert.Equal((6, 53e-6, 4e-6, 168e-6, 19), (report.Latency.Count, report.Latency.Mean, report.Latency.Least, report.Latency.Most, report.Rate));
        // Six times about a mean of 53 with these ends: the deviation is between those of two and of six of them at the ends.
        Assert.InRange(report.Latency.Deviation, 58e-6, 59e-6);
        Assert.True(Iperf2Report.TryRead(report.ToBytes(), out var again));
        Assert.Equal((report.Latency.Count, report.Latency.Mean, report.Latency.Most), (again.Latency.Count, again.Latency.Mean, again.Latency.Most));
        for (int length = 0; length < seen.Length; length++) Iperf2Report.TryRead(seen.AsSpan(0, length), out _);
    }

    [Fact]
    public void Frames_that_are_missing_are_counted_and_leaps_are_no_frames()
    {
        var frames = new Iperf2Frames(null);
        var format = new Iperf2Datagram(frames);
        var datagram = new byte[200];
        foreach (var (number, left) in new[] { (1, 400), (1, 200), (2, 200), (5, 200), (4, 200) })
        {
            format.StampFrame(datagram, new() { Number = number, Previous = number - 1, Size = 400, Left = left, Period = TimeSpan.FromMilliseconds(10) });
            format.Heed(datagram, number * 0.01);
        }
        Assert.Equal((3, 2), (frames.Meter.Frames, frames.Meter.Missed));
        // Those that are whole: each a period after its time.
        Assert.Equal(3, frames.Latency.Whole().Figures.Count);
        Assert.Equal(0.01, frames.Latency.Whole().Figures.Mean, 9);
        format.StampFrame(datagram, new() { Number = uint.MaxValue, Size = 400, Left = 200 });
        format.Heed(datagram, 1);
        Assert.Equal(2, frames.Meter.Missed);
        format.Heed(datagram.AsSpan(0, 103), 1);
    }
}
