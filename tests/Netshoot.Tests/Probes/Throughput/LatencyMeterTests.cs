using Netshoot.Probes.Throughput.Streams;
using Xunit;

namespace Netshoot.Tests.Probes.Throughput;

/// <summary>What times come to: their figures since the last look and since the beginning, their bins, and the sizes of frames.</summary>
public sealed class LatencyMeterTests
{
    [Fact]
    public void Figures_are_of_the_whole_and_of_the_time_since_the_last_look()
    {
        var meter = new LatencyMeter();
        foreach (double time in new[] { 2.0, 4, 4, 4, 5, 5, 7, 9 }) meter.Add(time, at: time);
        var figures = meter.Since().Figures;
        Assert.Equal((8, 5.0, 2.0, 9.0, 9.0), (figures.Count, figures.Mean, figures.Least, figures.Most, figures.MostAt));
        Assert.Equal(Math.Sqrt(32 / 7.0), figures.Deviation, 9);
        meter.Add(1);
        Assert.Equal((1, 1.0, 1.0, 1.0), (meter.Since().Figures.Count, meter.Whole().Figures.Least, 1.0, 1.0));
        Assert.Equal((9, 9.0), (meter.Whole().Figures.Count, meter.Whole().Figures.Most));
        Assert.Equal(0, meter.Since().Figures.Count);
    }

    [Fact]
    public void Bins_begin_at_zero_and_the_last_has_all_that_is_longer()
    {
        var meter = new LatencyMeter(new(width: 0.001, count: 4, lower: 25, upper: 75));
        foreach (double time in new[] { -1, 0, 0.0005, 0.0015, 0.0025, 0.5, 1e9, double.NaN }) meter.Add(time);
        var reading = meter.Whole();
        Assert.Equal(8, reading.Counts!.Sum());
        Assert.Equal([1, 1, 2], reading.Counts![1..]);
        Assert.Equal(1, reading.Percentile(25));
        Assert.Equal(4, reading.Percentile(100));
        meter.Since();
        Assert.Equal(0, meter.Since().Counts!.Sum());
    }

    [Fact]
    public void Outliers_are_three_deviations_off()
    {
        var meter = new LatencyMeter(new(0.001, 1000, 5, 95));
        for (int i = 0; i < 99; i++) meter.Add(0.0105);
        meter.Add(0.9);
        Assert.Equal(1, meter.Whole().Outliers());
    }

    [Fact]
    public void Frames_have_their_mean_size()
    {
        Assert.Equal(5000, new FramePlan(50, 2_000_000, 0).NextSize(100));
        var plan = new FramePlan(50, 2_000_000, 500_000);
        double mean = Enumerable.Range(0, 20_000).Average(_ => plan.NextSize(1));
        Assert.InRange(mean, 4900, 5100);
        Assert.Equal(100, new FramePlan(1000, 8, 0).NextSize(100));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(16_384, 0)]
    [InlineData(16_385, 1)]
    [InlineData(131_072, 7)]
    [InlineData(1 << 20, 7)]
    public void Reads_are_sorted_into_eighths_of_the_buffer(int bytes, int bin)
    {
        var meter = new StreamMeter();
        meter.AddRead(bytes, 131_072);
        Assert.Equal(1, meter.Reads()[bin]);
    }
}
