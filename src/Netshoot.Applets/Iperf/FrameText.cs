using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Streams;

namespace Netshoot.Applets.Iperf;

/// <summary>Bursts in the manner of video as iperf 2 takes them: <c>60:20m,2m</c>, or <c>10:25p</c> in datagrams.</summary>
internal static class FrameText
{
    private const double UsualRate = 60, UsualMean = 20e6;

    /// <returns>The plan; where <paramref name="packets"/> tells datagrams per frame, its mean is still to be told by their size.</returns>
    public static FramePlan Parse(OptionValue value, out double packets)
    {
        string text = value.Text;
        double perSecond = UsualRate, mean = UsualMean, deviation = 0;
        packets = 0;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string rate = colon < 0 ? text : text[..colon];
        if (rate.Length > 0 && (!double.TryParse(rate, NumberStyles.Float, CultureInfo.InvariantCulture, out perSecond) || perSecond is < 0.01 or > 100_000)) throw value.Invalid("is no number of frames per second");
        if (colon < 0) return new(perSecond, mean, deviation);
        string[] load = text[(colon + 1)..].Split(',');
        if (load.Length > 2) throw value.Invalid("is no load");
        if (load[0].EndsWith('p') && double.TryParse(load[0][..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out packets)) mean = 0;
        else mean = SizeText.Mixed(load[0]) ?? throw value.Invalid("is no load");
        if (load.Length == 2) deviation = SizeText.Mixed(load[1]) ?? throw value.Invalid("is no deviation");
        if ((packets == 0 && mean is < 1 or > 1e12) || packets is < 0 or > 1e6 || deviation is < 0 or > 1e12) throw value.Invalid("is no load");
        return new(perSecond, mean, deviation);
    }
}

/// <summary>How latencies are sorted, as iperf 2 takes it: <c>100u,10000,5,95</c>.</summary>
internal static class HistogramText
{
    public static LatencyBins Parse(OptionValue value)
    {
        const double Usual = 100e-6;
        const int MostBins = 100_000;
        double width = Usual, lower = 5, upper = 95;
        int count = 10_000;
        string[] parts = value.Text.Split(',');
        if (parts.Length > 4) throw value.Invalid("is no way to sort latencies");
        double Number(string text, double least, double most)
            => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most ? number : throw value.Invalid("is no way to sort latencies");
        // Microseconds and milliseconds; without a letter milliseconds.
        if (parts[0].Length > 0) width = parts[0][^1] == 'u' ? Number(parts[0][..^1], 1, 1e9) / 1e6 : Number(parts[0].TrimEnd('m'), 1e-3, 1e6) / 1e3;
        if (parts.Length > 1 && parts[1].Length > 0) count = (int)Number(parts[1], 1, MostBins);
        if (parts.Length > 2 && parts[2].Length > 0) lower = Number(parts[2], 0, 100);
        if (parts.Length > 3 && parts[3].Length > 0) upper = Number(parts[3], 0, 100);
        return new(width, count, lower, upper);
    }
}
