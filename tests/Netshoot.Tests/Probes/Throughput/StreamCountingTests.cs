using Netshoot.Probes.Throughput.Streams;
using Xunit;

namespace Netshoot.Tests.Probes.Throughput;

/// <summary>What a test counts: bytes, losses, order, jitter, and what may be sent when.</summary>
public sealed class StreamCountingTests
{
    private static StreamMeter Received(params long[] numbers)
    {
        var meter = new StreamMeter();
        foreach (long number in numbers) meter.AddReceived(100, number, first: 1);
        return meter;
    }

    [Fact]
    public void Datagrams_in_order_lose_nothing()
    {
        var meter = Received(1, 2, 3, 4);
        Assert.Equal((400, 4, 4, 0, 0), (meter.Bytes, meter.Datagrams, meter.Highest, meter.Lost, meter.OutOfOrder));
    }

    [Fact]
    public void A_gap_is_lost_until_it_is_filled_late()
    {
        var meter = Received(1, 2, 5);
        Assert.Equal((5, 2, 0), (meter.Highest, meter.Lost, meter.OutOfOrder));
        meter.AddReceived(100, 3, 1);
        Assert.Equal((5, 1, 1), (meter.Highest, meter.Lost, meter.OutOfOrder));
        meter.AddReceived(100, 4, 1);
        Assert.Equal((0, 2), (meter.Lost, meter.OutOfOrder));
    }

    [Fact]
    public void A_repeated_datagram_never_makes_losses_negative()
    {
        var meter = Received(1, 1, 1, 1);
        Assert.Equal((0, 3), (meter.Lost, meter.OutOfOrder));
    }

    [Fact]
    public void The_first_datagrams_may_be_missing() => Assert.Equal(6, Received(7).Lost);

    [Fact]
    public void Jitter_follows_the_change_of_transit_by_a_sixteenth()
    {
        var jitter = new JitterEstimate();
        jitter.Add(5.000);
        Assert.Equal(0, jitter.Value);
        jitter.Add(5.016);
        Assert.Equal(0.001, jitter.Value, 9);
        jitter.Add(5.016);
        Assert.Equal(0.001 - 0.001 / 16, jitter.Value, 9);
    }

    [Fact]
    public void A_budget_gives_whole_blocks_or_exactly_what_is_left()
    {
        var whole = new SendBudget(250);
        Assert.Equal(200, whole.Take(2, 100));
        Assert.Equal(100, whole.Take(2, 100));
        Assert.Equal(0, whole.Take(2, 100));
        var exact = new SendBudget(250, isExact: true);
        Assert.Equal(200, exact.Take(2, 100));
        Assert.Equal(50, exact.Take(2, 100));
        exact.Return(50);
        Assert.Equal(50, exact.Take(1, 100));
        Assert.Equal(0, exact.Take(1, 100));
    }

    [Theory]
    // 8000 bits a second are 1000 bytes: a block of 100 is due each tenth, the first at once.
    [InlineData(0, 0, 1)]
    [InlineData(0.05, 100, 0)]
    [InlineData(0.1, 100, 0)]
    [InlineData(0.11, 100, 1)]
    [InlineData(1, 100, 10)]
    [InlineData(1, 1000, 0)]
    public void A_pace_asks_for_what_is_behind(double seconds, long sent, int blocks)
        => Assert.Equal(blocks, new Pace(8000, 0, TimeSpan.FromMilliseconds(1)).Due(TimeSpan.FromSeconds(seconds), sent, 100, most: 64));

    [Fact]
    public void A_burst_is_sent_whole() => Assert.Equal(4, new Pace(8000, 4, TimeSpan.FromMilliseconds(1)).Due(TimeSpan.FromSeconds(0.11), 100, 100, most: 64));

    [Fact]
    public void Without_a_rate_all_is_due() => Assert.Equal(64, Pace.Free.Due(TimeSpan.Zero, 12345, 100, most: 64));
}
