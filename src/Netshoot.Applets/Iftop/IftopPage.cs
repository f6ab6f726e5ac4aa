using Netshoot.Cli;
using Netshoot.Probes.Traffic;

namespace Netshoot.Applets.Iftop;

/// <summary>Draws iftop's screen: the scale, the pairs with their bars, the totals.</summary>
internal sealed class IftopPage(IftopSettings settings, IftopView view, IftopNames names, TrafficTable table)
{
    private const int RateWidth = 8, Bottom = 4;

    private static readonly double[] s_scales = [64e3, 256e3, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    private static readonly string[] s_help =
    [
        "Hosts:                                 The screen:",
        " n - names of hosts on/off              P - pause",
        " c - names of containers on/off         h - this help",
        " s - source hosts on/off                b - bars on/off",
        " d - destination hosts on/off           B - which average bars show",
        " t - two lines, one, received, sent     T - totals of each pair on/off",
        "                                        j/k - scroll",
        "Ports:                                  f - filter of what is counted",
        " N - names of services on/off           l - filter of what is shown",
        " S - source ports on/off                L - linear/logarithmic scale",
        " D - destination ports on/off           q - quit",
        " p - all ports on/off",
        "",
        "Order:",
        " 1/2/3 - by the first, second, third column",
        " </> - by source, by destination",
        " o - freeze",
    ];

    /// <summary>What is said in the corner; null when nothing is.</summary>
    public string? Message { get; set; }

    public bool ShowsHelp { get; set; }

    /// <summary>Pairs that are scrolled over.</summary>
    public int Scrolled { get; set; }

    /// <summary>Pairs that fit on a screen of so many rows.</summary>
    public int PairsOn(int rows) => Math.Max(0, rows - Bottom - First) / (settings.Lines == IftopLines.Both ? 2 : 1);

    private int First => settings.HasBars ? 2 : 1;

    /// <summary>Bits a second at the end of the scale: it grows with the traffic and does not shrink.</summary>
    private double Most
    {
        get
        {
            if (settings.Most is { } fixedOne) return fixedOne;
            foreach (double scale in s_scales)
                if (scale >= view.Highest) return scale;
            return s_scales[^1];
        }
    }

    public void Draw(ScreenGrid to)
    {
        Scrolled = Math.Clamp(Scrolled, 0, Math.Max(0, view.Rows.Count - 1));
        DrawScale(to);
        if (ShowsHelp)
        {
            for (int i = 0; i < s_help.Length && First + i < to.Rows - Bottom; i++) to.Put(First + i, 0, s_help[i]);
        }
        else
        {
            DrawPairs(to);
        }
        DrawSums(to);
        if (Message is { } message) to.Put(0, 0, $" {message} ", CellStyle.Reverse);
    }

    private void DrawScale(ScreenGrid to)
    {
        int row = First - 1;
        to.Fill(row, 0, to.Columns, ScreenGrid.Line);
        if (!settings.HasBars) return;
        to.Put(row, 0, [ScreenGrid.CornerUp]);
        if (settings.IsLogarithmic)
        {
            const int Closest = 10;
            double decades = Math.Log10(Most), width = to.Columns / decades;
            int step = width >= Closest ? 1 : 2;
            for (int decade = 1; decade < decades; decade += step) Mark(to, (int)(to.Columns * decade / decades), decade == 1 ? "" : TrafficSize.Mark(Math.Pow(10, decade), settings.UsesBytes, isDecimal: true));
            if (decades == Math.Floor(decades) && (decades - 1) % step == 0) to.PutBefore(0, to.Columns, TrafficSize.Mark(Most, settings.UsesBytes, isDecimal: true));
            return;
        }
        const int Parts = 5;
        for (int part = 1; part < Parts; part++) Mark(to, to.Columns * part / Parts, TrafficSize.Mark(Most * part / Parts, settings.UsesBytes, isDecimal: false));
        to.PutBefore(0, to.Columns, TrafficSize.Mark(Most, settings.UsesBytes, isDecimal: false));
    }

    private static void Mark(ScreenGrid to, int column, string text)
    {
        to.Put(1, column, [ScreenGrid.LineUp]);
        to.Put(0, column, text);
    }

    private void DrawPairs(ScreenGrid to)
    {
        bool isDouble = settings.Lines == IftopLines.Both;
        int end = to.Rows - Bottom, rates = to.Columns - 1 - RateWidth * (settings.HasTotals ? 4 : 3);
        // Two names, two blanks and an arrow share what the rates leave.
        int arrow = Math.Max(0, (rates - 1) / 2), name = Math.Max(0, arrow - 1);
        for (int i = Scrolled, row = First; i < view.Rows.Count && row + (isDouble ? 1 : 0) < end; i++, row += isDouble ? 2 : 1)
        {
            var pair = view.Rows[i];
            var key = pair.Key;
            var both = pair.Sent + pair.Received;
            to.Put(row, 0, names.Text(key.Source, key.SourcePort, key.Protocol, settings.HidesSource, settings.ShowsSourcePort, name));
            to.Put(row, arrow + 3, names.Text(key.Destination, key.DestinationPort, key.Protocol, settings.HidesDestination, settings.ShowsDestinationPort, name));
            switch (settings.Lines)
            {
                case IftopLines.Both:
                    DrawRates(to, row, arrow, "=>", pair.Sent);
                    DrawRates(to, row + 1, arrow, "<=", pair.Received);
                    break;
                case IftopLines.One:
                    DrawRates(to, row, arrow - 1, "<=>", both);
                    break;
                case IftopLines.Received:
                    DrawRates(to, row, arrow, "<=", pair.Received);
                    break;
                case IftopLines.Sent:
                    DrawRates(to, row, arrow, "=>", pair.Sent);
                    break;
            }
        }
    }

    private void DrawRates(ScreenGrid to, int row, int arrow, string sign, in TrafficRates rates)
    {
        to.Put(row, arrow, sign);
        if (settings.HasTotals) to.PutBefore(row, to.Columns - 1 - RateWidth * 3, TrafficSize.Total(rates.Total));
        DrawAverages(to, row, rates);
        DrawBar(to, row, rates);
    }

    private void DrawAverages(ScreenGrid to, int row, in TrafficRates rates)
    {
        to.PutBefore(row, to.Columns - 1 - RateWidth * 2, Rate(rates.Two));
        to.PutBefore(row, to.Columns - 1 - RateWidth, Rate(rates.Ten));
        to.PutBefore(row, to.Columns - 1, Rate(rates.Forty));
    }

    private void DrawSums(ScreenGrid to)
    {
        const int Cumulative = 16, CumulativeEnd = 29, Peak = 32, PeakEnd = 46, Rates = 32;
        int row = to.Rows - Bottom;
        to.Fill(row, 0, to.Columns, ScreenGrid.Line);
        // Of what does not fit beside the rates, the peaks go first.
        bool hasTotals = to.Columns - Rates >= CumulativeEnd + 1, hasPeaks = to.Columns - Rates >= PeakEnd + 1;
        ReadOnlySpan<string> titles = ["TX:", "RX:", "TOTAL:"];
        ReadOnlySpan<TrafficRates> sums = [view.Sent, view.Received, view.Sent + view.Received];
        ReadOnlySpan<double> peaks = [view.Peaks.Sent, view.Peaks.Received, view.Peaks.Both];
        ReadOnlySpan<long> totals = [table.Sent, table.Received, table.Sent + table.Received];
        for (int i = 0; i < titles.Length; i++)
        {
            int line = row + 1 + i;
            to.Put(line, 0, titles[i]);
            if (i == 0 && hasTotals) to.Put(line, Cumulative, "cum:");
            if (hasTotals) to.PutBefore(line, CumulativeEnd, TrafficSize.Total(totals[i]));
            if (i == 0 && hasPeaks) to.Put(line, Peak, "peak:");
            if (hasPeaks) to.PutBefore(line, PeakEnd, Rate(peaks[i]));
            if (i == 0) to.Put(line, to.Columns - Rates, "rates:");
            DrawAverages(to, line, sums[i]);
            if (i < 2) DrawBar(to, line, sums[i]);
        }
        if (table.Untracked > 0) to.PutBefore(row, to.Columns - 1, $" {table.Untracked} packets of further pairs count in the totals only ");
    }

    private void DrawBar(ScreenGrid to, int row, in TrafficRates rates)
    {
        double bits = view.BarOf(rates) * 8;
        if (!settings.HasBars || bits < 1) return;
        double part = settings.IsLogarithmic ? Math.Log10(bits) / Math.Log10(Most) : bits / Most;
        to.Paint(row, 0, (int)Math.Min(to.Columns, Math.Max(0, part) * to.Columns + 1), CellStyle.Reverse);
    }

    private string Rate(double bytesPerSecond) => TrafficSize.Rate(bytesPerSecond, settings.UsesBytes);
}
