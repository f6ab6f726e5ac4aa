using System.Globalization;
using Netshoot.Probes.Trace;

namespace Netshoot.Applets.Mtr;

/// <summary>One of the columns that mtr can show (mtr(8), <c>-o</c>).</summary>
/// <param name="Letter">What it is chosen by.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Help">What it is.</param>
/// <param name="Value">Its number: percent, a count, or microseconds.</param>
/// <param name="Form">What the number is.</param>
internal sealed record MtrField(char Letter, string Title, int Width, string Help, Func<HopStatistics, double> Value, MtrFieldForm Form)
{
    public const string Usual = "LS NABWV", UsualJitter = "DR AGJMXI";

    public static readonly MtrField[] All =
    [
        new(' ', " ", 1, "space between fields", static h => h.Dropped, MtrFieldForm.Space),
        new('L', "Loss%", 6, "Loss Ratio", static h => h.LossPercent, MtrFieldForm.Percent),
        new('D', "Drop", 5, "Dropped Packets", static h => h.Dropped, MtrFieldForm.Count),
        new('R', "Rcv", 6, "Received Packets", static h => h.Received, MtrFieldForm.Count),
        new('S', "Snt", 6, "Sent Packets", static h => h.Sent, MtrFieldForm.Count),
        new('N', "Last", 6, "Newest RTT(ms)", static h => h.Last, MtrFieldForm.Time),
        new('B', "Best", 6, "Min/Best RTT(ms)", static h => h.Best, MtrFieldForm.Time),
        new('A', "Avg", 6, "Average RTT(ms)", static h => h.Average, MtrFieldForm.Time),
        new('W', "Wrst", 6, "Max/Worst RTT(ms)", static h => h.Worst, MtrFieldForm.Time),
        new('V', "StDev", 6, "Standard Deviation", static h => h.Deviation, MtrFieldForm.Time),
        new('G', "Gmean", 6, "Geometric Mean", static h => h.GeometricMean, MtrFieldForm.Time),
        new('J', "Jttr", 5, "Current Jitter", static h => h.Jitter, MtrFieldForm.Time),
        new('M', "Javg", 5, "Jitter Mean/Avg.", static h => h.AverageJitter, MtrFieldForm.Time),
        new('X', "Jmax", 5, "Worst Jitter", static h => h.WorstJitter, MtrFieldForm.Time),
        new('I', "Jint", 5, "Interarrival Jitter", static h => h.InterarrivalJitter, MtrFieldForm.Time),
    ];

    public static MtrField? Find(char letter) => Array.Find(All, f => f.Letter == letter);

    /// <summary>What is wrong with a choice of fields; null when nothing is.</summary>
    public static string? Fault(string letters)
    {
        const int Most = 15;
        if (letters.Length > Most) return $"Too many fields: {letters}";
        foreach (char letter in letters)
            if (Find(letter) is null) return $"Unknown field identifier: {letter}";
        return null;
    }

    public static MtrField[] Of(string letters) => [.. letters.Select(static l => Find(l)!)];

    /// <summary>The number as programs read it: times in milliseconds, cut to the microsecond.</summary>
    public double Number(HopStatistics hop) => Form == MtrFieldForm.Time ? Math.Truncate(Value(hop)) / 1000 : Value(hop);

    /// <summary>The text of the XML form, which nobody cuts.</summary>
    public string Text(HopStatistics hop) => Form switch
    {
        MtrFieldForm.Percent => string.Create(CultureInfo.InvariantCulture, $" {Number(hop),4:F1}%"),
        MtrFieldForm.Time => Number(hop).ToString("F1", CultureInfo.InvariantCulture).PadLeft(Width),
        MtrFieldForm.Space => " ",
        _ => Number(hop).ToString("F0", CultureInfo.InvariantCulture).PadLeft(Width),
    };

    /// <summary>The text as a column has it.</summary>
    public string Cell(HopStatistics hop) => Text(hop) is var text && text.Length > Width ? text[..Width] : text;
}

/// <summary>What the number of a column is.</summary>
internal enum MtrFieldForm
{
    Space,
    Percent,
    Count,
    Time,
}
